import {canonicalAddress} from '../../src/base/cidr.ts';
import {protocolNumbers} from '../../src/base/protocols.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Origin} from '../../src/diagnostics/origin.ts';
import {label} from '../../src/ir/match.ts';
import type {DeclaredPort, Endpoint} from '../../src/ir/world.ts';
import {anyValue, type Decoded, type Decoder, integer, listOf, partOf, text, textMap} from './decode.ts';
import type {Open} from './schema.ts';
import {selectorMatch} from './selectors.ts';
import {selector} from './shapes.ts';

const flag: Decoder<boolean> = (value, path, found) => {
  if (typeof value === 'boolean' || value instanceof UnknownValue) return value;
  if (value !== undefined && value !== null) found.types.push({path, found: typeof value, expected: 'true or false'});
  return undefined;
};

const container = partOf({
  name: text,
  restartPolicy: text,
  ports: listOf(partOf({name: text, containerPort: integer, protocol: text}), {}),
});

const podSpec = partOf({
  nodeName: text,
  serviceAccountName: text,
  hostNetwork: flag,
  containers: listOf(container, {}),
  initContainers: listOf(container, {}),
});

export const objectMeta = partOf({
  name: text,
  namespace: text,
  labels: textMap,
  ownerReferences: listOf(partOf({kind: text, name: text, controller: flag}), {}),
});

const template = partOf({metadata: partOf({labels: textMap}), spec: podSpec});

export const pod = partOf({
  metadata: objectMeta,
  spec: podSpec,
  status: partOf({phase: text, podIP: text, podIPs: listOf(partOf({ip: text}), {}), hostIP: text}),
});

const workloadSpec = {replicas: integer, completions: anyValue, template};

/** Most controllers select by a label selector, the oldest one by a map of labels. */
export const workload = partOf({metadata: objectMeta, spec: partOf({...workloadSpec, selector})});
export const replicationController = partOf({metadata: objectMeta, spec: partOf({...workloadSpec, selector: textMap})});
export const cronJob = partOf({
  metadata: objectMeta,
  spec: partOf({jobTemplate: partOf({spec: partOf({template})})}),
});

type PodTemplate = Decoded<typeof template>;
type PodSpec = Decoded<typeof podSpec>;
type ObjectMeta = Decoded<typeof objectMeta>;

/** A pod that counts: finished ones keep an address that others may have by now (kubernetes.md A8). */
export function podEndpoint(object: Decoded<typeof pod>, namespace: string, origin: Origin): Endpoint | undefined {
  const metadata = known(object.metadata) ?? {};
  const status = known(object.status) ?? {};
  const spec = known(object.spec) ?? {};
  const phase = known(status.phase);
  if (phase === 'Succeeded' || phase === 'Failed') return undefined;
  const owner = controller(metadata);
  const node = known(spec.nodeName);
  return {
    ...endpointBase(metadata, namespace, origin),
    ...podFields(spec, namespace),
    labels: knownLabels(metadata.labels),
    openLabels: unknownLabels(metadata.labels),
    addresses: addresses([...items(status.podIPs).map(({ip}) => known(ip)), known(status.podIP)]),
    ...(node !== undefined && {node}),
    ...(owner && {owner}),
    replicas: 1,
  };
}

/** The endpoint that stands for a workload's replicas, made from its pod template alone (kubernetes.md A8). */
export function workloadEndpoint(
  kind: string,
  object: {readonly metadata?: Open<ObjectMeta>; readonly spec?: Open<WorkloadSpec>},
  namespace: string,
  origin: Origin,
): Endpoint {
  const metadata = known(object.metadata) ?? {};
  const spec = known(object.spec) ?? {};
  const pods = known(spec.template) ?? {};
  const labels = known(pods.metadata)?.labels;
  const owner = controller(metadata);
  const replicas = known(spec.replicas);
  const name = known(metadata.name) ?? '';
  const selects = known(spec.selector);
  return {
    ...endpointBase(metadata, namespace, origin),
    ...podFields(known(pods.spec) ?? {}, namespace),
    labels: knownLabels(labels),
    openLabels: [...unknownLabels(labels), ...(addedLabels[kind] ?? [])],
    addresses: [],
    workload: {kind, name},
    ...(owner && {owner}),
    ...(replicas !== undefined && {replicas}),
    ...(selects && {selector: selectorMatch(isSelector(selects) ? selects : {matchLabels: selects}, label)}),
  };
}

export interface WorkloadSpec {
  readonly replicas?: Open<number>;
  readonly template?: Open<PodTemplate>;
  readonly selector?: Open<Decoded<typeof selector>> | Open<Readonly<Record<string, Open<string>>>>;
}

function isSelector(value: object): value is Decoded<typeof selector> {
  return 'matchLabels' in value || 'matchExpressions' in value;
}

/** Labels that controllers add to pods, with values nobody can know before (kubernetes.md A8). */
const addedLabels: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['pod-template-hash'],
  StatefulSet: ['statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index', 'controller-revision-hash'],
  DaemonSet: ['controller-revision-hash', 'pod-template-generation'],
  Job: ['batch.kubernetes.io/job-name', 'batch.kubernetes.io/controller-uid', 'job-name', 'controller-uid'],
  CronJob: ['batch.kubernetes.io/job-name', 'batch.kubernetes.io/controller-uid', 'job-name', 'controller-uid'],
};

function endpointBase(metadata: ObjectMeta, namespace: string, origin: Origin) {
  const name = known(metadata.name) ?? '';
  return {name: `${namespace}/${name}`, kind: 'pod', namespace, roles: [], origin} as const;
}

/** A pod without service account runs as `default` of its namespace. */
function podFields(spec: PodSpec, _namespace: string) {
  return {
    serviceAccount: known(spec.serviceAccountName) || 'default',
    hostNetwork: known(spec.hostNetwork) ?? false,
    ports: [
      ...items(spec.containers).flatMap((each) => containerPorts(each, 'container')),
      ...items(spec.initContainers).flatMap((each) =>
        containerPorts(each, known(each.restartPolicy) === 'Always' ? 'sidecar' : 'initContainer'),
      ),
    ],
  };
}

function containerPorts(
  each: Decoded<typeof container>,
  declaredBy: DeclaredPort['declaredBy'],
): readonly DeclaredPort[] {
  return items(each.ports).flatMap((declared) => {
    const name = known(declared.name);
    const port = known(declared.containerPort);
    if (name === undefined || port === undefined) return [];
    return [{name, port, protocol: protocolOf(known(declared.protocol)), declaredBy}];
  });
}

/** Container and service ports without protocol are TCP. */
export function protocolOf(name: string | undefined): number {
  if (name === 'UDP') return protocolNumbers.UDP;
  return name === 'SCTP' ? protocolNumbers.SCTP : protocolNumbers.TCP;
}

function controller(metadata: ObjectMeta): {readonly kind: string; readonly name: string} | undefined {
  const references = items(metadata.ownerReferences);
  const reference = references.find((each) => each.controller === true) ?? references[0];
  const [kind, name] = [known(reference?.kind), known(reference?.name)];
  return kind !== undefined && name !== undefined ? {kind, name} : undefined;
}

/** Canonical text, without repeats; what is no address is left out. */
export function addresses(texts: readonly (string | undefined)[]): readonly string[] {
  const found = new Set<string>();
  for (const each of texts) {
    const address = each === undefined ? undefined : canonicalAddress(each);
    if (address !== undefined) found.add(address);
  }
  return [...found];
}

export function known<T>(value: Open<T> | undefined): T | undefined {
  return value instanceof UnknownValue ? undefined : value;
}

export function items<T>(list: Open<readonly Open<T>[]> | undefined): readonly T[] {
  if (list === undefined || list instanceof UnknownValue) return [];
  return list.filter((item): item is T => !(item instanceof UnknownValue));
}

export function knownLabels(
  map: Open<Readonly<Record<string, Open<string>>>> | undefined,
): Readonly<Record<string, string>> {
  const entries = Object.entries(known(map) ?? {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function unknownLabels(map: Open<Readonly<Record<string, Open<string>>>> | undefined): readonly string[] {
  return Object.entries(known(map) ?? {}).flatMap(([key, value]) => (value instanceof UnknownValue ? [key] : []));
}
