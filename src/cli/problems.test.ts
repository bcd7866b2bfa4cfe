import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {diagnostic} from '../diagnostics/diagnostic.ts';
import {worstCode} from './exit-code.ts';
import {inputCode, problemsShown} from './problems.ts';

const test = suite('exit codes');
const flags = {verbose: false, 'skip-invalid': false, 'warnings-as-errors': false};
const missing = diagnostic('file-missing', undefined);
const broken = diagnostic('yaml-syntax', undefined);
const warning = diagnostic('null-absent', undefined);
const remark = diagnostic('kinds-absent', undefined);

test('what could not be read makes the answer incomplete', () => {
  assert.is(inputCode([], flags), 0);
  assert.is(inputCode([warning, remark], flags), 0);
  assert.is(inputCode([broken], flags), 2);
});

test('--skip-invalid leaves out documents, never a whole input', () => {
  assert.is(inputCode([broken], {...flags, 'skip-invalid': true}), 0);
  assert.is(inputCode([broken, missing], {...flags, 'skip-invalid': true}), 2);
});

test('--warnings-as-errors', () => {
  assert.is(inputCode([warning], {...flags, 'warnings-as-errors': true}), 2);
  assert.is(inputCode([remark], {...flags, 'warnings-as-errors': true}), 0);
});

test('remarks are for those who ask', () => {
  assert.equal(problemsShown([warning, remark], flags), [warning]);
  assert.equal(problemsShown([warning, remark], {...flags, verbose: true}), [warning, remark]);
});

test('could not answer counts more than no', () => {
  assert.is(worstCode(0, 1, 2), 2);
  assert.is(worstCode(0, 1), 1);
  assert.is(worstCode(0), 0);
});

test.run();
