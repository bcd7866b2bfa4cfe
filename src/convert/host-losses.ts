import type {Loss} from '../../plugins/dialect.ts';
import {connectionEnd} from '../evaluate/end.ts';
import {noAssumptions} from '../evaluate/facts.ts';
import {evaluateMatch} from '../evaluate/match.ts';
import {prepare} from '../evaluate/prepared.ts';
import {neverPoliced} from '../evaluate/unpoliced.ts';
import type {Policy} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';

/**
 * Policies that govern host endpoints of this world lose that in an engine without them (calico.md 11.1): the node is
 * open there. A policy that says so in general, of nobody who exists, loses nothing.
 */
export function hostLosses(
  policies: readonly Policy[],
  source: Profile,
  target: Profile,
  world: World,
): readonly Loss[] {
  if (world.hostEndpoints.length === 0 || !source.unpoliced || target.unpoliced) return [];
  const prepared = prepare(source, world, policies);
  const hosts = prepared.world.endpoints
    .filter(({kind}) => kind === 'host')
    .map((each) => connectionEnd(each, 4, prepared.world))
    .filter((end) => !neverPoliced(prepared, end));
  return prepared.stages
    .flatMap((stage) => stage.policies)
    .flatMap(({policy, written}): readonly Loss[] => {
      if (!policies.includes(written)) return [];
      const governed = hosts.find(
        (end) =>
          evaluateMatch(policy.subject, {end, other: end, world: prepared.world, assumptions: noAssumptions}) !== false,
      );
      if (!governed) return [];
      const message = `it also governs host endpoints, such as that of ${governed.endpoint.name}, which ${target.name} does not know`;
      return [{code: 'host-endpoint', origin: written.origin, effect: 'wider', message}];
    });
}
