import {cidrCovers, parseCidr} from '../../src/base/cidr.ts';
import {intersection} from '../../src/base/intervals.ts';
import {type Conjunction, conjunctions, type Literal} from '../../src/ir/conjunctions.ts';
import type {Rule} from '../../src/ir/policy.ts';
import type {TrafficBox} from '../../src/ir/traffic.ts';

const MOST_ALTERNATIVES = 64;

/** True when it is certain that no connection matches both rules, whatever the cluster. Unsure is false. */
export function apart(a: Rule, b: Rule): boolean {
  return trafficApart(a, b) || peersApart(a, b);
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

function peersApart(a: Rule, b: Rule): boolean {
  const left = conjunctions(a.peer, MOST_ALTERNATIVES);
  const right = conjunctions(b.peer, MOST_ALTERNATIVES);
  if (!left || !right) return false;
  return left.every((one) => right.every((other) => conflict(one, other)));
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
