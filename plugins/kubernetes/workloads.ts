import {byIdentity} from '../../src/base/by-identity.ts';
import {canonicalAddress} from '../../src/base/cidr.ts';
import {protocolNumbers} from '../../src/base/protocols.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Origin} from '../../src/diagnostics/origin.ts';
import {label} from '../../src/ir/match.ts';
import type {DeclaredPort, Endpoint} from '../../src/ir/world.ts';
import {type Decoded, type Decoder, integer, listOf, partOf, shared, text, textMap} from './decode.ts';
import type {Open} from './schema.ts';
import {selectorMatch} from './selectors.ts';
import {selector} from './shapes.ts';

const flag: Decoder<boolean> = (value, path, found) => {
  if (typeof value === 'boolean' || value instanceof UnknownValue) return value;
  if (value !== undefined && value !== null)
    found.types.push({path: [...path], found: typeof value, expected: 'true or false'});
  return undefined;
};

const container = partOf({
  name: text,
  restartPolicy: text,
  ports: listOf(partOf({name: text, containerPort: integer, protocol: text}), {}),
});

export const podSpec = shared(
  partOf({
    nodeName: text,
    serviceAccountName: text,
    serviceAccount: text,
    hostNetwork: flag,
    containers: shared(listOf(container, {})),
    initContainers: listOf(container, {}),
  }),
);

export const labelMap = shared(textMap);

export const ownerList = shared(listOf(partOf({kind: text, name: text, controller: flag}), {}));

export const objectMeta = partOf({
  name: text,
  namespace: text,
  labels: labelMap,
  ownerReferences: ownerList,
});

const template = partOf({metadata: partOf({labels: labelMap}), spec: podSpec});

const workloadSpec = {replicas: integer, completionMode: text, template};

/** Most controllers select by a label selector, the oldest one by a map of labels. */
export const workload = partOf({metadata: objectMeta, spec: partOf({...workloadSpec, selector})});
export const replicationController = partOf({metadata: objectMeta, spec: partOf({...workloadSpec, selector: textMap})});
export const cronJob = partOf({
  metadata: objectMeta,
  spec: partOf({jobTemplate: partOf({spec: partOf({completionMode: text, template})})}),
});

type PodTemplate = Decoded<typeof template>;
type Container = Decoded<typeof container>;
type PodSpec = Decoded<typeof podSpec>;
type ObjectMeta = Decoded<typeof objectMeta>;
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
  const {labels, openLabels, labelsUnknown} = podLabels(templateLabels(object.spec));
  const owner = controller(metadata.ownerReferences);
  const replicas = known(spec.replicas);
  const name = known(metadata.name) ?? '';
  const selects = known(spec.selector);
  const isIndexed = known(spec.completionMode) === 'Indexed';
  return {
    name: `${namespace}/${name}`,
    kind: 'pod',
    namespace,
    ...podFields(known(pods.spec) ?? {}),
    labels: kind === 'Job' && name !== '' ? {...labels, ...namedJob(name)} : labels,
    openLabels: [...openLabels, ...(addedLabels[kind] ?? []), ...(isIndexed ? [completionIndex] : [])],
    ...(labelsUnknown && {labelsUnknown}),
    addresses: [],
    workload: {kind, name},
    ...(owner && {owner}),
    ...(replicas !== undefined && {replicas}),
    ...(selects && {selector: selectorMatch(isSelector(selects) ? selects : {matchLabels: selects}, label)}),
    roles: noTexts,
    origin,
  };
}

/** What is not known has no part that is. */
function templateLabels(spec: Open<WorkloadSpec> | undefined): Open<TextMap> | undefined {
  if (spec === undefined || spec instanceof UnknownValue) return spec;
  const {template} = spec;
  if (template === undefined || template instanceof UnknownValue) return template;
  const {metadata} = template;
  return metadata === undefined || metadata instanceof UnknownValue ? metadata : metadata.labels;
}

export const noTexts: readonly string[] = [];

export interface WorkloadSpec {
  readonly replicas?: Open<number>;
  /** Of jobs alone. */
  readonly completionMode?: Open<string>;
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

const completionIndex = 'batch.kubernetes.io/job-completion-index';

/** The pods of a job carry its name. */
function namedJob(name: string): Readonly<Record<string, string>> {
  return {'batch.kubernetes.io/job-name': name, 'job-name': name};
}

/**
 * A pod without service account runs as `default` of its namespace. The server still takes the first name of the field,
 * where the present one is empty.
 */
export const podFields = byIdentity((spec: PodSpec) => ({
  serviceAccount: known(spec.serviceAccountName) || known(spec.serviceAccount) || 'default',
  hostNetwork: known(spec.hostNetwork) ?? false,
  ports: portsOf(spec),
}));

function portsOf({containers, initContainers}: PodSpec): readonly DeclaredPort[] {
  const ports = containers === undefined || containers instanceof UnknownValue ? noPorts : runningPorts(containers);
  const early = items(initContainers).flatMap((each) =>
    containerPorts(each, known(each.restartPolicy) === 'Always' ? 'sidecar' : 'initContainer'),
  );
  return early.length === 0 ? ports : [...ports, ...early];
}

const noPorts: readonly DeclaredPort[] = [];

const runningPorts = byIdentity((containers: readonly Open<Container>[]): readonly DeclaredPort[] =>
  items(containers).flatMap((each) => containerPorts(each, 'container')),
);

function containerPorts(each: Container, declaredBy: DeclaredPort['declaredBy']): readonly DeclaredPort[] {
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

export function controller(references: ObjectMeta['ownerReferences']): Endpoint['owner'] {
  return references === undefined || references instanceof UnknownValue ? undefined : ownerAmong(references);
}

const ownerAmong = byIdentity(
  (list: Exclude<ObjectMeta['ownerReferences'], UnknownValue | undefined>): Endpoint['owner'] => {
    const references = items(list);
    const reference = references.find((each) => each.controller === true) ?? references[0];
    const [kind, name] = [known(reference?.kind), known(reference?.name)];
    return kind !== undefined && name !== undefined ? {kind, name} : undefined;
  },
);

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

type TextMap = Readonly<Record<string, Open<string>>>;

export function knownLabels(map: Open<TextMap> | undefined): Readonly<Record<string, string>> {
  return podLabels(map).labels;
}

export interface PodLabels {
  readonly labels: Readonly<Record<string, string>>;
  /** Keys whose values are not known. */
  readonly openLabels: readonly string[];
  /** Nobody knows which there are. */
  readonly labelsUnknown?: true;
}

export function podLabels(map: Open<TextMap> | undefined): PodLabels {
  if (map instanceof UnknownValue) return {...noLabels, labelsUnknown: true};
  return map === undefined ? noLabels : splitLabels(map);
}

const noLabels: PodLabels = {labels: {}, openLabels: noTexts};

const splitLabels = byIdentity((map: TextMap): PodLabels => {
  const entries = Object.entries(map);
  const labels = entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const openLabels = entries.flatMap(([key, value]) => (value instanceof UnknownValue ? [key] : []));
  return {labels: Object.fromEntries(labels), openLabels: openLabels.length === 0 ? noTexts : openLabels};
});
