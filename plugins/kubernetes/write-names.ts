import {hostCidr, parseAddress, printCidr} from '../../src/base/cidr.ts';
import {sortedUnique} from '../../src/base/order.ts';
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
} from '../../src/ir/match.ts';
import {mapAtoms} from '../../src/ir/rewrite.ts';
import type {Endpoint, Namespace, World} from '../../src/ir/world.ts';
import type {Problem} from './write-losses.ts';
import {inlineSets, podsOf} from './write-world.ts';

/**
 * What is known by a name of its own (an address set by its labels, a Service, the API server) in the words of this
 * world: addresses and pod labels. Without pods nothing is known, and the names stay.
 */
export function resolveNames(
  match: Match,
  {world, namespace}: {readonly world?: World; readonly namespace: string},
): {readonly match: Match; readonly snapshots: readonly Problem[]} {
  if (!world || world.endpoints.length === 0) return {match, snapshots: []};
  const {match: inlined, sets} = inlineSets(match, world, namespace);
  const services = new Set<string>();
  const keys = new Set<string>();
  const resolved = mapAtoms(inlined, (atom) => {
    const values = 'key' in atom && 'value' in atom ? valuesOf(atom, world) : undefined;
    if (values && 'key' in atom && 'value' in atom) {
      keys.add(atom.key);
      return values.length === 0 ? nothing : {...atom, value: oneOf(values)};
    }
    if (atom.is === 'backendOf') {
      const backends = backendsOf(world, atom.service);
      if (backends) services.add(`${atom.service.namespace ?? '*'}/${atom.service.name}`);
      return backends ?? atom;
    }
    const serving = atom.is === 'role' && atom.role === 'kube-apiserver' ? apiServer(world) : [];
    if (serving.length === 0) return atom;
    services.add('default/kubernetes');
    return or(...serving);
  });
  const snapshots = [
    ...(sets.length > 0 ? [setSnapshot(sets)] : []),
    ...(services.size > 0 ? [serviceSnapshot([...services])] : []),
    ...(keys.size > 0 ? [valueSnapshot([...keys])] : []),
  ];
  return {match: resolved, snapshots};
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
    'labelsKnown' in each ? !each.labelsKnown : each.openLabels.includes(key);
  if (!holders || holders.some(isOpen)) return undefined;
  const values = holders.flatMap(({labels}) => (Object.hasOwn(labels, key) ? [labels[key] ?? ''] : []));
  return sortedUnique(values.filter((value) => testText(value, test)));
}

/**
 * What stands behind a service: the pods its selector picks, where these are what its slices hold, else the addresses in
 * the slices; a service that is not there has none. Undefined where a service without selector holds addresses of pods:
 * engines differ on whether such pods are meant (calico.md 6.5, cilium.md 6.6).
 */
function backendsOf(world: World, {name, namespace}: ServiceReference): Match | undefined {
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

/** The API server is known by the addresses behind its own service. */
function apiServer(world: World): readonly Match[] {
  const slices = world.backends.filter(({service, namespace}) => service === 'kubernetes' && namespace === 'default');
  return addresses(slices.flatMap((each) => each.addresses));
}

function addresses(texts: readonly string[]): readonly Match[] {
  return texts.flatMap((text) => parseAddress(text) ?? []).map((address) => addressIn(printCidr(hostCidr(address))));
}

function setSnapshot(sets: readonly string[]): Problem {
  return {
    code: 'address-set-snapshot',
    message: `the addresses of ${listed(sets)} are written as they are now; later changes are not included`,
    suggestion: 'convert again when they change',
  };
}

function serviceSnapshot(services: readonly string[]): Problem {
  return {
    code: 'service-snapshot',
    message: `what stands behind the Service ${listed(services)} is written as it is now`,
    suggestion: 'convert again when it changes',
  };
}

function valueSnapshot(keys: readonly string[]): Problem {
  return {
    code: 'label-value-snapshot',
    message: `the values of label ${listed(keys)} that fit are written as they are now; a label selector cannot test parts of a value`,
    suggestion: 'convert again when new values appear',
  };
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, 5).join(', ')}${names.length > 5 ? `, and ${names.length - 5} more` : ''}`;
}
