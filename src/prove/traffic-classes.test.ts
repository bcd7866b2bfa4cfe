import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {single} from '../base/intervals.ts';
import {ICMP, SCTP, TCP, UDP} from '../base/protocols.ts';
import {DEFAULT_SOURCE_PORT} from '../evaluate/ask.ts';
import {connectionEnd} from '../evaluate/end.ts';
import {matchesTraffic} from '../evaluate/traffic.ts';
import {box, numberedPorts, ports, protocolPorts, type TrafficBox} from '../ir/traffic.ts';
import {pod, worldOf} from '../testing/small-world.ts';
import {trafficClasses} from './traffic-classes.ts';

const test = suite('traffic classes');

const web = pod('web', {}, {addresses: ['10.0.0.1']});
const db = pod(
  'db',
  {},
  {addresses: ['10.0.0.2'], ports: [{name: 'sql', protocol: TCP, port: 5432, declaredBy: 'container'}]},
);
const world = worldOf(web, db);

function classes(...boxes: readonly TrafficBox[]): readonly string[] {
  return trafficClasses([{boxes, world, seen: (each) => each}], web, db, false).map(
    ({protocol, port, icmp, sourcePort}) =>
      [
        protocol,
        port ?? (icmp && `${icmp.type}/${icmp.code}`) ?? '',
        sourcePort === DEFAULT_SOURCE_PORT ? '' : sourcePort,
      ]
        .join(':')
        .replace(/:+$/, ''),
  );
}

test('without conditions TCP stands apart from the rest, and that is all', () => {
  assert.equal(classes(), ['6:80', '17:80']);
});

test('a range has an inside and an outside', () => {
  assert.equal(classes(protocolPorts(TCP, numberedPorts([[8000, 8080]]))), ['6:8000', '6:80', '17:80']);
});

test('names are asked by the numbers that the receiver declares', () => {
  assert.ok(classes(protocolPorts(TCP, ports({names: [{name: 'sql'}]}))).includes('6:5432'));
});

test('types of ICMP and source ports count where somebody names them', () => {
  const echo = box({protocols: single(ICMP), icmp: single(3 * 256 + 4)});
  assert.ok(classes(echo).includes('1:3/4'));
  const from = box({protocols: single(UDP), sourcePorts: numberedPorts([[53, 53]])});
  assert.ok(classes(from).includes('17:80:53'));
});

test('every port of every protocol is in the boxes of some representative', () => {
  const part = fc.tuple(fc.constantFrom(TCP, UDP, SCTP), fc.integer({min: 1, max: 200}), fc.integer({min: 0, max: 50}));
  fc.assert(
    fc.property(
      fc.array(part, {maxLength: 6}),
      fc.constantFrom(TCP, UDP, SCTP),
      fc.integer({min: 1, max: 260}),
      (parts, protocol, port) => {
        const boxes = parts.map(([which, low, more]) => protocolPorts(which, numberedPorts([[low, low + more]])));
        const [from, to] = [connectionEnd(web, 4, world), connectionEnd(db, 4, world)];
        const inside = (question: {readonly protocol: number; readonly port?: number}): string =>
          boxes
            .map((each) =>
              matchesTraffic(
                [each],
                {from: web, to: db, sourcePort: DEFAULT_SOURCE_PORT, family: 4, ...question},
                from,
                to,
                world,
              ),
            )
            .join();
        const known = trafficClasses([{boxes, world, seen: (each) => each}], web, db, false).map(inside);
        assert.ok(known.includes(inside({protocol, port})));
      },
    ),
    {seed: 11, numRuns: 300},
  );
});

test.run();
