import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Connection, Evaluator, Verdict, VerdictName} from '../evaluate/answer.ts';
import {pod} from '../testing/small-world.ts';
import {type Compared, compareAnswers} from './compare-answers.ts';

const test = suite('compare answers');

const connection: Connection = {from: pod('a'), to: pod('b'), protocol: 6, port: 80, sourcePort: 40_000, family: 4};

/** Answers by what is assumed of its facts; unknown by those that are not. */
function evaluator(facts: readonly string[], answer: (...values: readonly boolean[]) => VerdictName): Evaluator {
  return {
    decide: (asked, assumed = new Map()): Verdict => {
      const unknowns = facts.filter((fact) => !assumed.has(fact));
      const verdict = unknowns.length > 0 ? 'unknown' : answer(...facts.map((fact) => assumed.get(fact) ?? false));
      const decision = {verdict, reason: 'rule', decidedBy: [], considered: [], unknowns} as const;
      return {connection: asked, verdict, egress: decision, ingress: null, caveats: []};
    },
  };
}

const allow = evaluator([], () => 'allow');
const deny = evaluator([], () => 'deny');
const ifX = evaluator(['x'], (x) => (x ? 'allow' : 'deny'));

function ways(source: Evaluator, target: Evaluator): Pick<Compared, 'narrower' | 'wider'> {
  const {narrower, wider} = compareAnswers(source, target, connection);
  return {narrower, wider};
}

test('what is known on both sides is compared outright', () => {
  assert.equal(ways(allow, allow), {narrower: 'no', wider: 'no'});
  assert.equal(ways(allow, deny), {narrower: 'yes', wider: 'no'});
  assert.equal(ways(deny, allow), {narrower: 'no', wider: 'yes'});
});

test('an open side can only err one way against a settled one', () => {
  assert.equal(ways(ifX, deny), {narrower: 'perhaps', wider: 'no'});
  assert.equal(ways(ifX, allow), {narrower: 'no', wider: 'perhaps'});
  assert.equal(ways(deny, ifX), {narrower: 'no', wider: 'perhaps'});
});

test('the same fact used the same way is equal, used the other way it is not', () => {
  assert.equal(ways(ifX, ifX), {narrower: 'no', wider: 'no'});
  assert.equal(
    ways(
      ifX,
      evaluator(['x'], (x) => (x ? 'deny' : 'allow')),
    ),
    {narrower: 'perhaps', wider: 'perhaps'},
  );
});

test('several facts are taken in every combination', () => {
  const both = evaluator(['x', 'y'], (x, y) => (x && y ? 'allow' : 'deny'));
  const either = evaluator(['x', 'y'], (x, y) => (x || y ? 'allow' : 'deny'));
  assert.equal(ways(both, both), {narrower: 'no', wider: 'no'});
  assert.equal(ways(both, either), {narrower: 'no', wider: 'perhaps'});
  assert.equal(compareAnswers(both, either, connection).facts, ['x', 'y']);
});

test('too many facts leave the answer open both ways', () => {
  const names = Array.from({length: 9}, (_, index) => `fact ${index}`);
  const many = evaluator(names, () => 'allow');
  assert.equal(ways(many, many), {narrower: 'perhaps', wider: 'perhaps'});
});

test.run();
