import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {message} from '../diagnostics/message.ts';
import type {Party} from '../evaluate/connectivity.ts';
import {matrixAnswer} from '../report/matrix-answer.ts';
import {deployment, matrixOf} from '../testing/small-matrix.ts';
import {tooLongText, tooManyDifferences, tooManyItems} from './answer-bounds.ts';

const test = suite('bounds of an answer');

const parties = [deployment('ops/a'), deployment('shop/b'), deployment('shop/c')];

function refusal(count: number, format: string | undefined, all: readonly Party[] = parties): string {
  const matrix = {
    ...matrixOf(all, []),
    count,
    items: () => {
      throw new Error('nothing may be made before the bound is known');
    },
  };
  const found = tooManyItems(matrixAnswer([{cni: 'spec', matrix}], false), format);
  return found ? message(found) : '';
}

test('each format has its bound', () => {
  const bounds: readonly (readonly [string | undefined, number])[] = [
    [undefined, 1_000_000],
    ['wide', 1_000_000],
    ['json', 1_000_000],
    ['csv', 1_000_000],
    ['markdown', 1_000_000],
    ['dot', 2000],
    ['mermaid', 500],
  ];
  for (const [format, limit] of bounds) {
    assert.is(refusal(limit, format), '', format);
    assert.is.not(refusal(limit + 1, format), '', format);
  }
});

test('it says how large the answer is, what the bound is, and which filter helps', () => {
  assert.is(
    refusal(1_234_567, undefined),
    'the answer has 1,234,567 rows, more than the 1,000,000 that a table may have; ask for less with --focus, --from, --to or --port, such as --focus ns/shop',
  );
  assert.match(refusal(2001, 'dot'), /has 2,001 edges, more than the 2,000 that dot may have;/);
});

test('in one namespace a workload is the example', () => {
  assert.match(refusal(501, 'mermaid', [deployment('shop/b'), deployment('shop/c')]), /such as --focus shop\/b$/);
  assert.match(refusal(501, 'mermaid', []), /such as --focus NAMESPACE\/NAME$/);
});

test('both engines count together', () => {
  const matrix = {...matrixOf(parties, []), count: 300};
  const answer = matrixAnswer(
    ['calico', 'cilium'].map((cni) => ({cni, matrix})),
    false,
  );
  assert.is(tooManyItems(answer, 'mermaid')?.arguments['found'], 600);
});

test('differences are counted only where there may be too many, and none is made', () => {
  const diff = (most: number, count: () => number) => ({
    ...{addedParties: [], removedParties: [], compared: most, most, count},
    items: () => {
      throw new Error('nothing may be made before the bound is known');
    },
  });
  const uncounted = (): number => {
    throw new Error('so few need not be counted');
  };
  assert.is(tooManyDifferences([diff(400_000, uncounted), diff(600_000, uncounted)]), undefined);
  assert.is(tooManyDifferences([diff(2_000_000, () => 1_000_000), diff(1, () => 0)]), undefined);
  const found = tooManyDifferences([diff(2_000_000, () => 1_000_000), diff(1, () => 1)]);
  assert.match(found ? message(found) : '', /^1,000,001 connections differ, more than the 1,000,000 .*one namespace/);
});

test('a drawing in Mermaid is bounded by its text too', () => {
  const answer = matrixAnswer([{cni: 'spec', matrix: matrixOf(parties, [])}], false);
  assert.is(tooLongText(answer, 50_000), undefined);
  const found = tooLongText(answer, 50_001);
  assert.match(found ? message(found) : '', /has 50,001 characters, more than the 50,000 that mermaid may have/);
});

test.run();
