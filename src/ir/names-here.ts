import {hostCidr, parseAddress, printCidr} from '../base/cidr.ts';
import {sortedUnique} from '../base/order.ts';
import {
  type Atom,
  addressIn,
  and,
  isKind,
  label,
  type Match,
  namespaceIs,
  nothing,
  oneOf,
  or,
  type ServiceReference,
  type TextTest,
  testText,
} from './match.ts';
import {mapAtoms} from './rewrite.ts';
import {type Endpoint, isOpenLabel, type Namespace, type World} from './world.ts';

/*
 * What only some dialects can name, in the words of one world: for writers of the others.
 */

/**
 * Tests on parts of label values as the values that fulfil them here, and the labels whose values were counted. Without
 * workloads nothing is known, and the tests stay.
 */
export function valuesHere(match: Match, world: World): {readonly match: Match; readonly keys: readonly string[]} {
  const keys = new Set<string>();
  if (world.endpoints.length === 0) return {match, keys: []};
  const resolved = mapAtoms(match, (atom) => {
    const values = 'key' in atom && 'value' in atom ? valuesOf(atom, world) : undefined;
    if (!values || !('key' in atom && 'value' in atom)) return atom;
    keys.add(atom.key);
    return values.length === 0 ? nothing : {...atom, value: oneOf(values)};
  });
  return {match: resolved, keys: [...keys]};
}

/**
 * The values that fulfil a test on a part of a value, as far as they occur here. Undefined for other tests, which can be
 * said, and where some value is open.
 */
function valuesOf(atom: Extract<Atom, {readonly key: string; readonly value: TextTest}>, world: World) {
  const {is, key, value: test} = atom;
  if (test.test === 'in' || test.test === 'exists') return undefined;
  const holders = is === 'namespaceLabel' ? world.namespaces : is === 'label' ? world.endpoints : undefined;
  const isOpen = (each: Namespace | Endpoint): boolean =>
    'labelsKnown' in each ? !each.labelsKnown : isOpenLabel(each, key);
  if (!holders || holders.some(isOpen)) return undefined;
  const values = holders.flatMap(({labels}) => (Object.hasOwn(labels, key) ? [labels[key] ?? ''] : []));
  return sortedUnique(values.filter((value) => testText(value, test)));
}

/**
 * What stands behind a service: the pods its selector picks, where these are what its slices hold, else the addresses in
 * the slices; a service that is not there has none. Undefined where a service without selector holds addresses of pods:
 * engines differ on whether such pods are meant (calico.md 6.5, cilium.md 6.6).
 */
export function backendsHere({name, namespace}: ServiceReference, world: World): Match | undefined {
  const isNamed = (each: {readonly namespace: string}, own: string): boolean =>
    own === name && (namespace === undefined || each.namespace === namespace);
  const slices = world.backends.filter((each) => isNamed(each, each.service));
  const services = world.services.filter((each) => isNamed(each, each.name));
  const places = new Set([...slices, ...services].map((each) => each.namespace));
  const found = [...places].map((place) => {
    const held = slices.filter((each) => each.namespace === place).flatMap((each) => each.addresses);
    const service = services.find((each) => each.namespace === place);
    return behindService(world, place, service?.selector ?? {}, held);
  });
  return found.includes(undefined) ? undefined : or(...found.flatMap((each) => each ?? []));
}

function behindService(
  world: World,
  namespace: string,
  selector: Readonly<Record<string, string>>,
  held: readonly string[],
): Match | undefined {
  const labels = Object.entries(selector);
  const picked = podsOf(world).filter(
    (pod) => pod.namespace === namespace && labels.every(([key, value]) => pod.labels[key] === value),
  );
  const own = new Set((labels.length > 0 ? picked : podsOf(world)).flatMap((each) => each.addresses));
  if (labels.length === 0) {
    return held.some((address) => own.has(address)) ? undefined : or(...addresses(held));
  }
  const agree = held.every((address) => own.has(address)) && own.size === new Set(held).size;
  if (held.length > 0 && !agree) return or(...addresses(held));
  return and(isKind('pod'), namespaceIs(namespace), ...labels.map(([key, value]) => label(key, oneOf([value]))));
}

function podsOf(world: World): readonly Endpoint[] {
  return world.endpoints.filter((each) => each.kind === 'pod' && !each.hostNetwork);
}

function addresses(texts: readonly string[]): readonly Match[] {
  return texts.flatMap((text) => parseAddress(text) ?? []).map((address) => addressIn(printCidr(hostCidr(address))));
}
