import {byIdentity} from '../../src/base/by-identity.ts';
import {and, anything, isKind, sameEndpoint, sameNode} from '../../src/ir/match.ts';
import type {Policy} from '../../src/ir/policy.ts';
import {hostNetworkPodsAreNodes} from '../../src/ir/prepare.ts';
import type {BuiltInRule, Placement, Profile, Stage, Step} from '../../src/ir/profile.ts';
import type {DeclaredPort, Endpoint, World} from '../../src/ir/world.ts';

/** Init containers are gone when traffic comes; sidecars declared among them stay; who is no pod declares none (A9.5). */
const portsOfRunningContainers: Step<World> = {
  name: 'ports of containers that go on running, of pods alone',
  rule: 'kubernetes.md A9.5',
  everywhere: () => [],
  apply: (world) => ({...world, endpoints: world.endpoints.map(withRunningPorts)}),
};

function withRunningPorts(endpoint: Endpoint): Endpoint {
  const ports = endpoint.kind === 'pod' ? runningPorts(endpoint.ports) : noPorts;
  return ports.length === endpoint.ports.length ? endpoint : {...endpoint, ports};
}

const noPorts: Endpoint['ports'] = [];

const runningPorts = byIdentity((ports: Endpoint['ports']): Endpoint['ports'] =>
  ports.some(isGone) ? ports.filter((each) => !isGone(each)) : ports,
);

function isGone({declaredBy}: DeclaredPort): boolean {
  return declaredBy === 'initContainer';
}

const stages: readonly Stage[] = [
  {name: 'admin', atEnd: 'continue', endReason: 'isolated'},
  {name: 'networkpolicy', atEnd: 'deny-if-isolated', endReason: 'isolated'},
  {name: 'baseline', atEnd: 'continue', endReason: 'isolated', mayBeSkippedFor: 'networkpolicy'},
];

const builtIn: readonly BuiltInRule[] = [
  {
    name: 'a pod itself',
    rule: 'kubernetes.md A9.8',
    when: 'before-stages',
    direction: 'both',
    subject: anything,
    peer: sameEndpoint,
    action: 'allow',
    insidePod: true,
  },
  {
    name: 'own node into its pods',
    rule: 'kubernetes.md A9.7',
    when: 'before-stages',
    direction: 'ingress',
    subject: anything,
    peer: and(isKind('host'), sameNode),
    action: 'allow',
  },
];

const additive: Placement = {stage: 'networkpolicy', rank: [], rules: 'together'};

/** NetworkPolicies are judged together; cluster-wide ones by priority, ties by name, then kind (kubernetes.md B4). */
function place({group, id}: Policy): Placement | undefined {
  switch (group.group) {
    case 'networkpolicy':
      return additive;
    case 'admin':
      return {
        stage: group.tier === 'Admin' ? 'admin' : 'baseline',
        rank: [group.priority, id.name, id.kind],
        rules: 'in-order',
        tieFrom: 1,
      };
    default:
      return undefined;
  }
}

/** The APIs as they are written: kubernetes.md A9.1 and B4. */
export const spec: Profile = {
  name: 'spec',
  settings: () => ({}),
  prepare: [hostNetworkPodsAreNodes, portsOfRunningContainers],
  adapt: [],
  stages: () => stages,
  place,
  subjects: ['pod'],
  builtIn,
  finally: 'allow',
  finallyReason: 'default',
  capabilities: {enforces: true, ipv6: true},
  leavesOpen: ['protocols-without-ports', 'own-node-egress', 'blocks-inside-cluster'],
};

/** Nothing enforces policies: no plugin for them, or enforcement switched off (cni.md section 2). */
export const none: Profile = {...spec, name: 'none', capabilities: {enforces: false, ipv6: true}};
