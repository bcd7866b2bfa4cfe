import {cidrCovers, parseCidr} from '../base/cidr.ts';
import {complement, type Intervals, intersection} from '../base/intervals.ts';
import {remember} from '../base/remember.ts';
import {type Conjunction, conjunctions, type Literal, type SetFact} from './conjunctions.ts';
import {type Match, printMatch} from './match.ts';
import {
  allPorts,
  allTraffic,
  box,
  numberedPorts,
  onlyPortProtocols,
  printBox,
  type Traffic,
  type TrafficBox,
  traffic,
} from './traffic.ts';

const MOST_ALTERNATIVES = 64;

/** True when it is certain that nothing fulfils both, whatever the cluster. Unsure is false. */
export function matchesApart(a: Match, b: Match): boolean {
  if (a.is === 'false' || b.is === 'false') return true;
  const [left, right] = [alternatives(a), alternatives(b)];
  return left !== undefined && right !== undefined && left.every((one) => right.every((other) => conflict(one, other)));
}

/** Matches never change, and are held against each other over and over. */
const alternatives = remember((match: Match) => conjunctions(match, MOST_ALTERNATIVES));

/** True when it is certain that whatever fulfils `inner` fulfils `outer`. Unsure is false. */
export function matchCovers(outer: Match, inner: Match): boolean {
  if (outer.is === 'true' || inner.is === 'false' || printMatch(outer) === printMatch(inner)) return true;
  const wide = conjunctions(outer, MOST_ALTERNATIVES);
  const narrow = conjunctions(inner, MOST_ALTERNATIVES);
  if (!wide || !narrow) return false;
  return narrow.every((one) =>
    wide.some((other) => other.every((asked) => one.some((given) => implies(given, asked)))),
  );
}

/** True when it is certain that no connection is in both. Unsure is false. */
export function trafficApart(a: Traffic, b: Traffic): boolean {
  return a.every((left) => b.every((right) => boxesApart(left, right)));
}

/**
 * The part of a traffic that is in `by`, and the part that is not. Undefined where names, source ports or ICMP types on
 * both sides make it hard to tell.
 */
export function splitTraffic(
  all: Traffic,
  by: Traffic,
): {readonly inside: Traffic; readonly outside: Traffic} | undefined {
  if (by === allTraffic) return {inside: all, outside: []};
  const inside: TrafficBox[] = [];
  let rest: readonly TrafficBox[] = all;
  for (const cut of by) {
    const next: TrafficBox[] = [];
    for (const each of rest) {
      const split = splitBox(each, cut);
      if (!split) return undefined;
      inside.push(...split.inside);
      next.push(...split.outside);
    }
    rest = next;
  }
  return {inside: traffic(inside), outside: traffic(rest)};
}

interface SplitBox {
  readonly inside: readonly TrafficBox[];
  readonly outside: readonly TrafficBox[];
}

const everyProtocol: Intervals = [[0, 255]];

function splitBox(each: TrafficBox, by: TrafficBox): SplitBox | undefined {
  if (printBox(each) === printBox(by)) return {inside: [each], outside: []};
  if (boxesApart(each, by)) return {inside: [], outside: [each]};
  const {protocols = everyProtocol, ports, ...same} = each;
  const {protocols: cut = everyProtocol, ports: cutPorts, ...others} = by;
  if (Object.keys(others).length > 0) return undefined;
  const shared = intersection(protocols, cut);
  const left = complementOf(cut, protocols);
  const outside = left.length > 0 ? [box({...same, protocols: left, ...(ports && {ports})})] : [];
  const common = {...same, ...(shared.length === 1 && sameIntervals(shared, everyProtocol) ? {} : {protocols: shared})};
  if (!cutPorts) return {inside: [box({...common, ...(ports && {ports})})], outside};
  if (isOpen(cutPorts) || (ports && isOpen(ports)) || !onlyPortProtocols({protocols: shared})) return undefined;
  const numbers = ports?.numbers ?? allPorts;
  const hit = intersection(numbers, cutPorts.numbers);
  const miss = intersection(numbers, complement(cutPorts.numbers, 0, 65535));
  return {
    inside: hit.length > 0 ? [box({...common, ports: numberedPorts(hit)})] : [],
    outside: [...outside, ...(miss.length > 0 ? [box({...common, ports: numberedPorts(miss)})] : [])],
  };
}

/** The protocols of `of` that are not in `set`. */
function complementOf(set: Intervals, of: Intervals): Intervals {
  return intersection(of, complement(set, 0, 255));
}

function sameIntervals(a: Intervals, b: Intervals): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Ports that are not numbers alone. */
function isOpen({names, services, exceptNames}: NonNullable<TrafficBox['ports']>): boolean {
  return names.length + services.length + exceptNames.length > 0;
}

function boxesApart(a: TrafficBox, b: TrafficBox): boolean {
  if (a.family && b.family && a.family !== b.family) return true;
  if (a.protocols && b.protocols && intersection(a.protocols, b.protocols).length === 0) return true;
  if (a.icmp && b.icmp && intersection(a.icmp, b.icmp).length === 0) return true;
  if (!a.ports || !b.ports) return false;
  return !isOpen(a.ports) && !isOpen(b.ports) && intersection(a.ports.numbers, b.ports.numbers).length === 0;
}

/** True when two conjunctions about one endpoint contradict each other in some condition. Unsure is false. */
export function conflict(a: Conjunction, b: Conjunction): boolean {
  return a.some((left) => b.some((right) => contradict(left, right)));
}

/** What one condition says of another about the same thing. */
function contradict(a: Literal, b: Literal): boolean {
  return implies(a, {...b, holds: !b.holds});
}

function implies(given: Literal, asked: Literal): boolean {
  const [fact, other] = [given.fact, asked.fact];
  if (fact.is !== other.is) return false;
  if (fact.is === 'kind' && other.is === 'kind') {
    return fact.kind === other.kind ? given.holds === asked.holds : given.holds && !asked.holds;
  }
  if (fact.is === 'address' && other.is === 'address') return addressImplies(given, fact.cidr, asked, other.cidr);
  if (printMatch(fact) === printMatch(other)) return given.holds === asked.holds;
  if (fact.is === 'some' && other.is === 'some') return someImplies(given, fact, asked, other);
  if (!('value' in fact) || !('value' in other) || keyOf(fact) !== keyOf(other)) return false;
  if (given.holds && asked.holds) return other.value.test === 'exists' || isSubset(fact.value, other.value);
  if (!given.holds && !asked.holds) return fact.value.test === 'exists' || isSubset(other.value, fact.value);
  return given.holds && !asked.holds && isDisjoint(fact.value, other.value);
}

/** Who finds some identity for one condition finds it for a wider one of more kinds. */
function someImplies(given: Literal, inner: SetFact, asked: Literal, outer: SetFact): boolean {
  const within = (a: SetFact, b: SetFact): boolean =>
    a.identities.every((kind) => b.identities.includes(kind)) && matchCovers(b.of, a.of);
  if (given.holds !== asked.holds) return false;
  return given.holds ? within(inner, outer) : within(outer, inner);
}

function addressImplies(given: Literal, cidr: string, asked: Literal, other: string): boolean {
  const [inner, outer] = [parseCidr(cidr)?.cidr, parseCidr(other)?.cidr];
  if (!inner || !outer) return false;
  if (given.holds && asked.holds) return cidrCovers(outer, inner);
  if (!given.holds && !asked.holds) return cidrCovers(inner, outer);
  return given.holds && !asked.holds && !cidrCovers(inner, outer) && !cidrCovers(outer, inner);
}

type Test = Extract<Literal['fact'], {readonly value: unknown}>['value'];

function isSubset(inner: Test, outer: Test): boolean {
  if (inner.test !== 'in' || outer.test !== 'in') return false;
  const {values} = outer;
  return inner.values.every((value) => values.includes(value));
}

function isDisjoint(a: Test, b: Test): boolean {
  if (a.test !== 'in' || b.test !== 'in') return false;
  const {values} = b;
  return a.values.every((value) => !values.includes(value));
}

function keyOf(fact: Literal['fact']): string | undefined {
  return 'key' in fact ? fact.key : undefined;
}
