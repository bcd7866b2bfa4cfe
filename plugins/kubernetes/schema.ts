import type {UnknownValue} from '../../src/base/unknown-value.ts';

/**
 * NetworkPolicy of `networking.k8s.io/v1` as the API defines it, after decoding (kubernetes.md A2). Absent, null and
 * empty lists are one thing; a peer's selector tells absent from empty. Anything can be unknown when the document comes
 * from a carrier.
 */
export type Open<T> = T | UnknownValue;

export interface LabelSelector {
  readonly matchLabels?: Open<Readonly<Record<string, Open<string>>>>;
  readonly matchExpressions?: Open<readonly Open<SelectorRequirement>[]>;
}

export interface SelectorRequirement {
  readonly key?: Open<string>;
  readonly operator?: Open<string>;
  readonly values?: Open<readonly Open<string>[]>;
}

export interface IpBlock {
  readonly cidr?: Open<string>;
  readonly except?: Open<readonly Open<string>[]>;
}

export interface Peer {
  readonly podSelector?: Open<LabelSelector>;
  readonly namespaceSelector?: Open<LabelSelector>;
  readonly ipBlock?: Open<IpBlock>;
}

export interface Port {
  readonly protocol?: Open<string>;
  /** A number, or the name of a container port. */
  readonly port?: Open<number | string>;
  readonly endPort?: Open<number>;
}

export interface IngressRule {
  readonly from?: Open<readonly Open<Peer>[]>;
  readonly ports?: Open<readonly Open<Port>[]>;
}

export interface EgressRule {
  readonly to?: Open<readonly Open<Peer>[]>;
  readonly ports?: Open<readonly Open<Port>[]>;
}

export interface NetworkPolicySpec {
  readonly podSelector?: Open<LabelSelector>;
  readonly policyTypes?: Open<readonly Open<string>[]>;
  readonly ingress?: Open<readonly Open<IngressRule>[]>;
  readonly egress?: Open<readonly Open<EgressRule>[]>;
}

export interface Metadata {
  readonly name?: Open<string>;
  readonly generateName?: Open<string>;
  readonly namespace?: Open<string>;
  readonly labels?: Open<Readonly<Record<string, Open<string>>>>;
  readonly annotations?: Open<Readonly<Record<string, Open<string>>>>;
}

export interface NetworkPolicy {
  readonly apiVersion?: Open<string>;
  readonly kind?: Open<string>;
  readonly metadata?: Open<Metadata>;
  readonly spec?: Open<NetworkPolicySpec>;
}
