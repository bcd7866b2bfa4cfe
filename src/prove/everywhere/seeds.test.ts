import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {type Formula, tautology} from '../../base/formulas.ts';
import {ask, askNumber, type EndName, type Statements, statements} from './question.ts';
import {seedsOf, under} from './seeds.ts';

const test = suite('seeds');

function label(all: Statements, end: EndName, key: string, ...values: readonly string[]): Formula {
  const about = {of: 'text', name: `label ${key}`, end, mayBeAbsent: true, isLegal: () => true} as const;
  return ask(all, {about, is: {test: 'in', values}});
}

function port(all: Statements, number: number): Formula {
  return askNumber(all, {name: 'port', last: 65_535n}, [[number, number]]);
}

test('they are the ends of rules that one statement has alone', () => {
  const all = statements();
  const [web, front, ops] = [
    label(all, 'to', 'app', 'web'),
    label(all, 'from', 'app', 'front'),
    label(all, 'from', 'role', 'ops'),
  ];
  const shared = all.and(web, ops, port(all, 22));
  const source = all.or(shared, all.and(web, front, port(all, 80)));
  const target = all.or(shared, all.and(web, front, port(all, 81)));
  const [seed] = seedsOf(all, [source, target], 10);
  assert.is(seed?.holds, all.and(web, front));
  assert.equal(seed && under(all, seed, [source, target]), [port(all, 80), port(all, 81)]);
  assert.equal(seedsOf(all, [source, target], 1).length, 1);
});

test('what they do not mention is absent, and other questions stay open', () => {
  const all = statements();
  const web = label(all, 'to', 'app', 'web');
  const [seed] = seedsOf(all, [all.and(web, port(all, 80)), tautology], 1);
  const negative = all.not(label(all, 'from', 'banned', 'yes'));
  assert.equal(seed && under(all, seed, [all.and(web, negative, port(all, 80))]), [port(all, 80)]);
});

test('equal statements have none', () => {
  const all = statements();
  const statement = all.and(label(all, 'to', 'app', 'web'), port(all, 80));
  assert.equal(seedsOf(all, [statement, statement], 10), []);
});

test.run();
