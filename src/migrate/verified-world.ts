import {compareText} from '../base/order.ts';
import {type Endpoint, endpointKey, type Node, type World} from '../ir/world.ts';
import {overlayAddresses} from './node-sources.ts';

/**
 * The world with an endpoint for the overlay device of each node: other nodes see a node by that address, while its own
 * address stays what pods send to (cni.md section 3.2).
 */
export function withOverlays(world: World): World {
  const overlays = world.nodes.flatMap(overlay);
  const endpoints = [...world.endpoints, ...overlays].sort((a, b) => compareText(endpointKey(a), endpointKey(b)));
  return overlays.length === 0 ? world : {...world, endpoints};
}

function overlay(node: Node): readonly Endpoint[] {
  const addresses = overlayAddresses(node).map((cidr) => cidr.replace(/\/\d+$/, ''));
  if (addresses.length === 0) return [];
  const {name, labels} = node;
  const nothing = {openLabels: [], ports: [], roles: []};
  return [{name: `node/${name}/overlay`, kind: 'host', labels, addresses, node: name, hostNetwork: true, ...nothing}];
}

/** What of the world speaks one IP family; undefined where nothing does. Endpoints without known addresses stay. */
export function ofFamily(world: World, family: 4 | 6): World | undefined {
  const isOf = (address: string): boolean => address.includes(':') === (family === 6);
  const endpoints = world.endpoints.flatMap((each): readonly Endpoint[] => {
    if (each.addresses.length === 0) return family === 4 || each.kind !== 'pod' ? [each] : [];
    const addresses = each.addresses.filter(isOf);
    return addresses.length === 0 ? [] : [{...each, addresses}];
  });
  const speaks = family === 4 || endpoints.some(({addresses}) => addresses.length > 0);
  return speaks ? {...world, endpoints} : undefined;
}
