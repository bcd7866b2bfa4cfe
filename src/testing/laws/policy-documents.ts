import fc from 'fast-check';
import type {JsonObject} from '../../base/json.ts';
import {networkPolicy, networkPolicyRule} from '../random-network-policy.ts';
import {
  blocks,
  ipBlock,
  namespaceSelector,
  namespaces,
  podSelector,
  portNames,
  portNumbers,
  priorities,
  protocols,
} from './vocabulary.ts';

const name = fc.constantFrom('p', 'q', 'r', 's');
const number = fc.constantFrom(...portNumbers);
const protocol = fc.constantFrom(...protocols);

const port: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.tuple(protocol, number).map(([each, first]) => ({protocol: each, port: first})),
  fc.tuple(protocol, fc.constantFrom(...portNames)).map(([each, named]) => ({protocol: each, port: named})),
  fc.constant({protocol: 'TCP', port: 80, endPort: 8080}),
  protocol.map((each) => ({protocol: each})),
  fc.constant({}),
);

const pools = {names: name, namespaces: fc.constantFrom(...namespaces), podSelector, namespaceSelector, ipBlock, port};

export type Direction = 'ingress' | 'egress';

const ends = {ingress: 'from', egress: 'to'} as const;

/** A rule to add to a NetworkPolicy. */
export function randomRule(direction: Direction): fc.Arbitrary<JsonObject> {
  return networkPolicyRule(pools, ends[direction]);
}

/** The versions of policy.networking.k8s.io differ in their words alone. */
type Version = 'v1alpha1' | 'v1alpha2';

function adminPeer(direction: Direction): fc.Arbitrary<JsonObject> {
  const pods: fc.Arbitrary<JsonObject>[] = [
    namespaceSelector.map((each) => ({namespaces: each})),
    fc
      .tuple(namespaceSelector, podSelector)
      .map(([spaces, each]) => ({pods: {namespaceSelector: spaces, podSelector: each}})),
  ];
  const beyond: fc.Arbitrary<JsonObject>[] = [
    fc.subarray([...blocks], {minLength: 1, maxLength: 2}).map((networks) => ({networks})),
    fc.constantFrom<JsonObject>({}, {matchLabels: {zone: 'one'}}).map((nodes) => ({nodes})),
  ];
  return fc.oneof(...pods, ...(direction === 'egress' ? beyond : []));
}

const traffic: Readonly<Record<Version, fc.Arbitrary<JsonObject>>> = {
  v1alpha1: fc.oneof(
    fc.tuple(protocol, number).map(([each, first]) => ({portNumber: {protocol: each, port: first}})),
    protocol.map((each) => ({portRange: {protocol: each, start: 80, end: 8080}})),
    fc.constantFrom(...portNames).map((namedPort) => ({namedPort})),
  ),
  v1alpha2: fc.oneof(
    fc
      .tuple(
        protocol,
        fc.oneof(
          number.map((first) => ({number: first})),
          fc.constant({range: {start: 80, end: 8080}}),
        ),
      )
      .map(([each, destinationPort]): JsonObject => ({[each.toLowerCase()]: {destinationPort}})),
    fc.constantFrom(...portNames).map((destinationNamedPort) => ({destinationNamedPort})),
  ),
};

/** A rule of a cluster-wide policy. */
export function randomAdminRule(version: Version, direction: Direction, actions: readonly string[]) {
  return fc
    .record({
      action: fc.constantFrom(...actions),
      peers: fc.array(adminPeer(direction), {minLength: 1, maxLength: 2}),
      ports: fc.array(traffic[version], {maxLength: 2}),
    })
    .map(({action, peers, ports}): JsonObject => {
      // The API refuses port names beside peers that declare none (kubernetes.md B3, W14).
      const beyond = peers.some((each) => 'networks' in each || 'nodes' in each);
      const said = beyond ? ports.filter((each) => !('namedPort' in each || 'destinationNamedPort' in each)) : ports;
      return {
        action,
        [ends[direction]]: peers,
        ...(said.length > 0 && {[version === 'v1alpha1' ? 'ports' : 'protocols']: said}),
      };
    });
}

const subject: fc.Arbitrary<JsonObject> = fc.oneof(
  namespaceSelector.map((each): JsonObject => ({namespaces: each})),
  fc
    .tuple(namespaceSelector, podSelector)
    .map(([spaces, each]): JsonObject => ({pods: {namespaceSelector: spaces, podSelector: each}})),
);

function adminPolicy(version: Version, kind: string, actions: readonly string[], extra: fc.Arbitrary<JsonObject>) {
  return fc
    .record({
      metadata: name.map((each) => ({name: kind === 'BaselineAdminNetworkPolicy' ? 'default' : each})),
      extra,
      subject,
      ingress: fc.array(randomAdminRule(version, 'ingress', actions), {maxLength: 3}),
      egress: fc.array(randomAdminRule(version, 'egress', actions), {maxLength: 3}),
    })
    .map(
      ({metadata, extra: own, subject: whom, ingress, egress}): JsonObject => ({
        apiVersion: `policy.networking.k8s.io/${version}`,
        kind,
        metadata,
        spec: {
          ...own,
          subject: whom,
          ...(ingress.length > 0 && {ingress}),
          ...(egress.length > 0 && {egress}),
        },
      }),
    );
}

const priority = fc.constantFrom(...priorities);

const anyPolicy: fc.Arbitrary<JsonObject> = fc.oneof(
  {weight: 5, arbitrary: networkPolicy(pools)},
  {
    weight: 1,
    arbitrary: adminPolicy(
      'v1alpha1',
      'AdminNetworkPolicy',
      ['Allow', 'Deny', 'Pass'],
      priority.map((each) => ({priority: each})),
    ),
  },
  {
    weight: 1,
    arbitrary: adminPolicy('v1alpha1', 'BaselineAdminNetworkPolicy', ['Allow', 'Deny'], fc.constant({})),
  },
  {
    weight: 2,
    arbitrary: adminPolicy(
      'v1alpha2',
      'ClusterNetworkPolicy',
      ['Accept', 'Deny', 'Pass'],
      fc
        .tuple(fc.constantFrom('Admin', 'Baseline'), priority)
        .map(([tier, each]): JsonObject => ({tier, priority: each})),
    ),
  },
);

/** Policies of all kinds, no two of one kind, namespace and name. */
export const policyDocuments: fc.Arbitrary<readonly JsonObject[]> = fc.uniqueArray(anyPolicy, {
  maxLength: 6,
  selector: ({kind, metadata}) => JSON.stringify([kind, metadata]),
});
