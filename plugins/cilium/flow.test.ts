import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {readHubbleFlow} from './flow.ts';

const test = suite('recorded flows of Hubble');

const pod = {namespace: 'shop', pod_name: 'web-0', labels: ['k8s:app=web']};
const base = {
  verdict: 'FORWARDED',
  IP: {source: '10.0.0.1', destination: '10.0.0.2', ipVersion: 'IPv4'},
  l4: {TCP: {source_port: 40_000, destination_port: 5432}},
  source: pod,
  destination: {labels: ['reserved:world']},
  traffic_direction: 'EGRESS',
  is_reply: false,
};

test('ends, traffic and the side that saw it', () => {
  assert.equal(readHubbleFlow({flow: base, node_name: 'kind/node-1'}), {
    flow: {
      from: {is: 'pod', namespace: 'shop', name: 'web-0', labels: ['k8s:app=web']},
      to: {is: 'address', address: '10.0.0.2'},
      protocol: 6,
      port: 5432,
      family: 4,
      recorded: 'allow',
      side: 'egress',
    },
  });
  assert.equal(readHubbleFlow(base), readHubbleFlow({flow: base}));
});

test('an API server outside the cluster is an address, not a node', () => {
  const to = (...labels: readonly string[]) => {
    const reading = readHubbleFlow({...base, destination: {labels}});
    return reading && 'flow' in reading ? reading.flow.to : undefined;
  };
  assert.equal(to('reserved:kube-apiserver', 'reserved:remote-node'), {is: 'node', address: '10.0.0.2'});
  assert.equal(to('reserved:kube-apiserver', 'reserved:world'), {is: 'address', address: '10.0.0.2'});
  assert.equal(to('reserved:kube-apiserver', 'reserved:world-ipv4'), {is: 'address', address: '10.0.0.2'});
});

test('nodes by their name, else by their address', () => {
  const host = {...base, source: {labels: ['reserved:host']}, node_name: 'kind/node-1'};
  const from = (flow: object) => {
    const reading = readHubbleFlow({flow});
    return reading && 'flow' in reading ? reading.flow.from : undefined;
  };
  assert.equal(from(host), {is: 'node', name: 'node-1', address: '10.0.0.1'});
  assert.equal(from({...base, source: {labels: ['reserved:remote-node']}}), {is: 'node', address: '10.0.0.1'});
});

test('ICMP with absent fields, which are zero', () => {
  const reading = readHubbleFlow({flow: {...base, l4: {ICMPv4: {type: 8}}}});
  assert.equal(reading && 'flow' in reading ? reading.flow.icmp : undefined, {type: 8, code: 0});
});

test('what is no decision about a new connection is left out', () => {
  const others = [
    {flow: {...base, is_reply: true}},
    {flow: {...base, verdict: 'DROPPED', drop_reason_desc: 'STALE_OR_UNROUTABLE_IP'}},
    {flow: {...base, Type: 'L7'}},
    {lost_events: {}},
  ];
  for (const each of others) assert.equal(readHubbleFlow(each), {skipped: true});
  const dropped = readHubbleFlow({flow: {...base, verdict: 'DROPPED', drop_reason_desc: 'POLICY_DENIED'}});
  assert.is(dropped && 'flow' in dropped ? dropped.flow.recorded : '', 'deny');
});

test('another form is nobody else to refuse, a broken flow is', () => {
  assert.is(readHubbleFlow({source_name: 'web', dest_name: 'db', action: 'Allow'}), undefined);
  const bad = readHubbleFlow({flow: {...base, l4: {TCP: {destination_port: 'http'}}}});
  assert.ok(bad && 'bad' in bad);
});

test.run();
