import type {Origin} from '../diagnostics/origin.ts';
import type {EndpointKind, Match} from './match.ts';
import type {Direction} from './policy.ts';

/** A declared port name. Engines count different kinds of container (kubernetes.md A9.5, calico.md 6.4). */
export interface DeclaredPort {
  readonly name: string;
  /** IP protocol number. */
  readonly protocol: number;
  readonly port: number;
  readonly declaredBy: 'container' | 'sidecar' | 'initContainer' | 'hostEndpoint';
}

/**
 * One party of a connection. A workload stands for its replicas: one endpoint made from the pod template, with
 * `workload` naming it and no address. `name` is `NAMESPACE/POD`, `node/NAME`, or the address of an outside party.
 */
export interface Endpoint {
  readonly name: string;
  readonly kind: EndpointKind;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Keys that a controller will set to values nobody can know beforehand (kubernetes.md A8). */
  readonly openLabels: readonly string[];
  /** Its carrier does not know its labels: beside those named here, any key may be there with any value. */
  readonly labelsUnknown?: true;
  readonly serviceAccount?: string;
  /** Addresses in canonical text, at most one of each family matters. Empty: not known. */
  readonly addresses: readonly string[];
  readonly node?: string;
  readonly hostNetwork: boolean;
  readonly ports: readonly DeclaredPort[];
  /**
   * The controlling workload at the top of the chain, such as `Deployment/web`. A reader gives what its
   * `ownerReferences` and names tell (`namedOwner`); `buildWorld` walks up to the top of what is given.
   */
  readonly owner?: {readonly kind: string; readonly name: string};
  /** The immediate controller of a pod's `ownerReferences`, such as a ReplicaSet. */
  readonly controller?: {readonly kind: string; readonly name: string};
  /** Set when this endpoint is made from a template instead of a pod. */
  readonly workload?: {readonly kind: string; readonly name: string};
  /**
   * For a workload its `spec.selector` as a match on labels, so that `buildWorld` finds the pods that stand for it in
   * manifests without `ownerReferences`.
   */
  readonly selector?: Match;
  /** How many pods it stands for; 1 for a pod; absent when not known. */
  readonly replicas?: number;
  readonly roles: readonly string[];
  /** Cilium's cluster name; absent means the local one. */
  readonly cluster?: string;
  /** The domain name this outside party was asked by, in lower case without the final dot. */
  readonly domain?: string;
  readonly origin?: Origin;
}

/** What tells endpoints apart: their name, and for workloads the kind, since several kinds may share a name. */
export function endpointKey({name, workload}: Endpoint): string {
  return workload ? `${name}\0${workload.kind}` : name;
}

/** Whether nobody knows what value the label has, if it is there at all. */
export function isOpenLabel(
  {labels, openLabels, labelsUnknown}: Pick<Endpoint, 'labels' | 'openLabels' | 'labelsUnknown'>,
  key: string,
): boolean {
  return !Object.hasOwn(labels, key) && (labelsUnknown === true || openLabels.includes(key));
}

export interface Namespace {
  readonly name: string;
  /** Always holds `kubernetes.io/metadata.name`, as the API server writes it. */
  readonly labels: Readonly<Record<string, string>>;
  /** False for a namespace known only by use: its other labels are unknown, not absent. */
  readonly labelsKnown: boolean;
}

export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface Node {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly addresses: readonly string[];
  readonly podCidrs: readonly string[];
  /** The addresses of its overlay devices, from which other nodes see it. Absent: none is known. */
  readonly tunnelAddresses?: readonly string[];
}

export interface ServicePort {
  readonly name?: string;
  /** IP protocol number. */
  readonly protocol: number;
  readonly port: number;
  /** Absent: the same as `port`. */
  readonly targetPort?: number | string;
}

export interface Service {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  /** Absent: none. Cilium's `k8sServiceSelector` selects services by them. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports: readonly ServicePort[];
  readonly clusterIps: readonly string[];
  /** Further addresses that lead to its backends: external IPs, those of a load balancer. Absent: none. */
  readonly outerIps?: readonly string[];
  /** `clusterIP: None`: its name leads to the pods' own addresses, and no port is translated. */
  readonly headless?: true;
  readonly externalName?: string;
}

/** The addresses behind a service, as an EndpointSlice lists them. */
export interface ServiceBackends {
  readonly namespace: string;
  readonly service: string;
  readonly addresses: readonly string[];
  readonly ports: readonly {readonly name?: string; readonly protocol: number; readonly port?: number}[];
}

/** A named set of addresses: a Calico network set (namespaced or global), a Cilium CIDR group. */
export interface AddressSet {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Canonical CIDRs. */
  readonly cidrs: readonly string[];
}

/** An interface of a node that policies govern (calico.md 8). */
export interface HostEndpoint {
  readonly name: string;
  /** Its own: those that it inherits from its profiles are added by who reads them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly node: string;
  /** `*`: every interface that no other host endpoint is for. Absent: the one that has its addresses. */
  readonly interfaceName?: string;
  /** Canonical text; only by them rules find it as a peer. */
  readonly addresses: readonly string[];
  /** In the order in which they are asked. */
  readonly profiles: readonly string[];
  readonly ports: readonly DeclaredPort[];
  readonly origin: Origin;
}

/** A Calico profile: what the endpoints that name it inherit, and the rules that are asked when no tier decided. */
export interface EndpointProfile {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ingress: Direction;
  readonly egress: Direction;
  readonly origin: Origin;
}

/** A Calico tier. */
export interface Tier {
  readonly name: string;
  readonly order?: number;
  readonly defaultAction: 'deny' | 'pass';
}

/**
 * What a DaemonSet, an object that speaks of it, or a node says of how it was started: some of them are the agents of the
 * network.
 */
export interface Agent {
  readonly kind: 'DaemonSet' | 'ClusterRole' | 'ClusterInformation' | 'Installation' | 'Node';
  readonly namespace?: string;
  /** Its own, or that of the DaemonSet it speaks of. */
  readonly name: string;
  /**
   * Names and images of containers, arguments, and their environment as `NAME=value`; of a role the resources, of Calico's
   * ClusterInformation the types of the cluster.
   */
  readonly words: readonly string[];
}

/** What exists in one cluster. Sorted by name, without repeats; made by `buildWorld`. */
export interface World {
  readonly namespaces: readonly Namespace[];
  readonly serviceAccounts: readonly ServiceAccount[];
  readonly endpoints: readonly Endpoint[];
  readonly nodes: readonly Node[];
  readonly services: readonly Service[];
  readonly backends: readonly ServiceBackends[];
  readonly addressSets: readonly AddressSet[];
  readonly hostEndpoints: readonly HostEndpoint[];
  readonly endpointProfiles: readonly EndpointProfile[];
  readonly tiers: readonly Tier[];
  readonly agents: readonly Agent[];
  /** Resolved addresses of domain names, as given by the user or the case. */
  readonly domains: Readonly<Record<string, readonly string[]>>;
  /** Options of the engine, such as the entries of `kube-system/cilium-config`. */
  readonly settings: Readonly<Record<string, string>>;
  /** Where they were written; absent: nowhere. */
  readonly settingsOrigin?: Origin;
  /**
   * Kinds that exist and could not be listed, so that verdicts that depend on them are unknown; by their full resource
   * names (`services`, `networkpolicies.networking.k8s.io`).
   */
  readonly missingKinds: readonly string[];
  /** Staged policies count as enforced, so that their kinds decide verdicts like any other. */
  readonly stagedCount?: true;
}

/** What one document tells about the world, in any order. */
export type WorldPart = {readonly [K in Exclude<keyof World, 'stagedCount'>]?: World[K]};
