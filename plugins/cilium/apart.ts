import {cidrCovers, parseCidr} from '../../src/base/cidr.ts';
import {intersection} from '../../src/base/intervals.ts';
import {type Conjunction, conjunctions, type Literal} from '../../src/ir/conjunctions.ts';
import {type Match, printMatch} from '../../src/ir/match.ts';
import type {Rule} from '../../src/ir/policy.ts';
import type {TrafficBox} from '../../src/ir/traffic.ts';

const MOST_ALTERNATIVES = 64;

/** Two numbers below this make one number that is still exact. */
const PAIR = 2 ** 26;

/** Certain answers to "can both hold of one connection": true is a proof that they cannot, unsure is false. */
export interface Apartness {
  readonly rules: (a: Rule, b: Rule) => boolean;
  readonly matches: (a: Match, b: Match) => boolean;
}

/** Many rules are compared with many others and few matches differ: each pair is worked out once. */
export function apartness(): Apartness {
  const numbers = new Map<string, number>();
  const byMatch = new WeakMap<Match, number>();
  const alternatives = new Map<number, readonly Conjunction[] | undefined>();
  const answers = new Map<number, boolean>();

  const numberOf = (match: Match): number => {
    const known = byMatch.get(match);
    if (known !== undefined) return known;
    const text = printMatch(match);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    byMatch.set(match, number);
    if (!alternatives.has(number)) alternatives.set(number, conjunctions(match, MOST_ALTERNATIVES));
    return number;
  };
  const matches = (a: Match, b: Match): boolean => {
    const [left, right] = [numberOf(a), numberOf(b)];
    const key = Math.min(left, right) * PAIR + Math.max(left, right);
    const known = answers.get(key) ?? alternativesApart(alternatives.get(left), alternatives.get(right));
    answers.set(key, known);
    return known;
  };
  return {matches, rules: (a, b) => matches(a.peer, b.peer) || trafficApart(a, b)};
}

function alternativesApart(
  left: readonly Conjunction[] | undefined,
  right: readonly Conjunction[] | undefined,
): boolean {
  if (!left || !right) return false;
  return left.every((one) => right.every((other) => conflict(one, other)));
}

function trafficApart(a: Rule, b: Rule): boolean {
  return a.traffic.every((left) => b.traffic.every((right) => boxesApart(left, right)));
}

function boxesApart(a: TrafficBox, b: TrafficBox): boolean {
  if (a.family && b.family && a.family !== b.family) return true;
  if (a.protocols && b.protocols && intersection(a.protocols, b.protocols).length === 0) return true;
  if (a.icmp && b.icmp && intersection(a.icmp, b.icmp).length === 0) return true;
  if (!a.ports || !b.ports) return false;
  const open = [a.ports, b.ports].some(({names, services}) => names.length > 0 || services.length > 0);
  return !open && intersection(a.ports.numbers, b.ports.numbers).length === 0;
}

/** Two conjunctions about one endpoint that contradict each other in some condition. */
function conflict(a: Conjunction, b: Conjunction): boolean {
  return a.some((left) => b.some((right) => contradict(left, right)));
}

function contradict(a: Literal, b: Literal): boolean {
  const [left, right] = [a.fact, b.fact];
  if (left.is !== right.is) return false;
  if (left.is === 'kind' && right.is === 'kind') return (left.kind === right.kind) !== (a.holds === b.holds);
  if (left.is === 'sameNode' || left.is === 'sameNamespace') return a.holds !== b.holds;
  if (left.is === 'address' && right.is === 'address') return a.holds && b.holds && blocksApart(left.cidr, right.cidr);
  if (!('value' in left) || !('value' in right) || left.value.test !== 'in' || right.value.test !== 'in') return false;
  if ('key' in left && 'key' in right && left.key !== right.key) return false;
  const theirs = right.value.values;
  const shared = left.value.values.filter((value) => theirs.includes(value));
  if (a.holds && b.holds) return shared.length === 0;
  if (a.holds) return shared.length === left.value.values.length;
  return b.holds && shared.length === theirs.length;
}

function blocksApart(a: string, b: string): boolean {
  const [left, right] = [parseCidr(a)?.cidr, parseCidr(b)?.cidr];
  return left !== undefined && right !== undefined && !cidrCovers(left, right) && !cidrCovers(right, left);
}
