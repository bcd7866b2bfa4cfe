import type {RecordedFlow} from '../ir/flow.ts';
import type {Endpoint, World} from '../ir/world.ts';
import type {Connection, VerdictName} from './answer.ts';
import {DEFAULT_SOURCE_PORT} from './ask.ts';
import type {ClassEvaluator} from './class-evaluator.ts';
import {type EndProblem, flowCandidates} from './flow-ends.ts';
import {flowKinds} from './flow-kinds.ts';

/** What the policies say of a recorded flow today. */
export interface FlowAnswer {
  /** `unknown`: not decided, for `why` or for facts that nobody knows. */
  readonly now: VerdictName;
  readonly why?: EndProblem | 'mixed';
  /** How many pairs of candidates give which answer, where they differ. */
  readonly split?: Readonly<Record<VerdictName, number>>;
}

/**
 * Answers recorded flows by all pairs that their ends can stand for: equal answers decide, others are told as a split
 * (migration.md section 8). A flow that one end saw is asked about that end alone. Flows of one kind have one answer, the
 * same object.
 */
export function replay(evaluator: Sides, world: World): (flow: RecordedFlow) => FlowAnswer {
  return flowKinds((flow) => answerFlow(flow, evaluator, world));
}

function answerFlow(flow: RecordedFlow, evaluator: Sides, world: World): FlowAnswer {
  const [senders, receivers] = [flowCandidates(flow.from, world), flowCandidates(flow.to, world)];
  if (typeof senders === 'string') return {now: 'unknown', why: senders};
  if (typeof receivers === 'string') return {now: 'unknown', why: receivers};
  const split = {allow: 0, deny: 0, unknown: 0};
  let now: VerdictName | undefined;
  for (const connection of connectionsOf(flow, senders, receivers)) {
    now = verdictOf(flow, connection, evaluator);
    split[now] += 1;
  }
  if (now === undefined) return {now: 'unknown', why: 'missing'};
  const isMixed = Object.values(split).filter((count) => count > 0).length > 1;
  return isMixed ? {now: 'unknown', why: 'mixed', split} : {now};
}

/** A connection that a flow can stand for, to explain its answer; undefined where an end stands for nobody. */
export function exampleOf(flow: RecordedFlow, world: World): Connection | undefined {
  const [senders, receivers] = [flowCandidates(flow.from, world), flowCandidates(flow.to, world)];
  if (typeof senders === 'string' || typeof receivers === 'string') return undefined;
  return connectionsOf(flow, senders, receivers).next().value ?? undefined;
}

/** One name for several pods does not stand for what a pod says to itself. */
function* connectionsOf(
  {protocol, port, icmp, family}: RecordedFlow,
  senders: readonly Endpoint[],
  receivers: readonly Endpoint[],
): Generator<Connection, undefined> {
  for (const from of senders) {
    for (const to of receivers) {
      if (from === to && senders.length > 1) continue;
      const numbers = {...(port !== undefined && {port}), ...(icmp && {icmp})};
      yield {from, to, protocol, family, sourcePort: DEFAULT_SOURCE_PORT, ...numbers};
    }
  }
}

type Sides = Pick<ClassEvaluator, 'side' | 'verdict'>;

/** Of the end that saw the flow; an end that no policy holds for lets everything pass. */
function verdictOf({side}: RecordedFlow, connection: Connection, evaluator: Sides): VerdictName {
  if (!side) return evaluator.verdict(connection);
  return evaluator.side(side, connection) ?? 'allow';
}
