import {canonicalAddress} from '../../src/base/cidr.ts';
import {isObject} from '../../src/base/json.ts';
import {unknownReason} from '../../src/base/unknown-reason.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {diagnostic} from '../../src/diagnostics/diagnostic.ts';
import type {Origin} from '../../src/diagnostics/origin.ts';
import type {WorldPart} from '../../src/ir/world.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read, ReadContext} from '../dialect.ts';
import {daemonSetAgent, installationAgent, nodeAgents, roleAgents} from './agents.ts';
import {apiGroup} from './api-group.ts';
import {type Decoded, type Decoder, type Findings, isTextMap, noFindings, partOf, textMap} from './decode.ts';
import {nodePart, nodeShape} from './nodes.ts';
import {pod, podEndpoint, usualPodEndpoint} from './pods.ts';
import {decodingProblems} from './problems.ts';
import {backendsPart, endpointSlice, endpoints, endpointsPart, service, servicePart} from './services.ts';
import {readUnknownKind} from './unknown-kinds.ts';
import {
  cronJob,
  known,
  knownLabels,
  objectMeta,
  replicationController,
  workload,
  workloadEndpoint,
} from './workloads.ts';

/** Reads one kind: its decoder, and what the decoded object tells about the world. */
type Reader = (value: unknown, found: Findings, context: Place) => WorldPart | undefined;

interface Place {
  readonly namespace: (object: {readonly metadata?: Decoded<typeof objectMeta> | UnknownValue}) => string;
  readonly document: Document;
}

function reader<T>(shape: Decoder<T>, part: (object: T, place: Place, value: unknown) => WorldPart): Reader {
  return (value, found, place) => {
    const object = shape(value, [], found);
    return object === undefined || object instanceof UnknownValue ? undefined : part(object, place, value);
  };
}

const named = partOf({metadata: objectMeta});
const configMap = partOf({metadata: objectMeta, data: textMap});

function workloadReader(kind: string): Reader {
  return reader(workload, (object, {namespace, document}) => ({
    endpoints: [workloadEndpoint(kind, object, namespace(object), document.origin)],
  }));
}

/** The kinds that tell what exists, by group and kind (kubernetes.md A1). */
const readers: Readonly<Record<string, Reader>> = {
  'v1 Namespace': reader(named, ({metadata}) => {
    const {name, labels} = known(metadata) ?? {};
    const known_ = known(name);
    const labelsKnown = unknownReason(labels) === undefined;
    return known_ === undefined ? {} : {namespaces: [{name: known_, labels: knownLabels(labels), labelsKnown}]};
  }),
  'v1 ServiceAccount': reader(named, (object, {namespace}) => {
    const {name, labels} = known(object.metadata) ?? {};
    // One whose labels are not all known says no more than one that is not given.
    if (unknownReason(labels) !== undefined) return {};
    return {serviceAccounts: [{namespace: namespace(object), name: known(name) ?? '', labels: knownLabels(labels)}]};
  }),
  'v1 Pod': reader(pod, (object, {namespace, document}) => {
    const endpoint = podEndpoint(object, namespace(object), document.origin);
    return endpoint ? {endpoints: [endpoint]} : {};
  }),
  'v1 ReplicationController': reader(replicationController, (object, {namespace, document}) => ({
    endpoints: [workloadEndpoint('ReplicationController', object, namespace(object), document.origin)],
  })),
  'apps Deployment': workloadReader('Deployment'),
  'apps ReplicaSet': workloadReader('ReplicaSet'),
  'apps StatefulSet': workloadReader('StatefulSet'),
  'apps DaemonSet': reader(workload, (object, {namespace, document}, value) => {
    const place = namespace(object);
    const endpoint = workloadEndpoint('DaemonSet', object, place, document.origin);
    return {endpoints: [endpoint], agents: [daemonSetAgent(place, known(known(object.metadata)?.name) ?? '', value)]};
  }),
  'batch Job': workloadReader('Job'),
  'batch CronJob': reader(cronJob, (object, {namespace, document}) => {
    const {spec: cron} = object;
    const job = cron instanceof UnknownValue ? cron : cron?.jobTemplate;
    const spec = (job instanceof UnknownValue ? job : job?.spec) ?? {};
    return {endpoints: [workloadEndpoint('CronJob', {...object, spec}, namespace(object), document.origin)]};
  }),
  'v1 Service': reader(service, (object, {namespace}) => servicePart(object, namespace(object))),
  'v1 Endpoints': reader(endpoints, (object, {namespace}) => endpointsPart(object, namespace(object))),
  'discovery.k8s.io EndpointSlice': reader(endpointSlice, (object, {namespace}) =>
    backendsPart(object, namespace(object)),
  ),
  'v1 Node': reader(nodeShape, (object, _, value) => {
    const agents = nodeAgents(known(known(object.metadata)?.name) ?? '', value);
    return {...nodePart(object), ...(agents.length > 0 && {agents})};
  }),
  'rbac.authorization.k8s.io ClusterRole': (value) => {
    const agents = roleAgents(value);
    return agents.length > 0 ? {agents} : undefined;
  },
  'operator.tigera.io Installation': () => ({agents: [installationAgent]}),
  'v1 ConfigMap': reader(configMap, (object, {namespace, document}) =>
    configPart(object, namespace(object), document.origin),
  ),
};

/**
 * What exists, told by an object that is no policy. Unknown kinds are skipped without noise (cli.md section 2), but for
 * those that are workloads without doubt.
 */
export function readWorldObject(document: Document, context: ReadContext): Read {
  const {content, origin} = document;
  const value = content.syntax === 'value' ? content.value : undefined;
  if (!isObject(value)) return {};
  const usual = usualPart(value, origin);
  if (usual) return {world: usual};
  const key = `${apiGroup(value['apiVersion'])} ${String(value['kind'])}`;
  const read = Object.hasOwn(readers, key) ? readers[key] : undefined;
  if (!read) return readUnknownKind(document, context.namespace);
  const found = noFindings();
  const namespace: Place['namespace'] = ({metadata}) => known(known(metadata)?.namespace) || context.namespace;
  const world = read(value, found, {namespace, document});
  if (found.types.length + found.fields.length > 0) {
    return {diagnostics: decodingProblems({...found, nulls: []}, origin)};
  }
  if (key === 'v1 Namespace' && world?.namespaces === undefined) {
    return {
      diagnostics: [
        diagnostic('value-invalid', origin, {
          arguments: {path: 'metadata.name', value: null, reason: 'an object needs a name'},
        }),
      ],
    };
  }
  return world ? {world} : {};
}

/**
 * What a pod or namespace tells that is as the API server writes it: there may be a hundred thousand, and decoding each is
 * most of what they take. Undefined for any other object; what both ways know of an object is the same.
 */
function usualPart(value: Readonly<Record<string, unknown>>, origin: Origin): WorldPart | undefined {
  const {apiVersion, kind} = value;
  if (apiVersion !== 'v1' || (kind !== 'Pod' && kind !== 'Namespace')) return undefined;
  if (kind === 'Namespace') return usualNamespace(value);
  const endpoint = usualPodEndpoint(value, origin);
  return endpoint && {endpoints: [endpoint]};
}

function usualNamespace({metadata}: Readonly<Record<string, unknown>>): WorldPart | undefined {
  if (!isObject(metadata)) return undefined;
  const {name, labels, namespace, ownerReferences} = metadata;
  const usual = typeof name === 'string' && isTextMap(labels) && namespace === undefined;
  return usual && ownerReferences === undefined ? {namespaces: [{name, labels, labelsKnown: true}]} : undefined;
}

/** Options of Cilium, and resolved domain names: data of the engine, kept as plain settings (cilium.md 10). */
function configPart(object: Decoded<typeof configMap>, namespace: string, origin: Origin): WorldPart {
  const name = known(known(object.metadata)?.name);
  const data = knownLabels(object.data);
  if (namespace !== 'kube-system') return {};
  if (name === 'cilium-config') return {settings: data, settingsOrigin: origin};
  if (name !== 'dns-names') return {};
  const split = (list: string): readonly string[] =>
    list.split(/[\s,]+/).flatMap((word) => canonicalAddress(word) ?? []);
  return {
    domains: Object.fromEntries(
      Object.entries(data).map(([domain, list]) => [domain.toLowerCase().replace(/\.$/, ''), split(list)]),
    ),
  };
}
