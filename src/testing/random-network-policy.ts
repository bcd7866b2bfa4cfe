import fc from 'fast-check';
import type {JsonObject} from '../base/json.ts';

/** What random NetworkPolicies are made of. */
export interface NetworkPolicyPools {
  readonly names: fc.Arbitrary<string>;
  readonly namespaces: fc.Arbitrary<string>;
  readonly podSelector: fc.Arbitrary<JsonObject>;
  readonly namespaceSelector: fc.Arbitrary<JsonObject>;
  readonly ipBlock: fc.Arbitrary<JsonObject>;
  readonly port: fc.Arbitrary<JsonObject>;
}

/** NetworkPolicy documents that the API server takes, with `policyTypes` named. */
export function networkPolicy(pools: NetworkPolicyPools): fc.Arbitrary<JsonObject> {
  return fc
    .record({
      name: pools.names,
      namespace: pools.namespaces,
      podSelector: pools.podSelector,
      policyTypes: fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
      ingress: fc.array(networkPolicyRule(pools, 'from'), {maxLength: 2}),
      egress: fc.array(networkPolicyRule(pools, 'to'), {maxLength: 2}),
    })
    .map(({name, namespace, ...spec}) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: {name, namespace},
      spec,
    }));
}

type Pools = Pick<NetworkPolicyPools, 'podSelector' | 'namespaceSelector' | 'ipBlock' | 'port'>;

/** One rule; peers and ports are left out as often as not. */
export function networkPolicyRule(pools: Pools, end: 'from' | 'to'): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(fc.array(peer(pools), {maxLength: 3}), fc.array(pools.port, {maxLength: 3}))
    .map(([peers, ports]) => ({...(peers.length > 0 && {[end]: peers}), ...(ports.length > 0 && {ports})}));
}

function peer({podSelector, namespaceSelector, ipBlock}: Pools): fc.Arbitrary<JsonObject> {
  return fc.oneof(
    podSelector.map((each): JsonObject => ({podSelector: each})),
    namespaceSelector.map((each): JsonObject => ({namespaceSelector: each})),
    fc
      .tuple(podSelector, namespaceSelector)
      .map(([pods, spaces]): JsonObject => ({podSelector: pods, namespaceSelector: spaces})),
    ipBlock.map((each): JsonObject => ({ipBlock: each})),
  );
}
