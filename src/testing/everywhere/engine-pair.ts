import {dialects} from '../../../plugins/index.ts';
import {convert} from '../../convert/convert.ts';
import {readBack} from '../../convert/read-back.ts';
import {emptyWorld} from '../../ir/empty-world.ts';
import type {Policy} from '../../ir/policy.ts';
import {inPractice} from '../../ir/practice.ts';
import {withWritten} from '../../ir/written-world.ts';
import type {Loaded} from '../../load/loaded.ts';
import type {JudgedSet} from '../../prove/this-world.ts';
import {type EngineName, engines} from '../differential/trial.ts';
import type {Chooser} from '../laws/chooser.ts';
import {changedPolicies} from './changed-policies.ts';

/** Two sets to compare, each with the engine that reads it. */
export interface SetPair {
  readonly source: JudgedSet;
  readonly target: JudgedSet;
}

/** Some of the policies and the same with one thing changed, under one engine. */
export function changedPair(engine: EngineName, {world, applied}: Loaded, choose: Chooser): SetPair {
  const source = choose.shuffled(applied).slice(0, 1 + choose.below(applied.length));
  const judged = (policies: readonly Policy[]): JudgedSet => ({profile: inPractice(engines[engine]), policies, world});
  return {source: judged(source), target: judged(changedPolicies(source, choose))};
}

/** Some of the policies, read by two engines. */
export function rereadPair(
  [one, other]: readonly [EngineName, EngineName],
  {world, applied}: Loaded,
  choose: Chooser,
): SetPair {
  const policies = choose.shuffled(applied).slice(0, 1 + choose.below(3));
  const judged = (engine: EngineName): JudgedSet => ({profile: inPractice(engines[engine]), policies, world});
  return {source: judged(one), target: judged(other)};
}

/** The dialect that an engine has policies of its own in. */
const dialectOf: Readonly<Record<EngineName, string>> = {spec: 'kubernetes', calico: 'calico', cilium: 'cilium'};

/** Some of the policies, and what is written of them for another engine, which one change may have fallen upon. */
export async function convertedPair(
  [one, other]: readonly [EngineName, EngineName],
  loaded: Loaded,
  choose: Chooser,
): Promise<SetPair> {
  const applied = choose.shuffled(loaded.applied).slice(0, 1 + choose.below(3));
  const {addressSets, tiers, settings} = loaded.world;
  const world = {...emptyWorld, addressSets, tiers, settings};
  const set = {...loaded, applied, policies: applied, world, hasWorld: false};
  const conversion = await convert({loaded: set, to: dialectOf[other], allow: 'any', cni: one});
  if ('diagnostic' in conversion) throw new Error(conversion.diagnostic.code);
  const back = await readBack(conversion.objects, conversion.text, dialects);
  const policies = choose.chance(0.4) ? changedPolicies(back.applied, choose) : back.applied;
  return {
    source: {profile: inPractice(engines[one]), policies: applied, world},
    target: {profile: inPractice(engines[other]), policies, world: withWritten(world, back.world)},
  };
}
