import type {Json, Path} from '../base/json.ts';
import {type Origin, within} from '../diagnostics/origin.ts';
import {anything, type Match, or} from './match.ts';
import {allTraffic, type Traffic, type TrafficBox, traffic} from './traffic.ts';

export type Action = 'allow' | 'deny' | 'pass' | 'log';

/** What a policy is called, in the words of its own API. `kind` is never shortened. */
export interface PolicyId {
  readonly dialect: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent: cluster-scoped. */
  readonly namespace?: string;
  readonly name: string;
}

/**
 * Where a policy stands among others, in the source's own words. Which stage and rank that is, the profile says
 * (design.md section 2): `networkpolicy` the additive Kubernetes kind; `admin` an ordered tier of
 * policy.networking.k8s.io; `tier` a Calico tier; `cilium` Cilium's own kinds.
 */
export type Group =
  | {readonly group: 'networkpolicy'}
  | {readonly group: 'admin'; readonly tier: 'Admin' | 'Baseline'; readonly priority: number}
  | {
      readonly group: 'tier';
      readonly tier: string;
      /** Absent: last. */
      readonly order?: number;
      /** Host endpoints have lists of their own before the tiers, and profiles behind them (calico.md 8). */
      readonly list?: 'untracked' | 'pre-dnat' | 'profile';
    }
  | {readonly group: 'cilium'};

export type HttpTest =
  | {readonly test: 'exact'; readonly text: string}
  | {readonly test: 'prefix'; readonly text: string}
  /** A full match of an RE2 expression. */
  | {readonly test: 'regex'; readonly pattern: string};

/** One allowed kind of request: all given conditions hold, an absent one holds for every request. */
export interface HttpMatch {
  readonly method?: HttpTest;
  readonly host?: HttpTest;
  readonly path?: HttpTest;
  /** Conditions on headers, which no question names: a request that depends on them is unknown. */
  readonly headers?: readonly string[];
}

/**
 * A layer 7 restriction of an allow rule. `http` decides requests (one of the matches must hold); `shown` is what never
 * decides and is only reported (DNS names, SNI, listeners, authentication).
 */
export interface Application {
  readonly http?: readonly HttpMatch[];
  readonly shown?: readonly string[];
}

/** A part of a rule with the path where it was written, from the origin of its policy on. */
export interface Written<T> {
  readonly value: T;
  readonly path: Path;
}

/** One rule: peer and traffic must both match. `self` narrows the subject for this rule alone. */
export interface Rule {
  readonly action: Action;
  readonly self?: Match;
  readonly peer: Match;
  readonly traffic: Traffic;
  readonly application?: Application;
  /**
   * The alternatives that `peer` and `traffic` were made of, for explanations; some engines go by the field in which one
   * was written (calico.md C44). Empty where none was written.
   */
  readonly peers: readonly Written<Match>[];
  readonly ports: readonly Written<Traffic>[];
  /** Where it was written, from the origin of its policy on: policies that say the same share their rules. */
  readonly path: Path;
  /** The position of the rule in its list, from 0, as the source counts. */
  readonly index: number;
}

/**
 * What a policy says of one direction. `isolates` is apart from the rules: "isolated, nothing allowed" and "not
 * affected" never look alike. `dormant`: rules in a direction that the policy does not name; kept, since one engine
 * enforces them (cilium.md K3).
 */
export interface Direction {
  readonly isolates: boolean;
  readonly dormant?: true;
  readonly rules: readonly Rule[];
}

/**
 * What the reader understood to exist but the IR cannot say. `effect` is how a reading without it errs: `wider` when it
 * would have restricted, `narrower` when it would have allowed, `none` when it never changes a verdict.
 */
export interface Remainder {
  readonly field: string;
  readonly origin: Origin;
  readonly effect: 'wider' | 'narrower' | 'unknown' | 'none';
  readonly value: Json;
}

export interface Policy {
  readonly id: PolicyId;
  readonly origin: Origin;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly group: Group;
  /** Never enforced as it stands; kept for "what if I enforce this". */
  readonly staged?: 'set' | 'delete' | 'learn' | 'ignore';
  readonly subject: Match;
  readonly ingress?: Direction;
  readonly egress?: Direction;
  readonly remainder: readonly Remainder[];
}

export interface RuleParts {
  readonly action: Action;
  readonly self?: Match;
  /** Alternatives (or); undefined: any peer; empty: no peer at all. */
  readonly peers: readonly Written<Match>[] | undefined;
  /** Alternatives (or); undefined: all traffic; empty: no traffic at all. */
  readonly ports: readonly Written<Traffic>[] | undefined;
  /** A condition on traffic that all alternatives share, such as a family. */
  readonly restrict?: (box: TrafficBox) => TrafficBox | undefined;
  readonly application?: Application;
  readonly path: Path;
  readonly index: number;
}

/** The field that a peer is given by, such as `namespaces`: engines read those of ClusterNetworkPolicies by it. */
export function fieldOf(path: Path): Path[number] | undefined {
  return path.at(-1);
}

/** Where a rule, or a part of one, was written. */
export function writtenAt(policy: Pick<Policy, 'origin'>, {path}: {readonly path: Path}): Origin {
  return within(policy.origin, ...path);
}

/** The only way to make a rule: unites the alternatives and keeps them for explanations. */
export function rule(parts: RuleParts): Rule {
  const {action, self, peers = [], ports = [], application, path, index} = parts;
  const made = {
    action,
    peer: parts.peers ? or(...peers.map(({value}) => value)) : anything,
    traffic: unitedTraffic(parts),
    peers: Object.freeze([...peers]),
    ports: Object.freeze([...ports]),
    path,
    index,
  };
  const narrows = self !== undefined && self.is !== 'true';
  if (!narrows && !application) return Object.freeze(made);
  return Object.freeze({...made, ...(narrows && {self}), ...(application && {application})});
}

/** What says the same is often one object already, and stays it. */
function unitedTraffic({ports, restrict}: RuleParts): Traffic {
  if (!ports && !restrict) return allTraffic;
  const [only] = ports ?? [];
  if (only && ports?.length === 1 && !restrict) return traffic(only.value);
  const boxes = ports ? ports.flatMap(({value}) => value) : allTraffic;
  return traffic(restrict ? boxes.flatMap((each) => restrict(each) ?? []) : boxes);
}

/** `Kind/namespace/name`, without namespace for cluster-scoped ones (the words of conformance/README.md). */
export function printPolicyId(id: PolicyId): string {
  return id.namespace === undefined ? `${id.kind}/${id.name}` : `${id.kind}/${id.namespace}/${id.name}`;
}
