import type {Policy} from '../../ir/policy.ts';
import type {World} from '../../ir/world.ts';
import type {Loaded} from '../../load/loaded.ts';
import {type EngineName, trialOf} from '../differential/trial.ts';
import {loadLegal} from '../laws/input.ts';

/** A random world with its policies, of the kind that is compared: no host endpoints, and every tier exists. */
export async function randomSet(engine: EngineName, seed: number): Promise<Loaded | undefined> {
  const trial = await trialOf(engine, seed);
  const documents = trial.documents.filter(({kind}) => kind !== 'HostEndpoint');
  const loaded = await loadLegal(documents, {...trial.known, missingKinds: []});
  if (typeof loaded === 'string') throw new Error(loaded);
  const {world, applied} = loaded;
  if (applied.length === 0 || imitates(world)) return undefined;
  return {...loaded, world: {...world, tiers: [...world.tiers, ...missingTiers(applied, world)]}};
}

function imitates({addressSets}: World): boolean {
  return addressSets.some(({labels}) => Object.keys(labels).some((key) => /^pc(ns|sa)\./.test(key)));
}

function missingTiers(policies: readonly Policy[], {tiers}: World): World['tiers'] {
  const known = new Set(['default', 'kube-admin', 'kube-baseline', ...tiers.map(({name}) => name)]);
  const named = policies.flatMap(({group}) => (group.group === 'tier' ? [group.tier] : []));
  return [...new Set(named)]
    .filter((name) => !known.has(name) && !name.endsWith('adminnetworkpolicy'))
    .map((name, at) => ({name, order: 10 * at, defaultAction: at % 2 === 0 ? 'pass' : 'deny'}));
}
