import type {Step} from './profile.ts';
import type {Endpoint, World} from './world.ts';

/**
 * A pod in the host network is its node: no selector finds it, no namespace holds it, its addresses are the node's
 * (kubernetes.md A9.6). It keeps the name it is asked by and the ports it declares.
 */
export const hostNetworkPodsAreNodes: Step<World> = {
  name: 'host-network pods are their node',
  rule: 'kubernetes.md A9.6',
  everywhere: () => [],
  apply: (world) => {
    if (!world.endpoints.some(({kind, hostNetwork}) => kind === 'pod' && hostNetwork)) return world;
    const nodes = new Map(world.endpoints.map((each) => [each.name, each] as const));
    return {...world, endpoints: world.endpoints.map((each) => asNode(each, nodes))};
  },
};

function asNode(endpoint: Endpoint, byName: ReadonlyMap<string, Endpoint>): Endpoint {
  if (endpoint.kind !== 'pod' || !endpoint.hostNetwork) return endpoint;
  const {namespace: _namespace, serviceAccount: _account, labelsUnknown: _labels, ...rest} = endpoint;
  const node = endpoint.node === undefined ? undefined : byName.get(`node/${endpoint.node}`);
  const addresses = endpoint.addresses.length > 0 ? endpoint.addresses : (node?.addresses ?? []);
  return {...rest, kind: 'host', labels: node?.labels ?? {}, openLabels: [], addresses};
}
