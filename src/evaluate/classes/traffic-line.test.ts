import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Family} from '../../base/cidr.ts';
import {contains, type Interval, intervals} from '../../base/intervals.ts';
import {ICMP, ICMPV6, protocolNumbers, SCTP, TCP, UDP} from '../../base/protocols.ts';
import {
  allTraffic,
  box,
  numberedPorts,
  ports,
  printTraffic,
  protocolPorts,
  type Traffic,
  traffic,
} from '../../ir/traffic.ts';
import type {DeclaredPort} from '../../ir/world.ts';
import {tcp} from '../../testing/small-matrix.ts';
import {pod, worldOf} from '../../testing/small-world.ts';
import {connectionEnd} from '../end.ts';
import {lineOf, pointOf, sentIn, trafficOf} from './traffic-line.ts';
import {STRETCH, wholeLine} from './traffic-sets.ts';

const test = suite('traffic as sets on a line');

const declared = (name: string, protocol: number, port: number): DeclaredPort => ({
  ...{name, protocol, port},
  declaredBy: 'container',
});
const web = pod('web', {}, {ports: [declared('http', TCP, 8080), declared('out', TCP, 40_000)]});
const db = pod('db', {}, {ports: [declared('http', TCP, 80), declared('http', TCP, 81), declared('dns', UDP, 53)]});
const world = worldOf(web, db);

/** From web to db, from port 40000. */
function line(set: Traffic, family: Family = 4, sourcePort = 40_000) {
  const [from, to] = [connectionEnd(web, family, world), connectionEnd(db, family, world)];
  return lineOf(set, {from, to, world, family, sourcePort});
}

/** The words of a traffic after it was a set on the line. */
function back(set: Traffic, family: Family = 4, sourcePort = 40_000): string {
  return printTraffic(trafficOf(line(set, family, sourcePort), family));
}

test('what has a single form comes back as it was', () => {
  const icmp = (protocol: number, ...types: readonly Interval[]) =>
    box({protocols: [[protocol, protocol]], icmp: intervals(types)});
  const sets: readonly (readonly [Traffic, Family])[] = [
    [[], 4],
    [allTraffic, 4],
    [allTraffic, 6],
    [tcp(80), 4],
    [tcp(1, 2, 443, 65_535), 4],
    [[protocolPorts(TCP)], 4],
    [[protocolPorts(protocolNumbers.ESP)], 4],
    [
      [
        box({
          protocols: [
            [18, 50],
            [140, 255],
          ],
        }),
      ],
      4,
    ],
    [traffic([...tcp(80), protocolPorts(UDP, numberedPorts([[53, 60]]))]), 6],
    [[icmp(ICMP, [8 * 256, 8 * 256])], 4],
    [[icmp(ICMPV6, [0, 127 * 256], [129 * 256 + 1, 65_535])], 6],
    [traffic([protocolPorts(SCTP), icmp(ICMP, [3 * 256, 3 * 256 + 255])]), 4],
  ];
  for (const [set, family] of sets) assert.equal(trafficOf(line(set, family), family), set, printTraffic(set));
});

test('protocols of equal ports are told together', () => {
  const same = numberedPorts([[53, 53]]);
  assert.is(back(traffic([protocolPorts(TCP, same), protocolPorts(UDP, same)])), 'TCP,UDP :53');
  assert.is(back([box({protocols: [[0, 100]]}), box({protocols: [[101, 255]]})]), 'any');
});

test('a port name is a number of the receiver, for the protocol it declares it for', () => {
  const named = ports({names: [{name: 'http'}, {name: 'dns'}]});
  assert.is(back([protocolPorts(TCP, named)]), 'TCP :80-81');
  assert.is(back([protocolPorts(UDP, named)]), 'UDP :53');
  assert.is(back([box({ports: named})]), 'TCP :80-81 + UDP :53');
  assert.is(back([protocolPorts(TCP, ports({names: [{name: 'http', upTo: 90}]}))]), 'TCP :80-90');
  assert.is(back([protocolPorts(TCP, ports({numbers: [[79, 82]], exceptNames: ['http']}))]), 'TCP :79,82');
  assert.is(back([protocolPorts(TCP, ports({names: [{name: 'out'}]}))]), 'no traffic');
});

test('a source port is a number or a name of the sender, and the rest of the box holds or not', () => {
  const from = (sourcePorts: Parameters<typeof ports>[0]) => [
    box({protocols: [[TCP, TCP]], ports: numberedPorts([[80, 80]]), sourcePorts: ports(sourcePorts)}),
  ];
  const above = from({numbers: [[1024, 65_535]]});
  assert.is(back(above), 'TCP :80');
  assert.is(back(above, 4, 1023), 'no traffic');
  assert.is(back(from({names: [{name: 'out'}]})), 'TCP :80');
  // Of the receiver nobody asks here.
  assert.is(back(from({names: [{name: 'http'}]}), 4, 80), 'no traffic');
  assert.is(back(from({names: [{name: 'http'}]}), 4, 8080), 'TCP :80');
});

test('a condition on ports or ICMP types holds for no protocol without them', () => {
  assert.is(back([box({ports: numberedPorts([[80, 80]])})]), 'TCP,UDP,SCTP,UDPLite :80');
  assert.is(back([box({protocols: [[ICMP, TCP]], icmp: [[2048, 2048]]})]), 'ICMP icmp:2048');
  assert.is(back([box({protocols: [[ICMP, ICMP]], ports: numberedPorts([[80, 80]])})]), 'no traffic');
  assert.is(back([box({ports: numberedPorts([[80, 80]]), icmp: [[2048, 2048]]})]), 'no traffic');
});

test('a box of the other family is no traffic', () => {
  assert.is(back([box({family: 6}), ...tcp(80)]), 'TCP :80');
  assert.is(back([box({family: 6}), ...tcp(80)], 6), 'any');
});

test('a protocol without ports fills its stretch', () => {
  const gre = protocolNumbers.GRE;
  assert.equal(line([protocolPorts(gre)]), [[gre * STRETCH, gre * STRETCH + STRETCH - 1]]);
  assert.ok(contains(line([protocolPorts(gre)]), pointOf({protocol: gre})));
});

test('a connection has its place by port, or by ICMP type and code', () => {
  assert.is(pointOf({protocol: TCP, port: 80}), TCP * STRETCH + 80);
  assert.is(pointOf({protocol: ICMP, icmp: {type: 3, code: 4}}), ICMP * STRETCH + 3 * 256 + 4);
  assert.is(pointOf({protocol: 255}), wholeLine[1] - STRETCH + 1);
});

test('port 0 is on the line, and not told', () => {
  assert.ok(contains(line([protocolPorts(TCP)]), pointOf({protocol: TCP, port: 0})));
  assert.is(back([protocolPorts(TCP, numberedPorts([[1, 65_535]]))]), 'TCP');
  assert.is(back([protocolPorts(TCP, numberedPorts([[0, 80]]))]), 'TCP :1-80');
  assert.is(back([protocolPorts(TCP, numberedPorts([[0, 0]]))]), 'no traffic');
});

test('nobody sends to port 0, or ICMP of the other family; everything else is sent', () => {
  for (const [family, own, other] of [
    [4, ICMP, ICMPV6],
    [6, ICMPV6, ICMP],
  ] as const) {
    const sent = sentIn(family);
    for (const protocol of [TCP, UDP, SCTP, protocolNumbers.UDPLite]) {
      assert.not.ok(contains(sent, pointOf({protocol, port: 0})));
      assert.ok(contains(sent, pointOf({protocol, port: 1})));
      assert.ok(contains(sent, pointOf({protocol, port: 65_535})));
    }
    assert.ok(contains(sent, pointOf({protocol: own, icmp: {type: 0, code: 0}})));
    assert.not.ok(contains(sent, pointOf({protocol: other, icmp: {type: 0, code: 0}})));
    assert.not.ok(contains(sent, pointOf({protocol: other, icmp: {type: 255, code: 255}})));
    assert.ok(contains(sent, pointOf({protocol: 0})) && contains(sent, wholeLine[1]));
  }
});

test.run();
