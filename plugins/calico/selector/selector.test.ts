import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject} from '../../../src/base/json.ts';
import {type Match, testText} from '../../../src/ir/match.ts';
import {readShared} from '../../../src/testing/shared.ts';
import {parseSelector} from './parse.ts';
import {printCanonical, printPlain} from './print.ts';
import {toMatch} from './to-match.ts';

const test = suite('calico selector');

/** The plain meaning on a bag of labels alone, as the recorded rows have it. */
function holds(match: Match, labels: Readonly<Record<string, string>>): boolean {
  switch (match.is) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'and':
      return match.of.every((part) => holds(part, labels));
    case 'or':
      return match.of.some((part) => holds(part, labels));
    case 'not':
      return !holds(match.of, labels);
    case 'label':
      return testText(Object.hasOwn(labels, match.key) ? labels[match.key] : undefined, match.value);
    case 'namespace':
      return testText(labels['projectcalico.org/namespace'] ?? labels['pcns.projectcalico.org/name'], match.value);
    case 'serviceAccount':
      return testText(labels['projectcalico.org/serviceaccount'] ?? labels['pcsa.projectcalico.org/name'], match.value);
    case 'namespaceLabel':
      return testText(labels[`pcns.${match.key}`], match.value);
    case 'serviceAccountLabel':
      return testText(labels[`pcsa.${match.key}`], match.value);
    case 'kind':
      return match.kind === 'pod' && labels['projectcalico.org/orchestrator'] === 'k8s';
    default:
      throw new Error(`no selector has ${match.is}`);
  }
}

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
    assert.is(holds(toMatch(parsed.selector), labelsOf(labels)), result === 'true', `${written} on ${labels}`);
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

test('both printed forms read back to the same meaning', () => {
  const key = fc.constantFrom('a', 'in', 'not', 'example.com/part');
  const value = fc.constantFrom('', 'x', "it's", 'say "hi"', 'a b');
  const {tree} = fc.letrec<{tree: string}>((tie) => ({
    tree: fc.oneof(
      {depthSize: 'small'},
      fc.constant('all()'),
      key.map((name) => `has(${name})`),
      fc
        .tuple(key, fc.constantFrom('==', '!=', 'contains', 'starts with', 'ends with'), value)
        .map(([name, op, text]) => `${name} ${op} ${text.includes("'") ? `"${text}"` : `'${text}'`}`),
      fc.tuple(key, fc.constantFrom('in', 'not in')).map(([name, op]) => `${name} ${op} {'b', 'a',}`),
      tie('tree').map((inner) => `!(${inner})`),
      fc.tuple(tie('tree'), fc.constantFrom('&&', '||'), tie('tree')).map(([a, op, b]) => `(${a}) ${op} (${b})`),
    ),
  }));
  fc.assert(
    fc.property(tree, (text) => {
      const parsed = parseSelector(text);
      if (!('selector' in parsed)) throw new Error(text);
      for (const print of [printCanonical, printPlain]) {
        const again = parseSelector(print(parsed.selector));
        if (!('selector' in again)) throw new Error(print(parsed.selector));
        assert.equal(toMatch(again.selector), toMatch(parsed.selector));
      }
    }),
    {numRuns: 300, seed: 7},
  );
});

test.run();
