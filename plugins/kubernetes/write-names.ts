import {hostCidr, parseAddress, printCidr} from '../../src/base/cidr.ts';
import {addressIn, type Match, or} from '../../src/ir/match.ts';
import {backendsHere, valuesHere} from '../../src/ir/names-here.ts';
import {mapAtoms} from '../../src/ir/rewrite.ts';
import {setsHere} from '../../src/ir/sets-here.ts';
import type {World} from '../../src/ir/world.ts';
import type {Problem} from './write-losses.ts';

/**
 * What is known by a name of its own (an address set by its labels, a Service, the API server) in the words of this
 * world: addresses and pod labels. Without pods nothing is known, and the names stay.
 */
export function resolveNames(
  match: Match,
  {world, namespace}: {readonly world?: World; readonly namespace: string},
): {readonly match: Match; readonly snapshots: readonly Problem[]} {
  if (!world || world.endpoints.length === 0) return {match, snapshots: []};
  const {match: inlined, sets} = setsHere(match, world, namespace);
  const {match: valued, keys} = valuesHere(inlined, world);
  const services = new Set<string>();
  const resolved = mapAtoms(valued, (atom) => {
    if (atom.is === 'backendOf') {
      const backends = backendsHere(atom.service, world);
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
    ...(keys.length > 0 ? [valueSnapshot(keys)] : []),
  ];
  return {match: resolved, snapshots};
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
