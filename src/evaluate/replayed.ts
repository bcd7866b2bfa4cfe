import {protocolName} from '../base/protocols.ts';
import {flowEndText, type RecordedFlow} from '../ir/flow.ts';
import type {Verdict, VerdictName} from './answer.ts';
import type {FlowAnswer} from './replay.ts';

/** One kind of recorded connection that is not answered as it was recorded. */
export interface ReplayedItem {
  readonly from: string;
  readonly to: string;
  readonly protocol: string | number;
  /** For ICMP `type/code`. */
  readonly port?: string | number;
  /** The end that saw it, which alone was asked. */
  readonly side?: 'egress' | 'ingress';
  readonly recorded: string;
  readonly now: VerdictName;
  readonly why?: FlowAnswer['why'];
  readonly split?: FlowAnswer['split'];
  /** An explanation, where the ends stand for somebody. */
  readonly verdict?: Verdict;
  /** The first line it stands in, and in how many it does. */
  readonly line: number;
  count: number;
}

/** How many recorded flows there were, and what became of them. */
export interface ReplaySummary {
  flows: number;
  same: number;
  nowDenied: number;
  nowAllowed: number;
  undecided: number;
  /** Records that tell of no decision about a new connection. */
  skipped: number;
  unreadable: number;
}

export interface Replayed {
  /** Each kind once, in the order of their first lines; at most as many as `MOST_ITEMS`. */
  readonly items: readonly ReplayedItem[];
  /** Kinds beyond those. */
  readonly more: number;
  readonly summary: ReplaySummary;
}

/** The item of a recorded flow, which nobody has counted yet. */
export function replayedItem(
  flow: RecordedFlow,
  answer: FlowAnswer,
  verdict: Verdict | undefined,
  line: number,
): ReplayedItem {
  const {from, to, protocol, icmp, side, recorded} = flow;
  const {now, why, split} = answer;
  const port = icmp ? `${icmp.type}/${icmp.code}` : flow.port;
  return {
    from: flowEndText(from),
    to: flowEndText(to),
    protocol: protocolName(protocol) ?? protocol,
    ...(port !== undefined && {port}),
    ...(side && {side}),
    recorded,
    now,
    ...(why && {why}),
    ...(split && {split}),
    ...(verdict && {verdict}),
    line,
    count: 0,
  };
}
