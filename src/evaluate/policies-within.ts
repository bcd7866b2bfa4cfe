import {boundNamespace} from '../ir/bound-namespace.ts';
import type {Policy} from '../ir/policy.ts';
import type {World} from '../ir/world.ts';

/** The policies that may have a say in a world: those of namespaces that nobody lives in are left out. */
export function policiesWithin(policies: readonly Policy[], {endpoints}: Pick<World, 'endpoints'>): readonly Policy[] {
  const present = new Set(endpoints.map(({namespace}) => namespace));
  return policies.filter(({subject}) => {
    const namespace = boundNamespace(subject);
    return namespace === undefined || present.has(namespace);
  });
}
