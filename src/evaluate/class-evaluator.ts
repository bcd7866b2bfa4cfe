import {contains} from '../base/intervals.ts';
import type {Policy} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import {type Endpoint, endpointKey, type World} from '../ir/world.ts';
import type {Connection, Evaluator, Verdict, VerdictName} from './answer.ts';
import {bothSides} from './both-sides.ts';
import {type PairTraffic, pairTraffic} from './classes/pair-traffic.ts';
import type {Which} from './classes/policy-contents.ts';
import {narrowedTo} from './classes/policy-index.ts';
import type {SideTraffic} from './classes/side-walk.ts';
import {pointOf} from './classes/traffic-line.ts';
import {connectionEnd} from './end.ts';
import {walkingEvaluator} from './naive.ts';
import {endpointsAsSeen, type Prepared, prepare} from './prepared.ts';
import {unpoliced} from './unpoliced.ts';

/** The verdicts of both sides; null: that end is under no policy. */
export interface SideVerdicts {
  readonly egress: VerdictName | null;
  readonly ingress: VerdictName | null;
}

/**
 * The evaluator for whole clusters: the same answers as the naive one, by classes of endpoints (design.md section 4).
 * `verdict` and `sides` come from sets of traffic alone; `decide` explains by the few policies that can select an end.
 */
export interface ClassEvaluator extends Evaluator {
  readonly verdict: (connection: Connection) => VerdictName;
  readonly sides: (connection: Connection) => SideVerdicts;
  /** One side alone, for connections without a request. */
  readonly side: (which: Which, connection: Connection) => VerdictName | null;
  readonly pairs: PairTraffic;
}

export function classEvaluator(profile: Profile, world: World, policies: readonly Policy[]): ClassEvaluator {
  return classEvaluatorOf(prepare(profile, world, policies));
}

/** For a world that is prepared already. */
export function classEvaluatorOf(prepared: Prepared): ClassEvaluator {
  const pairs = pairTraffic(prepared);
  const seen = endpointsAsSeen(prepared);
  const explain = explainer(pairs, seen);
  const sides = (connection: Connection): SideVerdicts => {
    if (connection.http) {
      const {egress, ingress} = explain(connection, undefined);
      return {egress: egress?.verdict ?? null, ingress: ingress?.verdict ?? null};
    }
    return {egress: sideOf('egress', connection), ingress: sideOf('ingress', connection)};
  };
  const sideOf = (which: Which, connection: Connection): VerdictName | null => {
    const [from, to] = [seen(connection.from), seen(connection.to)];
    const {family, sourcePort, viaService = false} = connection;
    const ends = [from, to].map((each) => connectionEnd(each, family, prepared.world));
    const [subject, peer] = which === 'egress' ? ends : ends.reverse();
    if (subject && peer && unpoliced(prepared, subject, peer)) return null;
    const answer = pairs.side(which, from, to, family, {sourcePort, viaService});
    return verdictAt(pairs, answer, pointOf(connection));
  };
  return {
    pairs,
    sides,
    side: sideOf,
    verdict: (connection) => {
      const {egress, ingress} = sides(connection);
      return bothSides(egress, ingress);
    },
    decide: explain,
  };
}

/**
 * Explains by a walk through the policies that can select one of the ends. An explanation without names of its own is
 * that of all connections like it, which a table of connections asks by the thousand.
 */
function explainer(pairs: PairTraffic, seen: (endpoint: Endpoint) => Endpoint): Evaluator['decide'] {
  const {prepared, index, classes} = pairs;
  const known = new Map<string, Verdict>();
  let questions = 0;
  return (connection, assumed) => {
    const [from, to] = [seen(connection.from), seen(connection.to)];
    questions++;
    // The first may be the only one: not worth to find out of which classes its ends are.
    const own =
      questions === 1 || assumed || from.kind !== 'pod' || to.kind !== 'pod' || endpointKey(from) === endpointKey(to);
    const {from: _from, to: _to, ...question} = connection;
    const key = own
      ? ''
      : JSON.stringify([
          classes.classOf(from),
          from.namespace,
          classes.classOf(to),
          to.namespace,
          from.node === to.node,
          question,
        ]);
    const before = known.get(key);
    if (before) return {...before, connection};
    const verdict = walkingEvaluator(narrowedTo(prepared, index, [from, to])).decide(connection, assumed);
    if (!own && isGeneral(verdict)) {
      if (known.size >= MOST_EXPLANATIONS) known.clear();
      known.set(key, verdict);
    }
    return verdict;
  };
}

/** So many explanations are kept. */
const MOST_EXPLANATIONS = 10_000;

/** Nothing in it names one of the ends. */
function isGeneral({egress, ingress, caveats}: Verdict): boolean {
  return caveats.length === 0 && !egress?.unknowns.length && !ingress?.unknowns.length;
}

function verdictAt({sets}: PairTraffic, {allow, unknown}: SideTraffic, point: number): VerdictName {
  if (contains(sets.intervals(allow), point)) return 'allow';
  return contains(sets.intervals(unknown), point) ? 'unknown' : 'deny';
}
