import {protocolName, protocolNumbers} from '../../src/base/protocols.ts';
import type {FlowEnd, FlowReading, RecordedFlow} from '../../src/ir/flow.ts';

type Fields = Readonly<Record<string, unknown>>;

const recordedAs: Readonly<Record<string, RecordedFlow['recorded'] | undefined>> = {allow: 'allow', deny: 'deny'};
const sides: Readonly<Record<string, RecordedFlow['side'] | undefined>> = {src: 'egress', dst: 'ingress'};
const outside: Readonly<Record<string, string>> = {
  'public network': 'public network',
  'private network': 'private network',
  pub: 'public network',
  pvt: 'private network',
};

/**
 * A flow of Goldmane, as Whisker gives it (migration.md section 8): ends are called by what several pods have in common,
 * and addresses are not recorded. `Pass` is no decision.
 */
export function readGoldmaneFlow(record: Fields): FlowReading | undefined {
  if (!('source_name' in record && 'dest_name' in record && 'action' in record)) return undefined;
  const {action, reporter, protocol: stated, dest_port: port} = record;
  const recorded = recordedAs[lower(action)];
  if (recorded === undefined) return {skipped: true};
  const protocol = protocolOf(stated);
  if (protocol === undefined) return {bad: 'protocol is none that is known'};
  if (port !== undefined && port !== null && typeof port !== 'number') return {bad: 'dest_port is no number'};
  const from = endOf(record['source_name'], record['source_namespace'], record['source_labels']);
  const to = endOf(record['dest_name'], record['dest_namespace'], record['dest_labels']);
  if (!from || !to) return {bad: 'source_name or dest_name is no text'};
  const side = sides[lower(reporter)];
  return {
    flow: {
      from,
      to,
      protocol,
      ...(typeof port === 'number' && {port}),
      family: 4,
      recorded,
      ...(side && {side}),
    },
  };
}

function lower(value: unknown): string {
  return typeof value === 'string' ? value.toLowerCase() : '';
}

const byName = new Map(Object.entries(protocolNumbers).map(([name, number]) => [name.toLowerCase(), number] as const));

function protocolOf(stated: unknown): number | undefined {
  if (typeof stated === 'number') return protocolName(stated) === undefined ? undefined : stated;
  return byName.get(lower(stated));
}

function endOf(name: unknown, namespace: unknown, labels: unknown): FlowEnd | undefined {
  if (typeof name !== 'string') return undefined;
  const hidden = outside[name.toLowerCase()];
  if (hidden !== undefined) return {is: 'hidden', name: hidden};
  if (typeof namespace !== 'string' || namespace === '' || namespace === '-') return {is: 'node', name};
  const texts = typeof labels === 'string' ? labels.split(' | ') : Array.isArray(labels) ? labels : [];
  return {is: 'pod', namespace, name, labels: texts};
}
