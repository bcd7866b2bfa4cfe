import type {Connection, Verdict} from '../../evaluate/answer.ts';
import {naiveEvaluator} from '../../evaluate/naive.ts';
import {prepare} from '../../evaluate/prepared.ts';
import type {Policy} from '../../ir/policy.ts';
import {endpointKey, type World} from '../../ir/world.ts';
import type {Certificate} from '../../prove/certificate.ts';
import {compareEverywhere} from '../../prove/everywhere/compare-everywhere.ts';
import {randomConnections} from '../differential/random-connections.ts';
import {type EngineName, engines} from '../differential/trial.ts';
import {chooser} from '../laws/chooser.ts';
import {connectionIn, printNamedConnection} from '../named-connection.ts';
import {changedPolicies} from './changed-policies.ts';
import {hasAddresses, podFamilies} from './concrete-truth.ts';
import {randomSet} from './random-set.ts';

export interface ProofCounts {
  cases: number;
  connections: number;
  readonly results: Record<string, number>;
}

/** The cases of a seed: a set and a changed one under one engine, compared everywhere and then asked in some worlds. */
export async function proofCase(
  engine: EngineName,
  seed: number,
  counts: ProofCounts,
  connections: number,
): Promise<readonly string[]> {
  const own = await randomSet(engine, seed);
  if (!own) return [];
  const choose = chooser(seed);
  const source = choose.shuffled(own.applied).slice(0, 1 + choose.below(own.applied.length));
  const target = changedPolicies(source, choose);
  const profile = engines[engine];
  const sets = [source, target].map((policies) => ({profile, policies, world: own.world}));
  const [one = missing(), other = missing()] = sets;
  const certificate = compareEverywhere(one, other);
  const cut = compareEverywhere(one, other, {mostPoliciesOfWhole: 0});
  counts.cases++;
  counts.results[certificate.result] = (counts.results[certificate.result] ?? 0) + 1;
  const found: string[] = [];
  if (isWhole(certificate) && isWhole(cut) && certificate.result !== cut.result) {
    found.push(`as a whole ${certificate.result}, cut by namespaces ${cut.result}`);
  }
  for (const from of [seed, seed + 100_000, seed + 200_000]) {
    const trial = from === seed ? own : await randomSet(engine, from);
    if (!trial) continue;
    const world = {...trial.world, tiers: own.world.tiers, settings: own.world.settings};
    found.push(...contradictions(certificate, engine, world, [source, target], {seed: from, connections, counts}));
  }
  return found.map((each) => `${engine} ${seed}: ${each}`);
}

function missing(): never {
  throw new Error('two sets are compared');
}

function isWhole({result}: Certificate): boolean {
  return result !== 'unproved' && result !== 'not-equal';
}

interface Asking {
  readonly seed: number;
  readonly connections: number;
  readonly counts: ProofCounts;
}

/** Connections that the certificate says cannot be, in words. */
function contradictions(
  {result}: Certificate,
  engine: EngineName,
  world: World,
  [source, target]: readonly [readonly Policy[], readonly Policy[]],
  {seed, connections, counts}: Asking,
): readonly string[] {
  const profile = engines[engine];
  const [before, after] = [source, target].map((policies) => naiveEvaluator(profile, world, policies));
  const prepared = prepare(profile, world, source);
  const families = podFamilies(world);
  const applied = [...source, ...target];
  return randomConnections({world, applied}, seed, connections).flatMap((question) => {
    const connection = connectionIn(world, question, applied);
    if (!connection || !isAsked(connection, families) || !hasAddresses(connection, prepared)) return [];
    const [ours, theirs] = [before?.decide(connection), after?.decide(connection)];
    if (!ours || !theirs) return [];
    counts.connections++;
    const way = wayOf(ours, theirs);
    const isKnown = way === undefined || result === way || ['different', 'not-equal', 'unproved'].includes(result);
    return isKnown ? [] : [`${result}, but ${way}: ${printNamedConnection(question)}`];
  });
}

function wayOf(source: Verdict, target: Verdict): 'narrower' | 'wider' | undefined {
  if (source.verdict === 'allow' && target.verdict === 'deny') return 'narrower';
  return source.verdict === 'deny' && target.verdict === 'allow' ? 'wider' : undefined;
}

/** What is left out of every comparison (design.md section 6), and connections of a family that pods do not speak. */
export function isAsked({from, to, viaService, family}: Connection, families: readonly (4 | 6)[]): boolean {
  return endpointKey(from) !== endpointKey(to) && !viaService && (families.length === 0 || families.includes(family));
}
