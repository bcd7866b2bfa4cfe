import type {JsonObject} from '../../src/base/json.ts';
import {findsSets} from '../../src/ir/finds-sets.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {World} from '../../src/ir/world.ts';
import {builtInTiers, tierName} from './tiers.ts';

const apiVersion = 'projectcalico.org/v3';

/** The tiers that the policies name and the world holds; the built-in ones always exist. */
export function writeTiers(policies: readonly Policy[], world: World | undefined): readonly JsonObject[] {
  const named = new Set(policies.flatMap(({group}) => (group.group === 'tier' ? [tierName(group.tier)] : [])));
  return (world?.tiers ?? [])
    .filter(({name}) => named.has(name) && !builtInTiers.some((tier) => tier.name === name))
    .map(({name, order, defaultAction}) => ({
      apiVersion,
      kind: 'Tier',
      metadata: {name},
      spec: {...(order !== undefined && {order}), defaultAction: defaultAction === 'pass' ? 'Pass' : 'Deny'},
    }));
}

/** Calico's own network sets, where some policy's selectors can find them. */
export function writeSets(policies: readonly Policy[], world: World | undefined): readonly JsonObject[] {
  const asking = policies.some((policy) => policy.group.group === 'tier' && findsSets(policy));
  return asking && world ? networkSets(world) : [];
}

/** The network sets of a world. */
export function networkSets({addressSets}: World): readonly JsonObject[] {
  return addressSets
    .filter(({kind}) => kind === 'NetworkSet' || kind === 'GlobalNetworkSet')
    .map(({kind, name, namespace, labels, cidrs}) => ({
      apiVersion,
      kind,
      metadata: {
        name,
        ...(namespace !== undefined && {namespace}),
        ...(Object.keys(labels).length > 0 && {labels}),
      },
      spec: {nets: cidrs},
    }));
}
