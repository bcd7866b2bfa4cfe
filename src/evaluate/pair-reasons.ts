import type {Family} from '../base/cidr.ts';
import {type Interval, type Intervals, intersection, single} from '../base/intervals.ts';
import {sortedUnique} from '../base/order.ts';
import {hasPorts, isIcmp} from '../base/protocols.ts';
import {emptyWorld} from '../ir/empty-world.ts';
import type {Traffic} from '../ir/traffic.ts';
import type {Endpoint} from '../ir/world.ts';
import type {Connection, Decision, Reference, Verdict} from './answer.ts';
import {DEFAULT_SOURCE_PORT} from './ask.ts';
import type {PairTraffic} from './classes/pair-traffic.ts';
import {narrowedTo} from './classes/policy-index.ts';
import {lineOf} from './classes/traffic-line.ts';
import {STRETCH} from './classes/traffic-sets.ts';
import type {Because, SideReason} from './connectivity.ts';
import {connectionEnd} from './end.ts';
import {walkingEvaluator} from './naive.ts';
import {outside} from './outside.ts';

/** More places than this are not asked about: what decides them decides others too. */
const MOST_PLACES = 64;

/** A set of traffic on the line of one family. */
export interface FamilyLine {
  readonly family: Family;
  readonly set: Intervals;
}

/** Who decides about a set of traffic between two endpoints: asked once for every stretch that rules can tell apart. */
export function verdictsOf(
  pairs: PairTraffic,
  from: Endpoint,
  to: Endpoint,
  parts: readonly FamilyLine[],
): readonly Verdict[] {
  const own = narrowedTo(pairs.prepared, pairs.index, [from, to]);
  const evaluator = walkingEvaluator(own);
  const traffics = own.stages.flatMap(({policies}) =>
    policies.flatMap(({policy}) => [
      ...(policy.egress?.rules.map(({traffic}) => traffic) ?? []),
      ...(policy.ingress?.rules.map(({traffic}) => traffic) ?? []),
    ]),
  );
  return parts.flatMap(({family, set}) => {
    const ends = {from: connectionEnd(from, family, own.world), to: connectionEnd(to, family, own.world)};
    const context = {...ends, world: own.world, family, sourcePort: DEFAULT_SOURCE_PORT};
    const lines = [...new Set<Traffic>(traffics)].map((traffic) => lineOf(traffic, context));
    return places(set, lines).flatMap((point) => {
      const question = questionAt(point, family);
      return question ? [evaluator.decide({from, to, family, sourcePort: DEFAULT_SOURCE_PORT, ...question})] : [];
    });
  });
}

/** A traffic between two endpoints as sets on the line, one for each family. */
export function linesOf(
  {prepared: {world}}: PairTraffic,
  from: Endpoint,
  to: Endpoint,
  traffic: Traffic,
  families: readonly Family[],
): readonly FamilyLine[] {
  return families.map((family) => {
    const ends = {from: connectionEnd(from, family, world), to: connectionEnd(to, family, world)};
    return {family, set: lineOf(traffic, {...ends, world, family, sourcePort: DEFAULT_SOURCE_PORT})};
  });
}

/** The line of a traffic that names neither ports nor services, whoever the ends are. */
export function numberedLine(traffic: Traffic, family: Family): Intervals {
  const end = connectionEnd(outside('nobody', {}), family, emptyWorld);
  return lineOf(traffic, {from: end, to: end, world: emptyWorld, family, sourcePort: DEFAULT_SOURCE_PORT});
}

/** The reasons of both sides of several verdicts, each policy or rule once. */
export function becauseOf(verdicts: readonly Verdict[]): Because {
  return {
    egress: sideReason(verdicts.map(({egress}) => egress)),
    ingress: sideReason(verdicts.map(({ingress}) => ingress)),
  };
}

/** The open facts of verdicts that are unknown, sorted. */
export function unknownsOf(verdicts: readonly Verdict[]): readonly string[] {
  return sortedUnique(
    verdicts.flatMap(({egress, ingress}) => [...(egress?.unknowns ?? []), ...(ingress?.unknowns ?? [])]),
  );
}

/** A rule says more than that no policy is there; what the engine adds itself says least. */
const order: readonly Decision['reason'][] = ['rule', 'isolated', 'end-of-tier', 'endpoint-profile', 'no-policy'];

function sideReason(decisions: readonly (Decision | null)[]): SideReason {
  const judged = decisions.filter((each) => each !== null);
  const reasons = judged.map(({reason}) => reason);
  const by = new Map<string, Reference>();
  for (const {decidedBy} of judged) {
    for (const reference of decidedBy)
      by.set(JSON.stringify([reference.id, reference.rule, reference.origin.path]), reference);
  }
  const reason = order.find((each) => reasons.includes(each)) ?? reasons[0] ?? null;
  return {reason, by: [...by.values()]};
}

/** One point of each stretch of the set that the lines cut out. */
function places(set: Intervals, lines: readonly Intervals[]): readonly number[] {
  const starts = new Set<number>();
  for (const [low] of set) starts.add(low);
  for (const line of lines) {
    for (const [low, high] of line) {
      for (const at of [low, high + 1]) if (intersection(set, single(at)).length > 0) starts.add(at);
    }
  }
  return [...starts].sort((a, b) => a - b).slice(0, MOST_PLACES);
}

/** A connection at a place of the line; undefined where nobody makes one. */
function questionAt(point: number, family: Family): Pick<Connection, 'protocol' | 'port' | 'icmp'> | undefined {
  const protocol = Math.floor(point / STRETCH);
  const inside = point % STRETCH;
  if (hasPorts(protocol)) return {protocol, port: Math.max(1, inside)};
  if (!isIcmp(protocol)) return {protocol};
  return protocol === (family === 4 ? 1 : 58) ? {protocol, icmp: {type: inside >> 8, code: inside & 255}} : undefined;
}

/** The places of one question on the line: one, or all of a protocol without ports. */
export function stretchOfQuestion(question: Pick<Connection, 'protocol' | 'port' | 'icmp'>): Interval {
  const {protocol, port, icmp} = question;
  const base = protocol * STRETCH;
  if (icmp) return [base + icmp.type * 256 + icmp.code, base + icmp.type * 256 + icmp.code];
  return port === undefined ? [base, base + STRETCH - 1] : [base + port, base + port];
}
