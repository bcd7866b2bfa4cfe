import {byIdentity} from '../../src/base/by-identity.ts';
import {canonicalAddress} from '../../src/base/cidr.ts';
import {isObject} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Origin} from '../../src/diagnostics/origin.ts';
import {namedOwner} from '../../src/ir/workloads.ts';
import type {Endpoint} from '../../src/ir/world.ts';
import {type Decoded, type Decoder, listOf, noFindings, partOf, text} from './decode.ts';
import {
  addresses,
  controller,
  items,
  known,
  labelMap,
  noTexts,
  objectMeta,
  ownerList,
  type PodLabels,
  podFields,
  podLabels,
  podSpec,
} from './workloads.ts';

export const pod = partOf({
  metadata: objectMeta,
  spec: podSpec,
  status: partOf({phase: text, podIP: text, podIPs: listOf(partOf({ip: text}), {}), hostIP: text}),
});

type PodStatus = Exclude<Decoded<typeof pod>['status'], UnknownValue>;

/** A pod that counts: finished ones keep an address that others may have by now (kubernetes.md A8). */
export function podEndpoint(object: Decoded<typeof pod>, namespace: string, origin: Origin): Endpoint | undefined {
  const metadata = known(object.metadata) ?? {};
  const status = known(object.status) ?? {};
  const spec = known(object.spec) ?? {};
  if (isFinished(known(status.phase))) return undefined;
  return endpointOf({
    name: `${namespace}/${known(metadata.name) ?? ''}`,
    namespace,
    labels: podLabels(metadata.labels),
    controller: controller(metadata.ownerReferences),
    node: known(spec.nodeName),
    fields: podFields(spec),
    addresses: podAddresses(status),
    origin,
  });
}

/**
 * The same for a pod as the API server writes it: what is its own is looked at here, what it shares with others is decoded
 * once for all. Undefined for any other pod, which has to be decoded.
 */
export function usualPodEndpoint(value: Readonly<Record<string, unknown>>, origin: Origin): Endpoint | undefined {
  const {metadata, spec, status} = value;
  if (!isObject(metadata) || !isObject(spec)) return undefined;
  const {name, namespace, labels = noLabels, ownerReferences = noOwners} = metadata;
  if (typeof name !== 'string' || typeof namespace !== 'string' || namespace === '') return undefined;
  const address = usualAddress(status);
  const pods = isObject(labels) ? usualLabels(labels) : undefined;
  const owner = Array.isArray(ownerReferences) ? usualOwner(ownerReferences) : undefined;
  const running = usualSpec(spec);
  if (address === undefined || !pods || !owner || !running) return undefined;
  return endpointOf({
    name: `${namespace}/${name}`,
    namespace,
    labels: pods.meaning,
    controller: owner.meaning,
    node: running.meaning.node,
    fields: running.meaning.fields,
    addresses: [address],
    origin,
  });
}

const noLabels = {};
const noOwners: readonly unknown[] = [];

const usualLabels = usually(labelMap, podLabels);
const usualOwner = usually(ownerList, controller);
const usualSpec = usually(podSpec, (spec) => ({node: known(spec.nodeName), fields: podFields(spec)}));

/** What a part means with which nothing is wrong. */
function usually<T, R>(decoder: Decoder<T>, meaning: (part: T) => R) {
  return byIdentity((part: object): {readonly meaning: R} | undefined => {
    const found = noFindings();
    const decoded = decoder(part, [], found);
    const isClean = found.types.length + found.fields.length + found.nulls.length === 0;
    return isClean && decoded !== undefined && !(decoded instanceof UnknownValue)
      ? {meaning: meaning(decoded)}
      : undefined;
  });
}

/** The one address of a pod that runs, said twice. */
function usualAddress(status: unknown): string | undefined {
  if (!isObject(status)) return undefined;
  const {phase, podIP, podIPs, hostIP = ''} = status;
  if (typeof phase !== 'string' || isFinished(phase) || typeof podIP !== 'string' || typeof hostIP !== 'string') {
    return undefined;
  }
  const [first, ...others]: readonly unknown[] = Array.isArray(podIPs) ? podIPs : [];
  return isObject(first) && first['ip'] === podIP && others.length === 0 ? canonicalAddress(podIP) : undefined;
}

function isFinished(phase: string | undefined): boolean {
  return phase === 'Succeeded' || phase === 'Failed';
}

type Owner = NonNullable<Endpoint['owner']>;

interface PodParts extends Pick<Endpoint, 'name' | 'addresses'> {
  readonly namespace: string;
  readonly labels: PodLabels;
  readonly controller: Owner | undefined;
  readonly node: string | undefined;
  readonly fields: ReturnType<typeof podFields>;
  readonly origin: Origin;
}

function endpointOf(parts: PodParts): Endpoint {
  const {name, namespace, controller, node, addresses, origin} = parts;
  const {labels, openLabels, labelsUnknown} = parts.labels;
  const {serviceAccount, hostNetwork, ports} = parts.fields;
  const kind = 'pod';
  const roles = noTexts;
  const owner = controller && topOwner(controller)(labels);
  if (node === undefined || !owner || labelsUnknown) {
    const common = {name, kind, namespace, labels, openLabels, serviceAccount, addresses, hostNetwork, ports} as const;
    const owners = owner && {owner, controller};
    const place = {...(node !== undefined && {node}), ...owners};
    return {...common, ...(labelsUnknown && {labelsUnknown}), ...place, replicas: 1, roles, origin};
  }
  // Written out for nearly all pods: spreading one object into another takes several times as long.
  return {
    name,
    kind,
    namespace,
    labels,
    openLabels,
    serviceAccount,
    addresses,
    node,
    hostNetwork,
    ports,
    owner,
    controller,
    replicas: 1,
    roles,
    origin,
  };
}

/** Found once for the pods of one ReplicaSet. */
const topOwner = byIdentity((controller: Owner) =>
  byIdentity((labels: Endpoint['labels']): Owner => namedOwner(controller, labels) ?? controller),
);

/** Most pods say their one address twice. */
function podAddresses({podIP, podIPs}: NonNullable<PodStatus>): readonly string[] {
  const [first, ...others] = items(podIPs).map(({ip}) => known(ip));
  const single = known(podIP);
  if (first !== undefined && first === single && others.length === 0) {
    const address = canonicalAddress(first);
    return address === undefined ? [] : [address];
  }
  return addresses([first, ...others, single]);
}
