import {type Family, parseAddress, parseCidr} from '../../src/base/cidr.ts';
import {remember} from '../../src/base/remember.ts';
import type {Settings} from '../../src/ir/profile.ts';
import type {World} from '../../src/ir/world.ts';

/**
 * Does the cluster have both address families? The options say so, else the addresses of its pods; undefined where
 * neither does. It decides which world label an outside address carries (cilium.md 6.1).
 */
export function isDualStack(settings: Settings, world: World): boolean | undefined {
  const {'enable-ipv4': four, 'enable-ipv6': six} = settings;
  if (four !== undefined && six !== undefined) return four === 'true' && six === 'true';
  const families = podFamilies(world);
  return families.size === 0 ? undefined : families.has(4) && families.has(6);
}

/** Asked for every policy, looked for once a world. */
const podFamilies = remember(({endpoints}: World): ReadonlySet<Family | undefined> => {
  const pods = endpoints.filter(({kind}) => kind === 'pod');
  return new Set(pods.flatMap(({addresses}) => addresses.map((text) => parseAddress(text)?.family)));
});

export function isWholeFamily(cidr: string): boolean {
  return parseCidr(cidr)?.cidr.prefix === 0;
}
