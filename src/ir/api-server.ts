import type {Match} from './match.ts';
import type {World} from './world.ts';

/** What serves the API, wherever it runs: a party that Cilium knows by this role. */
export const apiServer: Match = Object.freeze({is: 'role', role: 'kube-apiserver'});

/** The addresses that the API server announces itself at (cilium.md 6.1). */
export function apiServerBackends(world: World): readonly string[] {
  return world.backends
    .filter(({namespace, service}) => namespace === 'default' && service === 'kubernetes')
    .flatMap(({addresses}) => addresses);
}
