import {hostCidr, parseAddress, printCidr} from '../base/cidr.ts';
import type {AddressSet, EndpointProfile, HostEndpoint} from './world.ts';

/** Its labels with what it inherits: own labels shadow those of profiles, of which the first listed wins (calico.md 4). */
export function labelsOf(
  {labels, profiles}: HostEndpoint,
  known: readonly EndpointProfile[],
): Readonly<Record<string, string>> {
  const inherited = [...profiles].reverse().map((name) => known.find((each) => each.name === name)?.labels ?? {});
  return Object.assign({}, ...inherited, labels);
}

/** As peers host endpoints are sets of their addresses: a selector finds them by nothing else (calico.md 4, 5.3). */
export function addressSetsOf(
  hostEndpoints: readonly HostEndpoint[],
  profiles: readonly EndpointProfile[],
): readonly AddressSet[] {
  return hostEndpoints.flatMap((each): readonly AddressSet[] => {
    const addresses = each.addresses.flatMap((text) => parseAddress(text) ?? []);
    if (addresses.length === 0) return [];
    const cidrs = addresses.map((address) => printCidr(hostCidr(address)));
    return [{kind: 'HostEndpoint', name: each.name, labels: labelsOf(each, profiles), cidrs}];
  });
}
