import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {and, exists, label, type Match, namespaceIs, not, oneOf, printMatch} from '../../ir/match.ts';
import {randomMatch, randomPod, randomPodWorld} from '../../testing/random-match.ts';
import {pod} from '../../testing/small-world.ts';
import {connectionEnd} from '../end.ts';
import {noAssumptions} from '../facts.ts';
import {evaluateMatch} from '../match.ts';
import {selectorIndex} from './selector-index.ts';

const test = suite('index of selectors');

test('every selector that holds, or may, is a candidate, in the order given', () => {
  fc.assert(
    fc.property(fc.array(randomMatch, {minLength: 9, maxLength: 20, size: 'max'}), randomPod, (matches, each) => {
      const world = randomPodWorld([each]);
      const end = connectionEnd(each, 4, world);
      const reading = {end, other: end, world, assumptions: noAssumptions};
      const items = matches.map((match, at) => ({match, at}));
      const found = selectorIndex(items, ({match}) => match).candidates(each);
      const positions = found.map(({at}) => at);
      assert.equal(
        positions,
        [...new Set(positions)].sort((a, b) => a - b),
      );
      const missed = items.filter((item) => !found.includes(item) && evaluateMatch(item.match, reading) !== false);
      assert.equal(
        missed.map(({match}) => printMatch(match)),
        [],
      );
    }),
    {seed: 1, numRuns: 200},
  );
});

const app = (...names: readonly string[]): Match => label('app', oneOf(names));
const many = Array.from({length: 1000}, (_, index) => and(app(`a${index}`), label('tier', exists)));
const candidates = (...more: readonly Match[]) => selectorIndex([...many, ...more], (match) => match).candidates;

test('of a thousand selectors of other labels none is tried', () => {
  assert.equal(candidates()(pod('web', {app: 'a7', tier: 'front'})), [many[7]]);
  assert.equal(candidates()(pod('web', {app: 'other', tier: 'front'})), []);
  assert.equal(candidates()(pod('web')), []);
});

test('a selector of several values is found under each of them', () => {
  const several = app('a7', 'b');
  assert.equal(candidates(several)(pod('web', {app: 'b'})), [several]);
  assert.equal(candidates(several)(pod('web', {app: 'a7'})), [many[7], several]);
});

test('a selector that requires no label value is always tried', () => {
  const loose = [not(app('b')), label('app', exists), namespaceIs('shop')];
  assert.equal(candidates(...loose)(pod('web', {app: 'b'})), loose);
});

test('an open label may have any value, but not one that is set', () => {
  assert.is(candidates()(pod('web', {}, {openLabels: ['app']})).length, 1000);
  assert.equal(candidates()(pod('web', {app: 'a7'}, {openLabels: ['app']})), [many[7]]);
  assert.equal(candidates()(pod('web', {}, {openLabels: ['pod-template-hash']})), []);
  assert.is(candidates()(pod('web', {app: 'a7'}, {labelsUnknown: true})).length, 1000);
});

test('no label of a selector is mistaken for a property that every object has', () => {
  const odd = [label('constructor', oneOf(['x'])), label('__proto__', oneOf(['x']))];
  assert.equal(candidates(...odd)(pod('web', {app: 'a7'})), [many[7]]);
  assert.equal(candidates(...odd)(pod('web', {constructor: 'x'})), [odd[0]]);
});

test.run();
