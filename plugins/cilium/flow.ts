import {isObject} from '../../src/base/json.ts';
import {ICMP, ICMPV6, SCTP, TCP, UDP} from '../../src/base/protocols.ts';
import type {FlowEnd, FlowReading, RecordedFlow} from '../../src/ir/flow.ts';

type Fields = Readonly<Record<string, unknown>>;

const skipped: FlowReading = {skipped: true};
const recordedAs: Readonly<Record<string, RecordedFlow['recorded'] | undefined>> = {
  FORWARDED: 'allow',
  REDIRECTED: 'allow',
  DROPPED: 'deny',
};
const sides: Readonly<Record<string, RecordedFlow['side'] | undefined>> = {EGRESS: 'egress', INGRESS: 'ingress'};
const portProtocols = [
  ['TCP', TCP],
  ['UDP', UDP],
  ['SCTP', SCTP],
] as const;

/**
 * A line of Hubble: `hubble observe -o jsonpb` wraps the flow, the exporter too, `-o json` does not. Replies, losses for
 * other reasons than policy, and layer 7 records are no decision about a connection.
 */
export function readHubbleFlow(record: Fields): FlowReading | undefined {
  if ('lost_events' in record || 'node_status' in record || 'agent_event' in record) return skipped;
  const flow = record['flow'] ?? record;
  if (!isObject(flow) || !('IP' in flow || 'l4' in flow || 'is_reply' in flow) || !('verdict' in flow))
    return undefined;
  const {IP, l4, verdict, is_reply, Type, source, destination, traffic_direction, drop_reason_desc, node_name} = flow;
  const recorded = typeof verdict === 'string' ? recordedAs[verdict] : undefined;
  if (is_reply === true || recorded === undefined || Type === 'L7') return skipped;
  if (recorded === 'deny' && typeof drop_reason_desc === 'string' && !drop_reason_desc.startsWith('POLICY')) {
    return skipped;
  }
  if (!isObject(IP) || !isObject(l4)) return skipped;
  const {source: sender, destination: receiver} = IP;
  if (typeof sender !== 'string' || typeof receiver !== 'string') return {bad: 'flow.IP holds no addresses'};
  const traffic = trafficOf(l4);
  if (!traffic) return {bad: 'flow.l4 holds no protocol with its port'};
  const from = endOf(source, sender, node_name ?? record['node_name']);
  const to = endOf(destination, receiver, node_name ?? record['node_name']);
  const side = typeof traffic_direction === 'string' ? sides[traffic_direction] : undefined;
  return {
    flow: {
      from,
      to,
      ...traffic,
      family: IP['ipVersion'] === 'IPv6' ? 6 : 4,
      recorded,
      ...(side && {side}),
    },
  };
}

function trafficOf(l4: Fields): Pick<RecordedFlow, 'protocol' | 'port' | 'icmp'> | undefined {
  for (const [name, protocol] of portProtocols) {
    const part = l4[name];
    if (!isObject(part)) continue;
    const port = part['destination_port'];
    return typeof port === 'number' ? {protocol, port} : undefined;
  }
  const [part, protocol] = l4['ICMPv6'] ? [l4['ICMPv6'], ICMPV6] : [l4['ICMPv4'], ICMP];
  if (!isObject(part)) return undefined;
  // Absent is zero, as in all of protobuf's JSON.
  const {type = 0, code = 0} = part;
  return typeof type === 'number' && typeof code === 'number' ? {protocol, icmp: {type, code}} : undefined;
}

function endOf(endpoint: unknown, address: string, node: unknown): FlowEnd {
  if (!isObject(endpoint)) return {is: 'address', address};
  const {namespace, pod_name: name, labels} = endpoint;
  const texts = Array.isArray(labels) ? labels : [];
  if (typeof name === 'string' && name !== '' && typeof namespace === 'string') {
    return {is: 'pod', namespace, name, labels: texts};
  }
  if (texts.includes('reserved:host') && typeof node === 'string') {
    return {is: 'node', name: node.slice(node.lastIndexOf('/') + 1), address};
  }
  // An API server outside the cluster has a label of the world beside its own (cilium.md 6.1).
  const isOutside = ['reserved:world', 'reserved:world-ipv4', 'reserved:world-ipv6'].some((each) =>
    texts.includes(each),
  );
  const isNode =
    !isOutside &&
    ['reserved:host', 'reserved:remote-node', 'reserved:kube-apiserver'].some((each) => texts.includes(each));
  return isNode ? {is: 'node', address} : {is: 'address', address};
}
