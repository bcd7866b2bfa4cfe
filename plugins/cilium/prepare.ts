import {parseAddress, printAddress} from '../../src/base/cidr.ts';
import {compareText} from '../../src/base/order.ts';
import {apiServerBackends} from '../../src/ir/api-server.ts';
import {hostNetworkPodsAreNodes} from '../../src/ir/prepare.ts';
import type {Step} from '../../src/ir/profile.ts';
import type {DeclaredPort, Endpoint, World} from '../../src/ir/world.ts';
import {CIDR_GROUP_KIND} from './cidr-group.ts';
import {KUBE_APISERVER_ROLE} from './entities.ts';
import {labelFilter} from './label-filter.ts';

/** Only labels that pass the filter can be selected; what a controller will set is filtered by its key too. */
export const filterLabels: Step<World> = {
  name: 'only identity labels can be selected',
  rule: 'cilium.md 5.2',
  everywhere: () => [],
  apply: (world, settings) => {
    const {keeps} = labelFilter(settings);
    return mapPods(world, (pod) => ({
      ...pod,
      labels: Object.fromEntries(Object.entries(pod.labels).filter(([key]) => keeps(key))),
      openLabels: pod.openLabels.filter(keeps),
    }));
  },
};

/** Named sets of other dialects are nothing to this engine. */
const onlyCidrGroups: Step<World> = {
  name: 'only CIDR groups are address sets',
  rule: 'cilium.md 6.3',
  everywhere: () => [],
  apply: (world) => ({...world, addressSets: world.addressSets.filter(({kind}) => kind === CIDR_GROUP_KIND)}),
};

/** Nodes that serve the API carry its role, with all their addresses. */
const nodesOfTheApiServer: Step<World> = {
  name: 'nodes that serve the API carry its role',
  rule: 'cilium.md 6.1',
  everywhere: () => [],
  apply: (world) => {
    const serving = new Set(apiServerBackends(world).map(canonical));
    return {
      ...world,
      endpoints: world.endpoints.map((each) =>
        each.kind === 'host' && each.addresses.some((text) => serving.has(canonical(text)))
          ? {...each, roles: [...new Set([...each.roles, KUBE_APISERVER_ROLE])].sort(compareText)}
          : each,
      ),
    };
  },
};

/**
 * On egress a port name is looked up by identity: pods with equal labels share their names, and a name that they give
 * different numbers has none. The shared names stand beside the pod's own, under another name.
 */
const portNamesByIdentity: Step<World> = {
  name: 'port names are shared by identity',
  rule: 'cilium.md 7',
  everywhere: () => [],
  apply: (world) => {
    const shared = new Map<string, DeclaredPort[]>();
    for (const pod of world.endpoints.filter(({kind}) => kind === 'pod')) {
      const key = identityKey(pod);
      const known = shared.get(key) ?? [];
      shared.set(key, known);
      known.push(...pod.ports);
    }
    const agreed = new Map([...shared].map(([key, ports]) => [key, agreedPorts(ports)]));
    return mapPods(world, (pod) => ({...pod, ports: [...pod.ports, ...(agreed.get(identityKey(pod)) ?? [])]}));
  },
};

/** The name under which an identity's shared port stands: no port of a pod can be called so. */
export function identityPortName(name: string): string {
  return `${name}@identity`;
}

function agreedPorts(ports: readonly DeclaredPort[]): readonly DeclaredPort[] {
  const unique = [...new Map(ports.map((each) => [`${each.protocol} ${each.name} ${each.port}`, each])).values()];
  return unique
    .filter(
      (each) => unique.filter(({name, protocol}) => name === each.name && protocol === each.protocol).length === 1,
    )
    .map((each) => ({...each, name: identityPortName(each.name)}));
}

function identityKey({namespace, labels, serviceAccount, cluster}: Endpoint): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => compareText(a, b));
  return JSON.stringify([namespace, sorted, serviceAccount ?? null, cluster ?? null]);
}

function mapPods(world: World, change: (pod: Endpoint) => Endpoint): World {
  return {...world, endpoints: world.endpoints.map((each) => (each.kind === 'pod' ? change(each) : each))};
}

function canonical(text: string): string {
  const address = parseAddress(text);
  return address ? printAddress(address) : text;
}

/** In this order: identities are made of the labels that are left. */
export const prepareSteps: readonly Step<World>[] = [
  hostNetworkPodsAreNodes,
  onlyCidrGroups,
  filterLabels,
  nodesOfTheApiServer,
  portNamesByIdentity,
];
