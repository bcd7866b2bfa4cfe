/** One end of a recorded connection, as far as the record tells. */
export type FlowEnd =
  | {
      readonly is: 'pod';
      readonly namespace: string;
      /** A `*` at the end stands for any rest: the record speaks of several pods (migration.md section 8). */
      readonly name: string;
      /** `key=value` texts that all of them carry, as they were recorded. */
      readonly labels: readonly unknown[];
    }
  | {readonly is: 'node'; readonly name?: string; readonly address?: string}
  | {readonly is: 'address'; readonly address: string}
  /** Outside, at an address that was not recorded. */
  | {readonly is: 'hidden'; readonly name: string};

/** A connection that was seen, and what became of it. */
export interface RecordedFlow {
  readonly from: FlowEnd;
  readonly to: FlowEnd;
  /** IP protocol number. */
  readonly protocol: number;
  readonly port?: number;
  readonly icmp?: {readonly type: number; readonly code: number};
  readonly family: 4 | 6;
  readonly recorded: 'allow' | 'deny';
  /** The end that saw it: the record says nothing of the other. Absent: of both. */
  readonly side?: 'egress' | 'ingress';
}

/** What a reader makes of one record. Undefined: it is of another form. */
export type FlowReading =
  | {readonly flow: RecordedFlow}
  /** It tells of no decision about a new connection: a reply, a loss for another reason, a status. */
  | {readonly skipped: true}
  | {readonly bad: string};

export type ReadFlow = (record: Readonly<Record<string, unknown>>) => FlowReading | undefined;

/** What an end is called: `shop/web-0`, a node's name, an address. */
export function flowEndText(end: FlowEnd): string {
  switch (end.is) {
    case 'pod':
      return `${end.namespace}/${end.name}`;
    case 'node':
      return `node/${end.name ?? end.address ?? ''}`;
    case 'address':
      return end.address;
    case 'hidden':
      return end.name;
  }
}
