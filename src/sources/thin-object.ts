import {isObject} from '../base/json.ts';

/** Which parts of a value are kept: all of it, or these fields; of a list, those of each item. */
type Kept = true | {readonly [field: string]: Kept};

const container: Kept = {name: true, restartPolicy: true, ports: true};
const podSpec: Kept = {
  nodeName: true,
  serviceAccountName: true,
  hostNetwork: true,
  containers: container,
  initContainers: container,
};
const metadata: Kept = {
  name: true,
  namespace: true,
  labels: true,
  ownerReferences: {kind: true, name: true, controller: true},
};
const object = {apiVersion: true, kind: true, metadata} as const;
const controlled: Kept = {
  ...object,
  spec: {replicas: true, completions: true, selector: true, template: {metadata: {labels: true}, spec: podSpec}},
};

/** The kinds of which a cluster has as many as it has pods, with all that any reader takes of them. */
const keptOfMany: Readonly<Record<string, Kept>> = {
  pods: {...object, spec: podSpec, status: {phase: true, podIP: true, podIPs: true, hostIP: true}},
  'replicasets.apps': controlled,
  'jobs.batch': controlled,
  'endpointslices.discovery.k8s.io': {
    ...object,
    addressType: true,
    endpoints: {addresses: true},
    ports: true,
  },
};

/**
 * An object of a live cluster without what no reader looks at: the bookkeeping of all kinds, and of kinds that come by
 * the ten thousand everything but a few fields, so that a large cluster fits into memory.
 */
export function thinObject(resource: string, value: unknown): unknown {
  const kept = Object.hasOwn(keptOfMany, resource) ? keptOfMany[resource] : undefined;
  return kept ? thin(value, kept) : withoutManagedFields(value);
}

/** A value that is not of the expected shape stays as it is: its reader says what is wrong with it. */
function thin(value: unknown, kept: Kept): unknown {
  if (kept === true) return value;
  if (Array.isArray(value)) return value.map((each) => thin(each, kept));
  if (!isObject(value)) return value;
  const result: Record<string, unknown> = {};
  for (const [field, inner] of Object.entries(kept)) {
    if (Object.hasOwn(value, field)) result[field] = thin(value[field], inner);
  }
  return result;
}

function withoutManagedFields(value: unknown): unknown {
  if (!isObject(value) || !isObject(value.metadata) || !('managedFields' in value.metadata)) return value;
  const {managedFields: _dropped, ...rest} = value.metadata;
  return {...value, metadata: rest};
}
