import type {Traffic} from '../ir/traffic.ts';
import type {Endpoint} from '../ir/world.ts';
import type {Reason, Reference} from './answer.ts';

/**
 * One end of a connectivity answer: endpoints of one owner that no policy tells apart, a node, a block of addresses, or
 * everything outside. Pods are never listed one by one where their owner says the same.
 */
export interface Party {
  /** `shop/web`, `shop/web-0` (of an owner whose pods differ), `node/a`, `10.0.0.0/8`, `external`. Unique with `kind` and `workload`. */
  readonly name: string;
  readonly kind: 'pod' | 'host' | 'external' | 'workload';
  readonly namespace?: string;
  /** The kind of the owner, such as `Deployment`. */
  readonly workload?: string;
  /** The labels of one of its endpoints. */
  readonly labels: Endpoint['labels'];
  /** How many pods it stands for; absent where a workload does not say. */
  readonly replicas?: number;
  /** Blocks inside this block that are answered apart. */
  readonly except?: readonly string[];
}

/** Who lets (or does not let) the traffic of an item pass on one side: the rules or isolating policies, by the source. */
export interface SideReason {
  /** Null: that end is under no policy. */
  readonly reason: Reason | null;
  readonly by: readonly Reference[];
}

export interface Because {
  readonly egress: SideReason;
  readonly ingress: SideReason;
}

/** What may pass from one party to another. Pairs between which nothing passes have no item. */
export interface MatrixItem {
  readonly from: Party;
  readonly to: Party;
  /** What passes, whatever is not known. */
  readonly connections: Traffic;
  /** What passes or not, depending on facts nobody knows. */
  readonly unknown: Traffic;
  /** Those facts, in words, sorted. */
  readonly unknowns: readonly string[];
  /** The sensitive facts because of which this is not what the shown policies say; they are named and not told. */
  readonly settledBy?: readonly string[];
  /** Looked up when asked. */
  readonly because: () => Because;
}

export interface ConnectivityMatrix {
  /** All that took part, sorted by name, those without any connection included. */
  readonly parties: readonly Party[];
  /** How many items there are, counted without making them. */
  readonly count: number;
  /** Sorted by the names of both ends, made one by one while they are asked for. */
  readonly items: () => Iterable<MatrixItem>;
  /** The blocks of addresses that the policies speak of. */
  readonly cidrs: ReadonlySet<string>;
  /** Who decides about some traffic between two of the parties, also where nothing passes; undefined: no such parties. */
  readonly reasons: (from: Party, to: Party, traffic: Traffic) => Because | undefined;
}

/** A reference into one of the two inputs that are compared. */
export interface SidedReference {
  readonly input: 'before' | 'after';
  readonly reference: Reference;
}

export interface DiffItem {
  /** `added`: nothing passed before; `removed`: nothing passes after. */
  readonly change: 'added' | 'removed' | 'changed';
  readonly from: Party;
  readonly to: Party;
  readonly before: Traffic;
  readonly after: Traffic;
  readonly unknownBefore: Traffic;
  readonly unknownAfter: Traffic;
  /** The facts that decide what is not known after, in words, sorted. */
  readonly unknowns: readonly string[];
  /** The sensitive facts that decide before or after, named and not told. */
  readonly settledBy: readonly string[];
  /** The policies that cause the change: what decides in one input and not in the other. */
  readonly because: readonly SidedReference[];
}

export interface ConnectivityDiff {
  /** Parties that only one input has. */
  readonly addedParties: readonly Party[];
  readonly removedParties: readonly Party[];
  /** About how many pairs have to be compared: as many as the larger of the two matrices has items. */
  readonly compared: number;
  /** There can be no more items than this. */
  readonly most: number;
  /** How many items there are, without their causes: the same comparison once more. */
  readonly count: () => number;
  /** Sorted by the names of both ends. */
  readonly items: () => Iterable<DiffItem>;
}
