import type {World} from '../../src/ir/world.ts';

/** The addresses that the API server announces itself at (cilium.md 6.1). */
export function apiServerBackends(world: World): readonly string[] {
  return world.backends
    .filter(({namespace, service}) => namespace === 'default' && service === 'kubernetes')
    .flatMap(({addresses}) => addresses);
}
