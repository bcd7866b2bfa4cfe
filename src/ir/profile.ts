import type {Version} from '../base/version.ts';
import type {EndpointKind, Match} from './match.ts';
import type {Action, Policy} from './policy.ts';
import type {Traffic} from './traffic.ts';
import type {World} from './world.ts';

/**
 * One step of the walk: the policies of a stage are judged by rank; nothing matched means `atEnd`.
 * `endReason` is what an isolated endpoint is told when the stage denies by its end.
 */
export interface Stage {
  readonly name: string;
  readonly atEnd: 'deny-if-isolated' | 'continue';
  readonly endReason: 'isolated' | 'end-of-tier';
  /**
   * Some engines skip this stage for an endpoint that a policy of the named stage selects in either direction, which the
   * API leaves open: where that changes the verdict, it carries the caveat `baseline-per-direction` (kubernetes.md B4).
   */
  readonly mayBeSkippedFor?: string;
  /** Policies name it, and it does not exist. */
  readonly missing?: true;
}

/**
 * A position among the policies of a stage: compared element by element, smaller first. Rules whose ranks are equal are
 * judged together: deny, then allow, then pass (design.md section 3).
 */
export type Rank = readonly (number | string)[];

export interface Placement {
  readonly stage: string;
  readonly rank: Rank;
  /** `in-order`: each rule has a rank of its own, its position; `together`: all rules share the policy's rank. */
  readonly rules: 'in-order' | 'together';
  /**
   * The elements of the rank from this index on only break ties whose order the API leaves open: where another order
   * changes the verdict, it carries the caveat `ambiguous-priority` (kubernetes.md B4). Absent: the rank is documented.
   */
  readonly tieFrom?: number;
  /** From this index on the rank is the policy's name, which only breaks ties: documented, but hardly anybody's intent. */
  readonly nameFrom?: number;
}

/** A small named change, with the place in the specification that asks for it. */
export interface Step<T> {
  readonly name: string;
  /** Such as `cilium.md 11 K1`. */
  readonly rule: string;
  readonly apply: (value: T, settings: Settings, world: World) => T;
  /**
   * What has to be taken for granted of a cluster, in words, so that the step does to this value what it would do in every
   * other cluster (design.md section 6): each endpoint, label key and port name by itself. Nothing to take for granted: an
   * empty list. Undefined, or no such function: it depends on more, or the given world is none of those clusters, and
   * nothing is proved of all of them.
   */
  readonly everywhere?: (value: T, given: World) => readonly string[] | undefined;
  /** In place of `apply` where no cluster is known: what the step would look up there becomes open facts. */
  readonly anywhere?: (value: T, settings: Settings) => T;
}

/** The engine's options after defaults, by their own names. */
export type Settings = Readonly<Record<string, string>>;

/** An allow or deny that the engine makes itself. */
export interface BuiltInRule {
  readonly name: string;
  readonly rule: string;
  readonly when: 'before-stages' | 'before-finally';
  readonly direction: 'ingress' | 'egress' | 'both';
  readonly subject: Match;
  readonly peer: Match;
  /** Absent: all traffic. */
  readonly traffic?: Traffic;
  readonly action: Extract<Action, 'allow' | 'deny'>;
  /** The engine makes the rule only where some policy speaks of the direction (cilium.md 10). */
  readonly besidePolicies?: true;
  /** The rule is about what never leaves the pod: it does not hold for the way through a Service (kubernetes.md A9.8). */
  readonly insidePod?: true;
}

/** Between these two ends the subject is under no policy. */
export interface Unpoliced {
  readonly name: string;
  readonly rule: string;
  readonly subject: Match;
  /** `true` for every peer. */
  readonly peer: Match;
  /** What the verdict leaves out, said to whoever asks; absent: the API promises no more. */
  readonly caveat?: string;
}

/** What an engine can do at all (cni.md section 2). A capability that changes a verdict changes it here. */
export interface Capabilities {
  /** `false`: policies are objects without effect, everything is allowed. */
  readonly enforces: boolean;
  /** `false`: no policy holds for IPv6 connections; `unknown`: nobody says whether one does. */
  readonly ipv6: boolean | 'unknown';
  /** `false`: policies hold for ingress alone. */
  readonly egress?: false;
}

/** Where an engine reads Kubernetes policies otherwise than their text says, or goes by an option that it may not have. */
export interface Departure {
  /** Such as `cilium.md 11 K1`. */
  readonly rule: string;
  /** In words, for a caveat. */
  readonly what: string;
  /** The option of the engine that decides; where the settings have it nothing needs to be said. */
  readonly option?: string;
  /** Of connections of this protocol alone; absent: of all. */
  readonly protocol?: number;
  /** The engine as it would be without it. */
  readonly undone: (profile: Profile) => Profile;
}

/** How one engine combines policies: data for the evaluator (design.md section 3). */
export interface Profile {
  /** The name the user gave: `spec`, `calico`, `canal`, ... */
  readonly name: string;
  readonly settings: (world: World) => Settings;
  readonly prepare: readonly Step<World>[];
  readonly adapt: readonly Step<Policy>[];
  /** Policies that the engine makes itself of what the prepared world holds, adapted and placed like all others. */
  readonly ownPolicies?: (world: World) => readonly Policy[];
  /** In the order of evaluation. May depend on the policies: a tier that is named but does not exist still counts. */
  readonly stages: (world: World, policies: readonly Policy[], settings: Settings) => readonly Stage[];
  /** Undefined: this engine does not enforce such a policy. */
  readonly place: (policy: Policy, world: World, settings: Settings) => Placement | undefined;
  /** Endpoints of other kinds are under no policy: no verdict on their side. */
  readonly subjects: readonly EndpointKind[];
  /** Connections of a subject with a peer that policies do not see, though its kind is among the subjects. */
  readonly unpoliced?: readonly Unpoliced[];
  readonly builtIn: readonly BuiltInRule[];
  /**
   * What the usual dataplane does beside the policies, and another does not. Verdicts go by the policies, as the recorded
   * ones do, and carry the caveat `dataplane-differs`; comparisons of engines count it (`inPractice`).
   */
  readonly dataplane?: readonly BuiltInRule[];
  readonly finally: 'allow' | 'deny-if-isolated' | 'deny';
  /** The reason given when `finally` allows an endpoint that some policy selected. */
  readonly finallyReason: 'default' | 'endpoint-profile';
  readonly capabilities: Capabilities;
  /** What the API leaves open: where it decides, the verdict carries the caveat `undefined-by-api` (design.md 5). */
  readonly leavesOpen?: readonly ('protocols-without-ports' | 'own-node-egress' | 'blocks-inside-cluster')[];
  /** A verdict that is another without one of them carries a caveat that names it (`differs-from-kubernetes`). */
  readonly departures?: readonly Departure[];
  /** Why the engine does not enforce a policy at all, in words; undefined: it does. */
  readonly ignores?: (policy: Policy) => string | undefined;
  /** Only the first port of a range holds: a verdict by that says so (kubernetes.md A9.9). */
  readonly ignoresEndPort?: true;
  /** The same engine in one of its versions, where versions differ (cni.md section 2). */
  readonly atVersion?: (version: Version) => Profile;
  /** A connection under an HTTP rule goes to a proxy, whose word on the request is final (cilium.md 8.2 and 9). */
  readonly proxiesRequests?: true;
  /**
   * The policy as it has to be written for an engine that takes every text by its word: what this one never sees is
   * folded away, what it reads otherwise is said so. For conversions only; the walk adapts policies and world instead.
   */
  readonly spelledOut?: (policy: Policy, settings: Settings, world: World) => Policy;
  /** The kinds of named address sets that its policies can find, for the whole cluster and of a namespace. Absent: none. */
  readonly addressSets?: {readonly cluster: string; readonly namespaced?: string};
  /** What the engine's options change in the data above; laid over it when the settings are known. */
  readonly underSettings?: (settings: Settings) => Partial<ProfileSwitches>;
}

/** The parts of a profile that an option of the engine can replace. */
export type ProfileSwitches = Pick<Profile, 'subjects' | 'builtIn' | 'finally' | 'capabilities'>;
