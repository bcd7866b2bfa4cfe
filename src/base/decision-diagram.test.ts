import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {always, DecisionDiagram, type Diagram, never, outOfReach} from './decision-diagram.ts';

const test = suite('decision diagram');

const LEVELS = 6;
const free = {mostNodes: 100_000, mostSteps: 1_000_000};

type Term =
  | {readonly is: 'variable'; readonly level: number}
  | {readonly is: 'not'; readonly of: Term}
  | {readonly is: 'and' | 'or' | 'differ'; readonly left: Term; readonly right: Term};

const {term} = fc.letrec<{term: Term}>((tie) => ({
  term: fc.oneof(
    {maxDepth: 6},
    fc.nat({max: LEVELS - 1}).map((level): Term => ({is: 'variable', level})),
    tie('term').map((of): Term => ({is: 'not', of})),
    fc
      .tuple(fc.constantFrom('and', 'or', 'differ'), tie('term'), tie('term'))
      .map(([is, left, right]): Term => ({is, left, right})),
  ),
}));

function diagramOf(each: Term, diagram: DecisionDiagram): Diagram {
  if (each.is === 'variable') return diagram.variable(each.level);
  if (each.is === 'not') return diagram.not(diagramOf(each.of, diagram));
  return diagram[each.is](diagramOf(each.left, diagram), diagramOf(each.right, diagram));
}

function truth(each: Term, row: number): boolean {
  if (each.is === 'variable') return ((row >> each.level) & 1) === 1;
  if (each.is === 'not') return !truth(each.of, row);
  const [left, right] = [truth(each.left, row), truth(each.right, row)];
  if (each.is === 'and') return left && right;
  return each.is === 'or' ? left || right : left !== right;
}

const rows = Array.from({length: 2 ** LEVELS}, (_, row) => row);
const table = (each: Term): string => rows.map((row) => Number(truth(each, row))).join('');

test('every function has the values of its truth table, and equal functions are one node', () => {
  const diagram = new DecisionDiagram(free);
  const seen = new Map<string, Diagram>();
  fc.assert(
    fc.property(term, (each) => {
      const node = diagramOf(each, diagram);
      const values = rows.map((row) => Number(diagram.holds(node, (level) => ((row >> level) & 1) === 1))).join('');
      assert.is(values, table(each));
      assert.is(seen.get(values) ?? node, node);
      seen.set(values, node);
    }),
    {seed: 5, numRuns: 2000},
  );
});

test('what several functions have in common is found without their conjunction, or there is nothing', () => {
  fc.assert(
    fc.property(fc.array(term, {maxLength: 4}), (terms) => {
      const diagram = new DecisionDiagram(free);
      const found = diagram.common(terms.map((each) => diagramOf(each, diagram)));
      assert.ok(typeof found !== 'number');
      const shared = rows.filter((row) => terms.every((each) => truth(each, row)));
      if (!found) return assert.is(shared.length, 0);
      const fits = (row: number): boolean =>
        [...found].every(([level, value]) => ((row >> level) & 1) === Number(value));
      assert.ok(rows.filter(fits).every((row) => shared.includes(row)));
    }),
    {seed: 6, numRuns: 1000},
  );
});

test('long lists', () => {
  const diagram = new DecisionDiagram(free);
  const all = Array.from({length: 300}, (_, level) => diagram.variable(level));
  assert.is(diagram.not(diagram.every(all)), diagram.some(all.map((each) => diagram.not(each))));
  assert.is(diagram.every([]), always);
  assert.is(diagram.some([]), never);
});

test('limits end the work, and what is out of reach stays so', () => {
  const build = (limits: typeof free): Diagram => {
    const diagram = new DecisionDiagram(limits);
    const pairs = Array.from({length: 12}, (_, at) => diagram.and(diagram.variable(at), diagram.variable(at + 12)));
    return diagram.some(pairs);
  };
  assert.ok(build(free) > always);
  assert.is(build({...free, mostNodes: 500}), outOfReach);
  assert.is(build({...free, mostSteps: 500}), outOfReach);
  const diagram = new DecisionDiagram(free);
  assert.is(diagram.and(outOfReach, never), outOfReach);
  assert.is(diagram.common([outOfReach, never]), outOfReach);
});

test.run();
