import {ICMP, ICMPV6} from '../../base/protocols.ts';
import type {Connection, Verdict} from '../../evaluate/answer.ts';
import {naiveEvaluator} from '../../evaluate/naive.ts';
import {type Prepared, prepare} from '../../evaluate/prepared.ts';
import {endpointKey, type World} from '../../ir/world.ts';
import type {Certificate} from '../../prove/certificate.ts';
import {compareEverywhere} from '../../prove/everywhere/compare-everywhere.ts';
import type {JudgedSet} from '../../prove/this-world.ts';
import {randomConnections} from '../differential/random-connections.ts';
import type {EngineName} from '../differential/trial.ts';
import {chooser} from '../laws/chooser.ts';
import {connectionIn, printNamedConnection} from '../named-connection.ts';
import {hasAddresses, isDecidedEarly, podFamilies, sharesPortNames} from './concrete-truth.ts';
import {changedPair, convertedPair, rereadPair, type SetPair} from './engine-pair.ts';
import {randomSet} from './random-set.ts';

/** How the two sets of a case came about. */
export type Way = 'changed' | 'reread' | 'converted';

export interface ProofCounts {
  cases: number;
  connections: number;
  readonly results: Record<string, number>;
}

/** What a case is made of: the engine of its worlds and source, and that of its target. */
export interface CaseKind {
  readonly way: Way;
  readonly engines: readonly [EngineName, EngineName];
}

/** Every way to come by two sets, over every two engines. */
export const caseKinds: readonly CaseKind[] = (['spec', 'calico', 'cilium'] as const).flatMap((one) => [
  {way: 'changed', engines: [one, one]} as const,
  ...(['spec', 'calico', 'cilium'] as const)
    .filter((other) => other !== one)
    .flatMap((other) => [
      {way: 'reread', engines: [one, other]} as const,
      {way: 'converted', engines: [one, other]} as const,
    ]),
]);

/** The case of a seed: two sets compared everywhere, and then asked in worlds of either engine. */
export async function proofCase(
  kind: CaseKind,
  seed: number,
  counts: ProofCounts,
  connections: number,
): Promise<readonly string[]> {
  const [engine, other] = kind.engines;
  const own = await randomSet(engine, seed);
  if (!own) return [];
  const choose = chooser(seed);
  const pair = await pairOf(kind, own, choose);
  const certificate = compareEverywhere(pair.source, pair.target);
  const cut = compareEverywhere(pair.source, pair.target, {mostPoliciesOfWhole: 0});
  counts.cases++;
  const name = `${kind.way} ${kind.engines.join(' ')} ${certificate.result}`;
  counts.results[name] = (counts.results[name] ?? 0) + 1;
  const found: string[] = [];
  if (isWhole(certificate) && isWhole(cut) && certificate.result !== cut.result) {
    found.push(`as a whole ${certificate.result}, cut by namespaces ${cut.result}`);
  }
  if (kind.way === 'changed' && !isWhole(certificate))
    found.push(`${certificate.result}: ${certificate.assumptions[0]}`);
  for (const from of [seed, seed + 100_000, seed + 200_000]) {
    const trial = from === seed ? own : await randomSet(from % 2 === 0 ? engine : other, from);
    if (!trial) continue;
    const asSeen = ({world: {tiers, settings}}: JudgedSet): World => ({...trial.world, tiers, settings});
    found.push(...contradictions(certificate, pair, asSeen, {seed: from, connections, counts}));
  }
  return found.map((each) => `${kind.way} ${kind.engines.join(' ')} ${seed}: ${each}`);
}

async function pairOf(
  {way, engines}: CaseKind,
  own: Parameters<typeof rereadPair>[1],
  choose: Parameters<typeof rereadPair>[2],
): Promise<SetPair> {
  if (way === 'changed') return changedPair(engines[0], own, choose);
  return way === 'reread' ? rereadPair(engines, own, choose) : convertedPair(engines, own, choose);
}

function isWhole({result}: Certificate): boolean {
  return result !== 'unproved' && result !== 'not-equal';
}

interface Asking {
  readonly seed: number;
  readonly connections: number;
  readonly counts: {connections: number};
  /** Parties beyond the cluster; absent: those of random worlds. */
  readonly outside?: Parameters<typeof randomConnections>[3];
}

/**
 * Connections of a world that a certificate says cannot be, in words. `asSeen` is the world as one of the sets has it: tiers
 * and options belong to the policies.
 */
export function contradictions(
  {result, assumptions}: Certificate,
  {source, target}: SetPair,
  asSeen: (set: JudgedSet) => World,
  {seed, connections, counts, outside}: Asking,
): readonly string[] {
  const given = asSeen(source);
  const sides = [source, target].map((set) => {
    const {profile, policies} = set;
    const world = asSeen(set);
    return {evaluator: naiveEvaluator(profile, world, policies), prepared: prepare(profile, world, policies)};
  });
  const [before, after] = sides;
  const all = sides.map(({prepared}) => prepared);
  if (!before || !after || !holdTrue(assumptions, all)) return [];
  const families = podFamilies(given);
  const applied = [...source.policies, ...target.policies];
  return randomConnections({world: given, applied}, seed, connections, outside).flatMap((question) => {
    const connection = connectionIn(given, question, applied);
    if (!connection || !isAsked(connection, families)) return [];
    if (all.some((prepared) => !hasAddresses(connection, prepared) || isDecidedEarly(connection, prepared))) return [];
    const way = wayOf(before.evaluator.decide(connection), after.evaluator.decide(connection));
    counts.connections++;
    const isKnown = way === undefined || result === way || ['different', 'not-equal', 'unproved'].includes(result);
    return isKnown ? [] : [`${result}, but ${way}: ${printNamedConnection(question)}`];
  });
}

/** Of what a certificate takes for granted that which random worlds may lack. */
function holdTrue(assumptions: readonly string[], sides: readonly Prepared[]): boolean {
  return sides.every(({world}) => !assumptions.some((each) => each.includes('port names')) || sharesPortNames(world));
}

function wayOf(source: Verdict, target: Verdict): 'narrower' | 'wider' | undefined {
  if (source.verdict === 'allow' && target.verdict === 'deny') return 'narrower';
  return source.verdict === 'deny' && target.verdict === 'allow' ? 'wider' : undefined;
}

/** What is left out of every comparison (design.md section 6), and packets that cannot be: to port 0, or of a family that pods do not speak. */
export function isAsked(connection: Connection, families: readonly (4 | 6)[]): boolean {
  const {from, to, viaService, family, protocol, port, sourcePort} = connection;
  if (protocol === (family === 4 ? ICMPV6 : ICMP) || port === 0 || sourcePort === 0) return false;
  return endpointKey(from) !== endpointKey(to) && !viaService && (families.length === 0 || families.includes(family));
}
