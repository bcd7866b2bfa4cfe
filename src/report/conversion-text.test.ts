import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Conversion} from '../convert/conversion.ts';
import {conversionText} from './conversion-text.ts';
import {plain} from './terminal.ts';

const test = suite('conversions in words');

const places = {
  locate: ({file}: {file: string}) => ({file, document: 1, path: '', line: 7, column: 3}),
  text: () => undefined,
};

function conversion(
  result: Conversion['certificate']['result'],
  effects: readonly Conversion['losses'][number]['effect'][] = [],
): Conversion {
  const origin = {file: 'a.yaml', document: 1, path: []};
  return {
    policies: [],
    objects: [],
    losses: effects.map((effect) => ({code: 'x', origin, effect, message: 'a\u001b is lost'})),
    certificate: {
      result,
      scope: 'this-world',
      source: {cni: 'spec'},
      target: {cni: 'calico'},
      assumptions: result === 'unproved' ? ['not proved: no workloads'] : [],
      witness: null,
    },
    written: false,
  };
}

/** The lines of a conversion that was refused. */
function refused(...given: Parameters<typeof conversion>): readonly string[] {
  return conversionText(conversion(...given), false, places, plain);
}

test('one line a loss, with its place and which way it errs', () => {
  assert.equal(refused('equal', ['wider', 'none']).slice(0, 2), [
    'a.yaml:7:3: loss, wider: a\\u001b is lost [x]',
    'a.yaml:7:3: loss: a\\u001b is lost [x]',
  ]);
});

test('one line for the certificate', () => {
  const [line] = conversionText(conversion('equal'), true, places, plain);
  assert.is(
    line,
    'certificate: equal for the workloads given, from spec to calico: the result allows exactly what the source allows',
  );
  assert.is(refused('unproved')[0], 'certificate: unproved, not compared with the source: no workloads');
});

test('a refusal says which leave it needs', () => {
  assert.match(refused('wider').at(-1) ?? '', /^not written: --allow wider accepts .* more$/);
  assert.match(refused('unproved', ['narrower']).at(-1) ?? '', /^not written: --allow narrower accepts .* less$/);
  assert.match(refused('wider', ['narrower']).at(-1) ?? '', /^not written: --allow any /);
  assert.match(refused('different').at(-1) ?? '', /^not written: --allow any /);
  assert.match(refused('not-equal', ['wider']).at(-1) ?? '', /^not written: --allow any /);
  assert.match(refused('unproved').at(-1) ?? '', /^not written: a proof is required/);
});

test.run();
