import type {WrittenSelector} from './selector/read.ts';

/**
 * Policy documents as the API defines them (calico.md 3), after their types have been checked. A key that is not
 * written, or written as null, is undefined. Both API groups have the same spec.
 */
export interface PolicySpec {
  readonly tier: string | undefined;
  readonly order: number | undefined;
  readonly selector: WrittenSelector | undefined;
  /** Global kinds only. */
  readonly namespaceSelector: WrittenSelector | undefined;
  readonly serviceAccountSelector: WrittenSelector | undefined;
  readonly types: readonly PolicyType[] | undefined;
  readonly ingress: readonly RuleEntry[] | undefined;
  readonly egress: readonly RuleEntry[] | undefined;
  /** Global kinds only, and host endpoints only (calico.md 8). */
  readonly doNotTrack: boolean | undefined;
  readonly preDNAT: boolean | undefined;
  readonly applyOnForward: boolean | undefined;
  readonly performanceHints: readonly string[] | undefined;
  /** Staged kinds only. */
  readonly stagedAction: StagedAction | undefined;
}

export type PolicyType = 'Ingress' | 'Egress';
export const policyTypes: readonly PolicyType[] = ['Ingress', 'Egress'];

export type StagedAction = 'Set' | 'Delete' | 'Learn' | 'Ignore';
export const stagedActions: readonly StagedAction[] = ['Set', 'Delete', 'Learn', 'Ignore'];

export type RuleAction = 'Allow' | 'Deny' | 'Log' | 'Pass';
export const ruleActions: readonly RuleAction[] = ['Allow', 'Deny', 'Log', 'Pass'];

/** A rule, or why nobody can know it before its carrier is applied. */
export type RuleEntry = PolicyRule | {readonly unknown: string};

export interface PolicyRule {
  readonly action: RuleAction;
  readonly ipVersion: 4 | 6 | undefined;
  readonly protocol: Protocol | undefined;
  readonly notProtocol: Protocol | undefined;
  readonly icmp: IcmpFields | undefined;
  readonly notICMP: IcmpFields | undefined;
  readonly source: EntityRule | undefined;
  readonly destination: EntityRule | undefined;
  readonly http: HttpFields | undefined;
  /** `metadata.annotations`: no effect on matching. */
  readonly annotations: Readonly<Record<string, string>> | undefined;
}

/** By name or by number; they differ, since only a name implies an IP family (calico.md 6.1). */
export interface Protocol {
  readonly number: number;
  readonly byName: boolean;
}

export interface IcmpFields {
  readonly type: number | undefined;
  readonly code: number | undefined;
}

export interface HttpFields {
  readonly methods: readonly string[] | undefined;
  readonly paths: readonly HttpPath[] | undefined;
}

export interface HttpPath {
  readonly kind: 'exact' | 'prefix';
  readonly text: string;
}

export interface EntityRule {
  readonly nets: readonly string[] | undefined;
  readonly notNets: readonly string[] | undefined;
  readonly selector: WrittenSelector | undefined;
  readonly notSelector: WrittenSelector | undefined;
  readonly namespaceSelector: WrittenSelector | undefined;
  readonly ports: readonly PortItem[] | undefined;
  readonly notPorts: readonly PortItem[] | undefined;
  readonly serviceAccounts: ServiceAccountMatch | undefined;
  readonly services: ServiceMatch | undefined;
}

export type PortItem = {readonly low: number; readonly high: number} | {readonly name: string};

export interface ServiceAccountMatch {
  readonly names: readonly string[] | undefined;
  readonly selector: WrittenSelector | undefined;
}

export interface ServiceMatch {
  readonly name: string | undefined;
  readonly namespace: string | undefined;
}

/** A HostEndpoint (calico.md 3.3); a text that is absent is empty, a list too. */
export interface HostEndpointFields {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly node: string;
  /** `*` stands for every interface of the node. */
  readonly interfaceName: string;
  /** Canonical addresses. */
  readonly expectedIPs: readonly string[];
  /** Names of profiles, in the order of evaluation. */
  readonly profiles: readonly string[];
  readonly ports: readonly NamedPort[];
}

export interface NamedPort {
  readonly name: string;
  /** IP protocol number. */
  readonly protocol: number;
  readonly port: number;
}

/** A Profile (calico.md 3.3): labels that its endpoints inherit, and what decides after the last tier. */
export interface ProfileFields {
  readonly name: string;
  readonly labelsToApply: Readonly<Record<string, string>>;
  readonly ingress: readonly RuleEntry[];
  readonly egress: readonly RuleEntry[];
}
