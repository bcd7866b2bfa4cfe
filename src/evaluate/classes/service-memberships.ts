import {parseAddress, printAddress} from '../../base/cidr.ts';
import type {ServiceReference} from '../../ir/match.ts';
import {type Endpoint, isOpenLabel, type Service, type World} from '../../ir/world.ts';
import type {Mentioned} from './mentioned.ts';

/**
 * Which of the mentioned services lead to an endpoint, as a text that is equal for endpoints with the same ones: by the
 * address where slices list the backends, by the selector else.
 */
export function serviceMemberships(world: World, {services}: Mentioned): (endpoint: Endpoint) => string {
  if (services.size === 0) return () => '';
  const mentioned = [...services.values()];
  const slices = world.backends.flatMap((each, index) =>
    mentioned.some((one) => names(one, each.namespace, each.service)) ? [{slice: each, index}] : [],
  );
  const byAddress = new Map<string, number[]>();
  for (const {slice, index} of slices) {
    for (const address of slice.addresses) {
      const known = byAddress.get(address);
      if (known) known.push(index);
      else byAddress.set(address, [index]);
    }
  }
  const selecting = world.services.filter((each) => mentioned.some((one) => names(one, each.namespace, each.name)));
  return (endpoint) => {
    // Only the first address of each family is the one that is asked.
    const addresses = endpoint.addresses.flatMap((text) => parseAddress(text) ?? []);
    const asked = ([4, 6] as const).map((family) => addresses.find((each) => each.family === family));
    const listed = asked.map((each) => (each ? (byAddress.get(printAddress(each)) ?? []).join('+') : ''));
    const selected = selecting.flatMap((each, index) => {
      const told = membership(endpoint, each);
      return told === '' ? [] : [`${index}${told}`];
    });
    return listed.join() === ',' && selected.length === 0 ? '' : `${listed.join()} ${selected.join()}`;
  };
}

function names({name, namespace}: ServiceReference, ownNamespace: string, own: string): boolean {
  return name === own && (namespace === undefined || namespace === ownNamespace);
}

/** `=` where the selector picks it, `?` where that hangs on labels nobody knows. */
function membership(endpoint: Endpoint, {namespace: where, selector}: Service): string {
  const {kind, namespace, labels} = endpoint;
  if (!selector || kind !== 'pod' || namespace !== where) return '';
  let open = '';
  for (const [key, value] of Object.entries(selector)) {
    const isOpen = isOpenLabel(endpoint, key);
    if (!isOpen && !(Object.hasOwn(labels, key) && labels[key] === value)) return '';
    if (isOpen) open += `?${key}`;
  }
  return open === '' ? '=' : open;
}
