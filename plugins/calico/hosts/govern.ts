import {labelsOf} from '../../../src/ir/host-endpoints.ts';
import type {Step} from '../../../src/ir/profile.ts';
import type {Endpoint, EndpointProfile, HostEndpoint, World} from '../../../src/ir/world.ts';
import {everyInterfaceRole, governedRole, openInterfaceRole, plainNodeRole, profileRole} from './roles.ts';

/**
 * Nodes as this engine sees them: an interface with a host endpoint has its labels, ports and profiles, every other has
 * none (calico.md 4, 8).
 */
export const governHosts: Step<World> = {
  name: 'nodes are what their host endpoints say',
  rule: 'calico.md 4, 8',
  everywhere: (_prepared, given) => (given.hostEndpoints.length > 0 ? undefined : ['there are no host endpoints']),
  apply: (world) => {
    const byNode = new Map<string, HostEndpoint[]>();
    for (const each of world.hostEndpoints) {
      const known = byNode.get(each.node);
      if (known) known.push(each);
      else byNode.set(each.node, [each]);
    }
    const seen = (each: Endpoint): Endpoint => governed(each, byNode, world.endpointProfiles);
    return {...world, endpoints: world.endpoints.map((each) => (each.kind === 'host' ? seen(each) : each))};
  },
};

function governed(
  host: Endpoint,
  byNode: ReadonlyMap<string, readonly HostEndpoint[]>,
  profiles: readonly EndpointProfile[],
): Endpoint {
  const bare = {...host, labels: {}, openLabels: [], ports: [], roles: []};
  const found = host.node === undefined ? [] : interfaceOf(host, byNode.get(host.node) ?? []);
  const [only, ...others] = found;
  if (!only) return isNode(host) ? {...bare, roles: [plainNodeRole]} : bare;
  if (others.length > 0) return {...bare, roles: [governedRole, openInterfaceRole]};
  const known = only.addresses.some((each) => host.addresses.includes(each));
  return {
    ...bare,
    labels: labelsOf(only, profiles),
    // A port has its name at the addresses of the host endpoint alone (calico.md 6.4).
    ports: known ? only.ports : [],
    roles: [
      governedRole,
      ...(only.interfaceName === '*' ? [everyInterfaceRole] : []),
      ...only.profiles.map(profileRole),
    ],
  };
}

/** Itself, and no pod in its network. */
function isNode({name, node}: Endpoint): boolean {
  return name === `node/${node}`;
}

/**
 * The host endpoints that may be the one of this address: that which names it, else those that name an interface and no
 * address, else the one for every interface, whose addresses count for nothing here (calico.md 8).
 */
function interfaceOf({addresses}: Endpoint, all: readonly HostEndpoint[]): readonly HostEndpoint[] {
  const own = all.filter(({interfaceName}) => interfaceName !== '*');
  const byAddress = own.filter((each) => each.addresses.some((address) => addresses.includes(address)));
  if (byAddress.length > 0) return byAddress.slice(0, 1);
  const unaddressed = own.filter((each) => each.addresses.length === 0);
  return unaddressed.length > 0 ? unaddressed : all.filter(({interfaceName}) => interfaceName === '*').slice(0, 1);
}
