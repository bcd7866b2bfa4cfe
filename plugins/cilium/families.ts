import {parseAddress, parseCidr} from '../../src/base/cidr.ts';
import type {Settings} from '../../src/ir/profile.ts';
import type {World} from '../../src/ir/world.ts';

/**
 * Does the cluster have both address families? The options say so, else the addresses of its pods; undefined where
 * neither does. It decides which world label an outside address carries (cilium.md 6.1).
 */
export function isDualStack(settings: Settings, world: World): boolean | undefined {
  const {'enable-ipv4': four, 'enable-ipv6': six} = settings;
  if (four !== undefined && six !== undefined) return four === 'true' && six === 'true';
  const pods = world.endpoints.filter(({kind, addresses}) => kind === 'pod' && addresses.length > 0);
  if (pods.length === 0) return undefined;
  const families = new Set(pods.flatMap(({addresses}) => addresses.map((text) => parseAddress(text)?.family)));
  return families.has(4) && families.has(6);
}

export function isWholeFamily(cidr: string): boolean {
  return parseCidr(cidr)?.cidr.prefix === 0;
}
