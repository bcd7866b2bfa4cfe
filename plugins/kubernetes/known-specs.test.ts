import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {knownSpec} from './known-specs.ts';

const test = suite('known specs');

const spec = (app: string): object => ({podSelector: {matchLabels: {app}}, ingress: [{from: [{podSelector: {}}]}]});

test('are one object where texts are equal', () => {
  const context = {namespace: 'default'};
  const known = knownSpec(spec('a'), context);
  assert.ok(known);
  assert.is(knownSpec(spec('a'), context), known);
  assert.is.not(knownSpec(spec('b'), context), known);
});

test('say the same once so many differ that none is compared any more', () => {
  const context = {namespace: 'default'};
  const first = knownSpec(spec('a0'), context);
  for (let index = 1; index < 5010; index++) assert.ok(knownSpec(spec(`a${index}`), context));
  const again = knownSpec(spec('a0'), context);
  assert.is.not(again, first);
  assert.equal(again, first);
});

test('are none where a value is null or not known', () => {
  const context = {namespace: 'default'};
  assert.is(knownSpec({podSelector: {matchLabels: {app: null}}}, context), undefined);
  assert.is(knownSpec({podSelector: {}, policyTypes: [new UnknownValue('later')]}, context), undefined);
  assert.ok(knownSpec({podSelector: {matchLabels: {reason: 'null'}}}, context));
});

test.run();
