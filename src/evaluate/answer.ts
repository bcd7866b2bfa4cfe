import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {Origin} from '../diagnostics/origin.ts';
import type {Action, HttpMatch, PolicyId} from '../ir/policy.ts';
import type {Endpoint} from '../ir/world.ts';

export type VerdictName = 'allow' | 'deny' | 'unknown';

/** One connection: who opens it to whom, how. */
export interface Connection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** IP protocol number. */
  readonly protocol: number;
  /** Destination port at the receiver, after any Service translation; absent for protocols without ports. */
  readonly port?: number;
  readonly sourcePort: number;
  readonly icmp?: {readonly type: number; readonly code: number};
  readonly family: 4 | 6;
  readonly http?: HttpRequest;
  /** Set where the sender reaches the receiver by an address of a Service: then even a pod's own traffic leaves it. */
  readonly viaService?: true;
}

export interface HttpRequest {
  readonly method: string;
  readonly host?: string;
  /** Path with query. */
  readonly path: string;
}

/** A policy or a part of it, as the source of a decision. */
export interface Reference {
  readonly id: PolicyId;
  /** Index of the rule in its list, from 0. */
  readonly rule?: number;
  readonly peer?: number;
  readonly port?: number;
  readonly action?: Action;
  /** For a near miss: what kept the rule from matching. */
  readonly missed?: 'peer' | 'port' | 'http';
  readonly origin: Origin;
}

export type Reason =
  | 'rule'
  | 'isolated'
  | 'no-policy'
  | 'end-of-tier'
  | 'endpoint-profile'
  | 'built-in'
  | 'capability'
  | 'default';

/** What one side decides, and why (cli.md section 3). */
export interface Decision {
  readonly verdict: VerdictName;
  readonly reason: Reason;
  /** The stage that decided, or the name of the built-in rule; absent when none did. */
  readonly stage?: string;
  readonly decidedBy: readonly Reference[];
  readonly considered: readonly Reference[];
  /** The open facts that make a difference, in words. */
  readonly unknowns: readonly string[];
  /** Requests that are allowed, when every allow depends on the request and none was named. */
  readonly http?: readonly HttpMatch[];
  /** Restrictions that never decide: DNS names, SNI, listeners. */
  readonly application?: readonly string[];
}

export interface Verdict {
  readonly connection: Connection;
  readonly verdict: VerdictName;
  /** Null: that end is under no policy. */
  readonly egress: Decision | null;
  readonly ingress: Decision | null;
  readonly caveats: readonly Diagnostic[];
}

/** The one interface of evaluators: asked connection by connection, blind to dialects. */
export interface Evaluator {
  /** `assumed` takes open facts as settled, by the words of `Decision.unknowns`. */
  readonly decide: (connection: Connection, assumed?: ReadonlyMap<string, boolean>) => Verdict;
}
