import {within} from '../../src/diagnostics/origin.ts';
import type {AddressSet} from '../../src/ir/world.ts';
import {conflict, type Fields, field, fieldsOf} from './fields.ts';
import {warnOfImitations} from './imitated-labels.ts';
import type {Metadata} from './metadata.ts';
import {readSetNets} from './nets.ts';
import {NAMESPACE} from './selector/to-match.ts';

/** A NetworkSet (with its namespace) or a GlobalNetworkSet (without one): calico.md 3.3, 4. */
export function readNetworkSet(
  object: Fields,
  kind: string,
  metadata: Metadata,
  namespace: string | undefined,
): AddressSet {
  const spec = fieldsOf(field(object, 'spec'), ['nets']);
  const cidrs = spec && readSetNets(field(spec, 'nets'));
  const {origin, problems} = object;
  if (Object.hasOwn(metadata.labels, NAMESPACE)) {
    const at = {origin: within(origin, 'metadata', 'labels', NAMESPACE), problems};
    conflict(at, 'this label belongs to the engine', 'engine');
  }
  warnOfImitations(metadata.labels, origin, problems);
  return {
    kind,
    ...(namespace !== undefined && {namespace}),
    name: metadata.name,
    labels: metadata.labels,
    cidrs: cidrs ?? [],
  };
}
