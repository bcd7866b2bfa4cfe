import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {parse, parseAllDocuments} from 'yaml';
import {printYaml} from './yaml.ts';

const test = suite('YAML output');

test('objects and lists in block style, keys in their order', () => {
  const value = {kind: 'X', spec: {b: [1, {c: true, d: [null]}], a: {}, empty: [], nested: [[1, 2], []]}};
  assert.is(
    printYaml([{value}]),
    `kind: X
spec:
  b:
    - 1
    - c: true
      d:
        - null
  a: {}
  empty: []
  nested:
    - - 1
      - 2
    - []
`,
  );
});

test('what a reader of YAML 1.1 would not take for a string is quoted', () => {
  const values = ['yes', 'No', 'y', 'on', 'true', 'NULL', '014', '1_000', '12:30', '0x1f', '~', '', ' a', 'a ', '80'];
  for (const text of [...values, '-', '=', '<<', '.inf', 'a: b', 'a #b', 'a:', '*a', '!t', '"', "'", '[a]', '::/0']) {
    assert.match(printYaml([{value: {key: text}}]), /^key: ".*"\n$/, text);
  }
});

test('names, selectors and addresses stand bare', () => {
  for (const text of [
    'web',
    "app == 'web' && has(x)",
    '10.0.0.0/8',
    'fd00::/8',
    '/health',
    'a#b',
    'kubernetes.io/name',
  ]) {
    assert.is(printYaml([{value: text}]), `${text}\n`);
  }
});

test('a comment stays a comment, whatever stands in it', () => {
  const text = printYaml([{value: {a: 1}, comment: '# one\ntwo\u001b[31m\n'}, {value: {b: 2}}]);
  assert.is(text, '# one\n# two\\u001b[31m\n\na: 1\n---\nb: 2\n');
});

test('no control or direction-changing character leaves', () => {
  const text = printYaml([{value: {['k\u0085']: 'a\u001b[2J\u202e\n\u{e0001}\u0007'}}]);
  assert.not.match(text, /[^\x20-\x7e\n]/);
  assert.equal(parse(text), {'k\u0085': 'a\u001b[2J\u202e\n\u{e0001}\u0007'});
});

test('whatever is printed is read back as it was, by readers of both versions', () => {
  const text = fc.oneof(
    fc.string({unit: 'grapheme'}),
    fc.string({unit: 'binary'}),
    fc.constantFrom('yes', '0o7', '1e3'),
  );
  const {value: tree} = fc.letrec((tie) => ({
    value: fc.oneof({maxDepth: 4}, text, fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
    list: fc.array(tie('value'), {maxLength: 4}),
    object: fc.dictionary(text, tie('value'), {maxKeys: 4}),
  }));
  fc.assert(
    fc.property(fc.array(tree, {minLength: 1, maxLength: 3}), (values) => {
      const printed = printYaml(values.map((value) => ({value: JSON.parse(JSON.stringify(value))})));
      for (const version of ['1.1', '1.2'] as const) {
        const read = parseAllDocuments(printed, {version}).map((document) => JSON.stringify(document.toJS()));
        assert.equal(
          read,
          values.map((value) => JSON.stringify(value)),
        );
      }
    }),
    {seed: 3, numRuns: 300},
  );
});

test.run();
