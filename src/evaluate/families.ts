import type {Family} from '../base/cidr.ts';
import type {Endpoint} from '../ir/world.ts';

/** The IP families that an endpoint speaks, IPv4 first; one without known addresses may speak either. */
export function familiesOf({addresses}: Pick<Endpoint, 'addresses'>): readonly Family[] {
  return ([4, 6] as const).filter(
    (family) => addresses.length === 0 || addresses.some((text) => text.includes(':') === (family === 6)),
  );
}

/** Those that both speak. */
export function familiesBetween(a: Endpoint, b: Endpoint): readonly Family[] {
  const others = familiesOf(b);
  return familiesOf(a).filter((family) => others.includes(family));
}
