import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Loss} from '../../plugins/dialect.ts';
import type {Certificate, CertificateResult} from '../prove/certificate.ts';
import {origin} from '../testing/small-world.ts';
import type {Allow} from './conversion.ts';
import {isPermitted} from './permission.ts';

const test = suite('permission to convert');

function permitted(result: CertificateResult, effects: readonly Loss['effect'][]): string {
  const certificate: Certificate = {
    result,
    scope: 'this-world',
    source: {cni: 'a'},
    target: {cni: 'b'},
    assumptions: [],
    witness: null,
  };
  const losses = effects.map((effect): Loss => ({code: 'x', origin, effect, message: 'x'}));
  const ways: readonly Allow[] = ['equal', 'narrower', 'wider', 'any'];
  return ways.filter((allow) => isPermitted(certificate, losses, allow)).join(' ');
}

const all = 'equal narrower wider any';
const cases: readonly (readonly [CertificateResult, readonly Loss['effect'][], string])[] = [
  ['equal', [], all],
  ['equal', ['narrower'], all],
  ['unproved', [], all],
  ['unproved', ['none'], all],
  ['unproved', ['wider'], 'wider any'],
  ['unproved', ['narrower', 'none'], 'narrower any'],
  ['unproved', ['narrower', 'wider'], 'any'],
  ['narrower', [], 'narrower any'],
  ['narrower', ['wider'], 'any'],
  ['wider', ['wider'], 'wider any'],
  ['different', [], 'any'],
  ['not-equal', ['wider'], 'any'],
];

for (const [result, effects, expected] of cases) {
  test(`${result} with ${effects.join(' and ') || 'no loss'} is handed out for ${expected}`, () => {
    assert.is(permitted(result, effects), expected);
  });
}

test.run();
