import {sortedUnique} from '../../base/order.ts';
import type {Verdict} from '../../evaluate/answer.ts';
import type {Assumptions} from '../../evaluate/facts.ts';
import {naiveEvaluator} from '../../evaluate/naive.ts';
import {emptyWorld} from '../../ir/empty-world.ts';
import {inPractice} from '../../ir/practice.ts';
import type {Certificate, CertificateResult} from '../certificate.ts';
import {SAME_POLICIES, samePolicies} from '../same-policies.ts';
import type {JudgedSet} from '../this-world.ts';
import {witnessOf} from '../witness.ts';
import type {Answers} from './answers.ts';
import {type Differences, findDifferences} from './find-differences.ts';
import {type Finding, type Way, ways} from './finding.ts';
import {type SymbolicPair, symbolicPairs} from './symbolic-sets.ts';
import {servicesAsked} from './witness-services.ts';
import {type WitnessFrame, type WitnessWorld, witnessWorld} from './witness-world.ts';

export interface EverywhereOptions {
  readonly mostNodes?: number;
  readonly mostSteps?: number;
  /** Sets of so few policies are compared as a whole, others cut by namespaces first. */
  readonly mostPoliciesOfWhole?: number;
}

/** A difference with the cluster that shows it. */
interface Shown extends WitnessWorld {
  /** What nobody knows and is taken to be so or not. */
  readonly assumed: Assumptions;
  readonly source: Verdict;
  readonly target: Verdict;
}

const MOST_NODES = 1_000_000;
const MOST_STEPS = 10_000_000;
const MOST_POLICIES_OF_WHOLE = 60;
const MOST_CANDIDATES = 48;
const MOST_PAIRS = 100;

/**
 * Compares two sets in every possible cluster (design.md section 6): `equal` is proved, a difference comes with a small
 * cluster in which the naive evaluator answers differently, and everything else is `unproved` with the reason.
 */
export function compareEverywhere(
  before: JudgedSet,
  after: JudgedSet,
  {
    mostNodes = MOST_NODES,
    mostSteps = MOST_STEPS,
    mostPoliciesOfWhole = MOST_POLICIES_OF_WHOLE,
  }: EverywhereOptions = {},
): Certificate {
  const [source, target] = [asUsed(before), asUsed(after)];
  const frame = {scope: 'all-worlds', source: {cni: source.profile.name}, target: {cni: target.profile.name}} as const;
  if (isSame(source, target)) return {...frame, result: 'equal', assumptions: [SAME_POLICIES], witness: null};
  const pairs = symbolicPairs(source, target);
  if ('refused' in pairs) {
    return {...frame, result: 'unproved', assumptions: [`not proved: ${pairs.refused}`], witness: null};
  }
  const budget = {left: mostSteps};
  const found = pairs.map((pair) => {
    const show = (answers: Answers, way: Way): Shown | undefined => confirmed(source, target, pair, answers, way);
    return findDifferences(pair, {
      limits: {mostNodes, mostSteps, budget},
      mostPoliciesOfWhole,
      mostCandidates: MOST_CANDIDATES,
      mostPairs: MOST_PAIRS,
      show,
    });
  });
  const [narrower, wider] = ways.map((way) => united(found.map((each) => each[way])));
  const result = resultOf(narrower, wider);
  const shown = [narrower, wider].flatMap((each) => (each?.is === 'found' ? [each.witness] : []));
  const [witness = null, opposite] = shown.map((each) => ({
    ...witnessOf(each.source, each.target),
    world: each.world,
    taken: takenBy(each),
  }));
  return {...frame, result, assumptions: assumptionsOf(pairs, found, result), witness, ...(opposite && {opposite})};
}

/** Engines are compared by what their dataplanes do too. */
function asUsed(set: JudgedSet): JudgedSet {
  return {...set, profile: inPractice(set.profile)};
}

/** One engine gives the same policies one meaning in every cluster, whatever it looks at. */
function isSame(source: JudgedSet, target: JudgedSet): boolean {
  const frame = ({profile, world: {tiers, settings}}: JudgedSet): string =>
    JSON.stringify([profile.name, tiers, settings]);
  return frame(source) === frame(target) && samePolicies(source.policies, target.policies);
}

/** The candidate as a world in which both sets are asked by the naive evaluator. */
function confirmed(
  source: JudgedSet,
  target: JudgedSet,
  {families}: SymbolicPair,
  answers: Answers,
  way: Way,
): Shown | undefined {
  const kinds = source.profile.addressSets ?? target.profile.addressSets;
  const frame = (set: JudgedSet): Omit<WitnessFrame, 'services'> => ({
    base: {...emptyWorld, tiers: set.world.tiers, settings: set.world.settings},
    families,
    addressSets: kinds,
  });
  const assumed = openFacts(answers);
  if (!assumed) return undefined;
  for (const services of namesServices(answers) ? ([true, false] as const) : [false]) {
    const made = witnessWorld(answers, {...frame(source), services});
    const shown = made && differing(source, target, {...made, assumed}, way);
    if (shown) return shown;
  }
  return undefined;
}

/** The candidate as both sets answer it; undefined where they do not differ that way. */
function differing(
  source: JudgedSet,
  target: JudgedSet,
  made: Omit<Shown, 'source' | 'target'>,
  way: Way,
): Shown | undefined {
  const {connection, world, assumed} = made;
  const decide = ({profile, policies, world: {tiers, settings}}: JudgedSet): Verdict =>
    naiveEvaluator(profile, {...world, tiers, settings}, policies).decide(connection, assumed);
  const [before, after] = [decide(source), decide(target)];
  const [allows, denies] = way === 'wider' ? [after, before] : [before, after];
  if (allows.verdict !== 'allow' || denies.verdict !== 'deny') return undefined;
  return {...made, source: before, target: after};
}

/** With services, or without any: then what is meant by one is nobody, or with ports anybody (cilium.md 6.6). */
function namesServices(answers: Answers): boolean {
  return (['from', 'to'] as const).some((end) => servicesAsked(answers, end).length > 0);
}

/** What the answers say of facts that nobody knows, as far as it matters; undefined where ends would have to differ. */
function openFacts(answers: Answers): Assumptions | undefined {
  const found = new Map<string, boolean>();
  for (const meaning of [...answers.meanings('from'), ...answers.meanings('to')]) {
    if (!meaning.matters || !('match' in meaning) || meaning.match.is !== 'unknown' || meaning.match.service) continue;
    const {reason} = meaning.match;
    if (found.get(reason) === !meaning.holds) return undefined;
    found.set(reason, meaning.holds);
  }
  return found;
}

/** Over all kinds of clusters: one difference is enough, and nothing is proved where one of them is open. */
function united<T>(findings: readonly Finding<T>[]): Finding<T> {
  return (
    findings.find(({is}) => is === 'found') ?? findings.find(({is}) => is === 'open') ?? findings[0] ?? {is: 'none'}
  );
}

function resultOf(narrower: Finding<Shown> | undefined, wider: Finding<Shown> | undefined): CertificateResult {
  const [less, more] = [narrower?.is, wider?.is];
  if (less === 'found' && more === 'found') return 'different';
  if (less === 'found') return more === 'none' ? 'narrower' : 'not-equal';
  if (more === 'found') return less === 'none' ? 'wider' : 'not-equal';
  return less === 'none' && more === 'none' ? 'equal' : 'unproved';
}

/** What the witness would not show if it were otherwise. */
function takenBy({assumed}: Shown): readonly string[] {
  return [...assumed].map(([reason, holds]) => `the witness takes this to be ${holds ? 'so' : 'otherwise'}: ${reason}`);
}

function assumptionsOf(
  pairs: readonly SymbolicPair[],
  found: readonly Differences<Shown>[],
  result: CertificateResult,
): readonly string[] {
  const open = found.flatMap((each) => ways.flatMap((way) => (each[way].is === 'open' ? [each[way].why] : [])));
  return [
    ...sortedUnique(open).map((why) => `${result === 'unproved' ? 'not proved' : 'open'}: ${why}`),
    'traffic of a pod to itself is left out',
    ...sortedUnique(found.flatMap(({leftOut}) => leftOut)).map(
      (name) => `packets that an engine decides before any policy are left out (${name})`,
    ),
    ...sortedUnique(pairs.flatMap(({assumptions}) => assumptions)),
  ];
}
