import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {
  and,
  anything,
  exists,
  label,
  type Match,
  namespaceIs,
  namespaceLabel,
  not,
  nothing,
  oneOf,
  or,
  printMatch,
} from '../../ir/match.ts';
import type {Endpoint} from '../../ir/world.ts';
import {randomMatch, randomPod, randomPodWorld} from '../../testing/random-match.ts';
import {pod} from '../../testing/small-world.ts';
import {connectionEnd} from '../end.ts';
import {noAssumptions} from '../facts.ts';
import {evaluateMatch} from '../match.ts';
import {classIndex} from './class-index.ts';
import {gatherer} from './mentioned.ts';

const test = suite('index of classes');

/** The candidates of each match among the pods, by their positions. */
function found(pods: readonly Endpoint[], ...matches: readonly Match[]): readonly (readonly number[] | undefined)[] {
  const gathered = gatherer();
  matches.forEach(gathered.match);
  const index = classIndex(pods, randomPodWorld(pods), gathered.mentioned);
  return matches.map(index.candidates);
}

test('every class that fulfils a match, or may, is a candidate, sorted and once', () => {
  fc.assert(
    fc.property(fc.array(randomPod, {maxLength: 12}), fc.array(randomMatch, {maxLength: 5}), (all, asked) => {
      const world = randomPodWorld(all);
      const ends = all.map((each) => connectionEnd(each, 4, world));
      found(all, ...asked).forEach((candidates, at) => {
        const match = asked[at];
        if (!candidates || !match) return;
        assert.equal(
          [...new Set(candidates)].sort((a, b) => a - b),
          candidates,
        );
        const missed = ends.flatMap((end, id) => {
          const truth = evaluateMatch(match, {end, other: end, world, assumptions: noAssumptions});
          return truth === false || candidates.includes(id) ? [] : [id];
        });
        assert.equal(missed, [], printMatch(match));
      });
    }),
    {seed: 1, numRuns: 200},
  );
});

/** Pod 0 to 299, a hundred in each namespace, each with its own label and one of three tiers. */
const pods = ['ant', 'bee', 'cat'].flatMap((namespace) =>
  Array.from({length: 100}, (_, at) => pod('p', {app: `a${at}`, tier: `${at % 3}`}, {namespace})),
);
const app = (...names: readonly string[]): Match => label('app', oneOf(names));

test('a label or a namespace is looked up, and of several conditions the rarest', () => {
  const [pair, both, rarest] = found(
    pods,
    app('a7'),
    and(app('a7', 'a8'), namespaceIs('bee')),
    and(label('tier', oneOf(['1'])), app('a4'), not(namespaceIs('ant'))),
  );
  assert.equal(pair, [7, 107, 207]);
  assert.equal(both, [7, 8, 107, 108, 207, 208]);
  assert.equal(rarest, [4, 104, 204]);
});

test('a namespace is found by its name, its name label and its other labels', () => {
  const second = Array.from({length: 100}, (_, at) => at + 100);
  for (const match of [
    namespaceIs('bee'),
    namespaceLabel('kubernetes.io/metadata.name', oneOf(['bee'])),
    namespaceLabel('team', oneOf(['y'])),
  ]) {
    assert.equal(found(pods, match), [second]);
  }
});

test('alternatives are united; one that nothing is known of makes it everything', () => {
  assert.equal(found(pods, or(app('a1'), and(app('a2'), namespaceIs('cat')))), [[1, 2, 101, 102, 201, 202]]);
  assert.equal(found(pods, or(app('a1'), not(app('a2')))), [undefined]);
  assert.equal(found(pods, anything, nothing, label('app', exists)), [undefined, [], undefined]);
});

test('a class with an open label is found under every value, one in an unknown namespace under all its labels', () => {
  const open = pod('p', {}, {namespace: 'ant', openLabels: ['app']});
  const hidden = pod('p', {}, {namespace: 'elk'});
  assert.equal(found([open, hidden], app('any')), [[0]]);
  assert.equal(found([open, hidden], namespaceLabel('team', oneOf(['any']))), [[1]]);
});

test.run();
