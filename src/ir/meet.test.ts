import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {conjunctions} from './conjunctions.ts';
import {and, label, type Match, namespaceIs, not, oneOf, printMatch} from './match.ts';
import {meet} from './meet.ts';

const test = suite('meet');

const a = (...values: readonly string[]): Match => label('a', oneOf(values));

function met(one: Match, other: Match): string | undefined {
  const [left, right] = [one, other].map((match) => conjunctions(match, 8)?.[0]);
  assert.ok(left && right);
  return meet(left, right)
    ?.map(({holds, fact}) => (holds ? '' : '!') + printMatch(fact))
    .join(' ');
}

test('conditions of both, each once', () => {
  assert.is(met(namespaceIs('n'), and(namespaceIs('n'), a('x'))), 'namespace(in ["n"]) label("a" in ["x"])');
});

test('nothing where one contradicts the other', () => {
  assert.is(met(a('x'), a('y')), undefined);
  assert.is(met(a('x', 'y'), not(a('x', 'y', 'z'))), undefined);
  assert.is.not(met(a('x', 'y'), a('y', 'z')), undefined);
});

test('nothing where several leave no value', () => {
  assert.is(met(and(a('x', 'y'), not(a('x'))), not(a('y'))), undefined);
  assert.is(met(and(a('x', 'y'), a('y', 'z')), a('x', 'z')), undefined);
  assert.is.not(met(and(a('x', 'y'), not(label('b', oneOf(['x'])))), not(a('y'))), undefined);
});

test.run();
