import {type Origin, within} from '../../src/diagnostics/origin.ts';
import type {AddressSet} from '../../src/ir/world.ts';
import {conflict, type Fields, field, fieldsOf, misleading, type Problems} from './fields.ts';
import type {Metadata} from './metadata.ts';
import {readSetNets} from './nets.ts';

/** A NetworkSet (with its namespace) or a GlobalNetworkSet (without one): calico.md 3.3, 4. */
export function readNetworkSet(
  object: Fields,
  kind: string,
  metadata: Metadata,
  namespace: string | undefined,
): AddressSet {
  const spec = fieldsOf(field(object, 'spec'), ['nets']);
  const cidrs = spec && readSetNets(field(spec, 'nets'));
  checkSetLabels(metadata.labels, within(object.origin, 'metadata', 'labels'), object.problems);
  return {
    kind,
    ...(namespace !== undefined && {namespace}),
    name: metadata.name,
    labels: metadata.labels,
    cidrs: cidrs ?? [],
  };
}

/** Labels of sets and host endpoints are not stripped, so that they can imitate those of a namespace (C68). */
function checkSetLabels(labels: Readonly<Record<string, string>>, origin: Origin, problems: Problems): void {
  for (const key of Object.keys(labels)) {
    const at = {origin: within(origin, key), problems};
    if (key === 'projectcalico.org/namespace') conflict(at, 'this label belongs to the engine', 'engine');
    if (key.startsWith('pcns.') || key.startsWith('pcsa.')) {
      misleading(at, 'the engine takes it for a label of a namespace or service account, which it imitates');
    }
  }
}
