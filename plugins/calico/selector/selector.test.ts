import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject} from '../../../src/base/json.ts';
import {readShared} from '../../../src/testing/shared.ts';
import {parseSelector} from './parse.ts';
import {printCanonical} from './print.ts';
import {labelsHold} from './testing.ts';
import {toMatch} from './to-match.ts';

const test = suite('calico selector');

function labelsOf(json: string): Record<string, string> {
  const value: unknown = JSON.parse(json);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)])) : {};
}

test('every row recorded from the real parser holds', () => {
  const rows = readShared('conformance/calico/selectors.tsv').trimEnd().split('\n').slice(1);
  assert.ok(rows.length > 250);
  for (const row of rows) {
    const [written = '', labels = '', result = '', form = ''] = row.split('\t');
    const text = String(JSON.parse(written));
    const parsed = parseSelector(text);
    if (result.startsWith('error')) {
      assert.ok('problem' in parsed, `${written} must be refused`);
      continue;
    }
    if (!('selector' in parsed)) throw new Error(`${written}: ${parsed.problem.reason}`);
    assert.is(printCanonical(parsed.selector), String(JSON.parse(form)), written);
    assert.is(labelsHold(toMatch(parsed.selector), labelsOf(labels)), result === 'true', `${written} on ${labels}`);
  }
});

test('a problem stands where it was found', () => {
  const cases: [text: string, offset: number][] = [
    ['', -1],
    ['a = "b"', 2],
    ['a == b', 5],
    ["a == 'b' c", 9],
    ['a == "b', 5],
    ["(a == 'b'", 9],
    ["a == 'b'\n", 8],
    ['a inx {}', 2],
    ['has (a)', 4],
  ];
  for (const [text, offset] of cases) {
    const parsed = parseSelector(text);
    assert.is('problem' in parsed ? parsed.problem.offset : -1, offset, text);
  }
});

test('labels of 512 characters are read, of 513 refused (C13)', () => {
  assert.ok('selector' in parseSelector(`has(${'a'.repeat(512)})`));
  assert.ok('problem' in parseSelector(`has(${'a'.repeat(513)})`));
  assert.ok('problem' in parseSelector(`${'a'.repeat(513)} == 'x'`));
});

test('hostile nesting ends in a message', () => {
  assert.ok('problem' in parseSelector('('.repeat(100_000)));
  assert.ok('selector' in parseSelector(`${'!'.repeat(100_000)}has(a)`));
});

test.run();
