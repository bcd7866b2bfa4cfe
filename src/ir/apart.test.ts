import * as fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {contains} from '../base/intervals.ts';
import {matchCovers, matchesApart, splitTraffic, trafficApart} from './apart.ts';
import {addressIn, and, exists, isKind, label, type Match, namespaceIs, not, oneOf, or, someIdentity} from './match.ts';
import {box, numberedPorts, type Traffic, traffic} from './traffic.ts';

const test = suite('apart');

const web = label('app', oneOf(['web']));
const api = label('app', oneOf(['web', 'api']));

test('what contradicts in one condition is apart', () => {
  assert.ok(matchesApart(web, label('app', oneOf(['db']))));
  assert.ok(matchesApart(web, not(label('app', exists))));
  assert.ok(matchesApart(isKind('pod'), isKind('host')));
  assert.ok(matchesApart(addressIn('10.0.0.0/8'), addressIn('fd00::/8')));
  assert.ok(matchesApart(and(web, namespaceIs('a')), namespaceIs('b')));
  assert.not(matchesApart(web, api));
  assert.not(matchesApart(web, label('tier', oneOf(['db']))));
});

test('what asks for less covers what asks for more', () => {
  assert.ok(matchCovers(api, web));
  assert.ok(matchCovers(label('app', exists), and(web, namespaceIs('a'))));
  assert.ok(matchCovers(not(label('app', oneOf(['db']))), web));
  assert.ok(matchCovers(addressIn('10.0.0.0/8'), addressIn('10.1.0.0/16')));
  assert.not(matchCovers(web, api));
  assert.not(matchCovers(not(web), not(api)) && matchCovers(not(api), not(web)));
});

/** Everything an endpoint of these small worlds can be: two labels, a namespace, a kind. */
const endpoints = ['x', 'y', undefined].flatMap((a) =>
  ['x', 'y', undefined].flatMap((b) => ['pod', 'host'].map((kind) => ({a, b, kind}))),
);

function fulfils(match: Match, endpoint: (typeof endpoints)[number]): boolean {
  switch (match.is) {
    case 'true':
      return true;
    case 'and':
      return match.of.every((part) => fulfils(part, endpoint));
    case 'or':
      return match.of.some((part) => fulfils(part, endpoint));
    case 'not':
      return !fulfils(match.of, endpoint);
    case 'kind':
      return endpoint.kind === match.kind;
    case 'label': {
      const value = match.key === 'a' ? endpoint.a : endpoint.b;
      return value !== undefined && (match.value.test !== 'in' || match.value.values.includes(value));
    }
    default:
      return false;
  }
}

const atom = fc.oneof(
  fc
    .tuple(fc.constantFrom('a', 'b'), fc.constantFrom(exists, oneOf(['x']), oneOf(['x', 'y'])))
    .map(([key, value]) => label(key, value)),
  fc.constantFrom<Match>(isKind('pod'), isKind('host')),
);
const {match: matches} = fc.letrec<{match: Match}>((tie) => ({
  match: fc.oneof(
    {maxDepth: 3},
    atom,
    tie('match').map(not),
    fc.array(tie('match'), {maxLength: 3}).map((all) => and(...all)),
    fc.array(tie('match'), {maxLength: 3}).map((all) => or(...all)),
  ),
}));

test('what is said to be apart or covered is so for every endpoint', () => {
  fc.assert(
    fc.property(matches, matches, (a, b) => {
      if (matchesApart(a, b)) assert.not(endpoints.some((each) => fulfils(a, each) && fulfils(b, each)));
      if (matchCovers(a, b)) assert.ok(endpoints.every((each) => !fulfils(b, each) || fulfils(a, each)));
    }),
    {seed: 1, numRuns: 500},
  );
});

const numbers = fc
  .tuple(fc.integer({min: 0, max: 6}), fc.integer({min: 0, max: 6}))
  .map(([low, high]) => numberedPorts([[low, high]]));
const boxes = fc
  .record({
    protocols: fc.option(
      fc.constantFrom(
        [[6, 6]] as const,
        [
          [6, 6],
          [17, 17],
        ] as const,
        [[1, 1]] as const,
      ),
      {nil: undefined},
    ),
    ports: fc.option(numbers, {nil: undefined}),
  })
  .map(({protocols, ports}) => box({...(protocols && {protocols}), ...(ports && {ports})}));
const traffics = fc.array(boxes, {maxLength: 3}).map(traffic);

/** TCP, UDP and ICMP; only the first two have ports. */
const connections = [6, 17]
  .flatMap((protocol) => [0, 3, 6, 9].map((port) => ({protocol, port})))
  .concat({protocol: 1, port: -1});

function inTraffic(all: Traffic, {protocol, port}: (typeof connections)[number]): boolean {
  return all.some(
    (each) =>
      (!each.protocols || contains(each.protocols, protocol)) &&
      (!each.ports || (port >= 0 && contains(each.ports.numbers, port))),
  );
}

test('a split traffic loses nothing and its parts are on their own sides', () => {
  fc.assert(
    fc.property(traffics, traffics, (all, by) => {
      const split = splitTraffic(all, by);
      for (const each of connections) {
        if (trafficApart(all, by)) assert.not(inTraffic(all, each) && inTraffic(by, each));
        if (!split) continue;
        assert.is(inTraffic(split.inside, each), inTraffic(all, each) && inTraffic(by, each));
        assert.is(inTraffic(split.outside, each), inTraffic(all, each) && !inTraffic(by, each));
      }
    }),
    {seed: 1, numRuns: 1000},
  );
});

test('who is found by one condition is found by a wider one', () => {
  const some = (match: Match): Match => someIdentity(['pod', 'addressSet'], match);
  const app = label('app', exists);
  assert.ok(matchCovers(some(app), some(and(web, namespaceIs('n')))));
  assert.not(matchCovers(some(web), some(app)));
  assert.not(matchCovers(someIdentity(['addressSet'], app), some(web)));
  assert.ok(matchesApart(some(web), not(some(app))));
  // Two sets may hold one address.
  assert.not(matchesApart(some(web), some(label('app', oneOf(['db'])))));
});

test.run();
