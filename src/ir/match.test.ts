import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {compareText} from '../base/order.ts';
import {randomMatch} from '../testing/random-match.ts';
import {
  addressIn,
  and,
  exists,
  isKind,
  label,
  type Match,
  namespaceIs,
  namespaceLabel,
  not,
  oneOf,
  or,
  printMatch,
  sameNamespace,
  someIdentity,
} from './match.ts';

const test = suite('match');

const others = fc.constantFrom<Match>(
  ...(['pod', 'host', 'external'] as const).map(isKind),
  sameNamespace,
  {is: 'sameNamespaceLabel', key: 'a'},
  namespaceIs('a'),
  namespaceLabel('a', exists),
  label('a', oneOf(['x'])),
  addressIn('10.0.0.0/8'),
  someIdentity(['pod', 'addressSet'], label('a', exists)),
  {is: 'serviceAccount', value: exists},
  {is: 'serviceAccountLabel', key: 'a', value: exists},
  {is: 'role', role: 'ingress'},
);
const parts = fc.array(fc.oneof(randomMatch, others, others.map(not)), {minLength: 2, maxLength: 6});

test('parts stand in the order of their texts, each once', () => {
  let sorted = 0;
  fc.assert(
    fc.property(parts, fc.constantFrom(and, or), (list, join) => {
      const made = join(...list);
      if (made.is !== 'and' && made.is !== 'or') return;
      const texts = made.of.map(printMatch);
      assert.equal(texts, [...new Set(texts)].sort(compareText));
      sorted++;
    }),
    {seed: 1, numRuns: 3000},
  );
  assert.ok(sorted > 1500, `${sorted} lists`);
});

test.run();
