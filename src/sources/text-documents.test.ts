import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Path} from '../base/json.ts';
import {message} from '../diagnostics/message.ts';
import {usualLimits} from './limits.ts';
import {readText} from './text-documents.ts';

const test = suite('documents of a text');

async function read(text: string, limits = {}) {
  const {documents, diagnostics} = await readText('x', text, {...usualLimits, ...limits});
  return {
    documents,
    values: documents.map(({content}) => (content.syntax === 'value' ? content.value : undefined)),
    problems: diagnostics.map((each) => {
      const {line, column} = each.position ?? {};
      return `${line}:${column} ${each.severity} ${each.code} ${message(each)}`;
    }),
  };
}

async function placeIn(text: string, path: Path): Promise<string> {
  const {documents} = await read(text);
  const {line, column} = documents.at(-1)?.locate(path) ?? {};
  return `${line}:${column}`;
}

test('a path leads to its key, an item to itself', async () => {
  const text = '# c\na:\n  - b: 1\n    c: [x, y]\n';
  assert.is(await placeIn(text, []), '2:1');
  assert.is(await placeIn(text, ['a']), '2:1');
  assert.is(await placeIn(text, ['a', 0]), '3:5');
  assert.is(await placeIn(text, ['a', 0, 'c']), '4:5');
  assert.is(await placeIn(text, ['a', 0, 'c', 1]), '4:12');
});

test('a path that leads nowhere is at the nearest value around it', async () => {
  assert.is(await placeIn('a:\n  b: 1\n', ['a', 'x', 'y']), '1:1');
  assert.is(await placeIn('a: [1]\n', ['a', 7]), '1:1');
  assert.is(await placeIn('text\n', ['a']), '1:1');
});

test('positions count from the start of the file, in every document', async () => {
  assert.is(await placeIn('a: 1\n---\n# c\nb:\n  c: 2\n', ['b', 'c']), '5:3');
  assert.is(await placeIn('{"a": 1}\n{"b": {"c": 2}}', ['b', 'c']), '2:8');
});

test('the last of a repeated key is the one that is found', async () => {
  assert.is(await placeIn('a: 1\na: 2\n', ['a']), '2:1');
  assert.is(await placeIn('{"a": 1, "a": {"b": 2}}', ['a', 'b']), '1:16');
});

test('behind an alias or a merge the place is that of the anchor', async () => {
  const text = 'base: &base\n  k: 1\nother: *base\nmerged:\n  <<: *base\n  l: 2\n';
  assert.is(await placeIn(text, ['other', 'k']), '2:3');
  assert.is(await placeIn(text, ['merged', 'k']), '2:3');
  assert.is(await placeIn(text, ['merged', 'l']), '6:3');
});

test('keys that are no text are found by the text they become', async () => {
  assert.is(await placeIn('x: 1\non:\n  010: v\n', ['true', '8']), '3:3');
});

test('JSON positions need no YAML', async () => {
  const text = '{"a":[{"x":"}\\"]"},\n {"b\\u0041" : [1, 2.5e3 ,true]}], "z": null}';
  assert.is(await placeIn(text, ['a', 1, 'bA', 2]), '2:26');
  assert.is(await placeIn(text, ['z']), '2:35');
  assert.is(await placeIn(text, ['a', 0, 'x', 0]), '1:8');
});

test('a broken document is one located error, the others are read', async () => {
  const {values, problems, documents} = await read('a: 1\n---\nb: [1\nc: 2\n---\nd: 3\n');
  assert.equal(values, [{a: 1}, {d: 3}]);
  assert.equal(
    documents.map(({origin}) => origin.document),
    [1, 3],
  );
  assert.is(problems.length, 1);
  assert.match(problems[0] ?? '', /^4:1 error yaml-syntax found "c: 2", expected ] or a line further to the right/);
});

test('a document that is cut off says so', async () => {
  const {problems} = await read('{"format_version": "1.2", "resource_changes": [{"address": "x"');
  assert.match(problems[0] ?? '', /expected [}\]]: it is cut off, or a bracket is not closed/);
});

test('an error says what was found and what was expected', async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['a:\n\tb: 1\n', /^2:1 .* expected spaces/],
    ['a: "x\n', /^1:6 .*found the end of the document, expected the sign that closes/],
    ['a: *x\n', /^1:4 .*found \*x, expected an anchor defined before$/],
    ['a: .inf\n', /^1:4 .*found \.inf, expected a finite number$/],
    ['? [a]\n: b\n', /^1:3 .*found a collection as a key, expected text$/],
    ['~: b\n', /^1:1 .*found null or no number as a key, expected text$/],
    ['a: "\\q"\n', /^1:5 .*expected an escape that YAML knows/],
    ['a: !!int x\n', /^1:10 .*found "x", expected a value of the type !!int$/],
    ['a: b\u0007\n', /^1:5 .*found the control character U\+0007, expected text$/],
    ['{"a": 1,, "b": 2}', /^1:9 .*found ", .*expected the end of the value/],
    ['a: <<\n<<: 1\n', /^2:5 .*found no mapping behind <</],
  ];
  for (const [text, expected] of cases) {
    const {values, problems} = await read(text);
    assert.equal([values.length, problems.length], [0, 1], text);
    assert.match(problems[0] ?? '', expected);
  }
});

test('a repeated key is a warning where the last one stands', async () => {
  const {values, problems} = await read('a:\n  k: 1\n  k: 2\n');
  assert.equal(values, [{a: {k: 2}}]);
  assert.equal(problems, ['3:3 warning key-repeated the key "k" is repeated; the last one counts, as with kubectl']);
});

test('a merge is no repetition, and gives way to what follows it only', async () => {
  const {values, problems} = await read('a: {k: 1, <<: {k: 2, l: 2}, l: 3}\n');
  assert.equal([values, problems], [[{a: {k: 2, l: 3}}], []]);
});

test('text behind the document end is reported, comments are not', async () => {
  assert.match((await read('a: 1\n...\nb: 2\n')).problems[0] ?? '', /^3:1 warning yaml-ignored/);
  assert.equal((await read('a: 1\n...\n# c\n')).problems, []);
});

test('text behind the dashes is reported, and still cuts', async () => {
  const {values, problems} = await read('a: 1\n--- b\nc: 2\n');
  assert.equal(values, [{a: 1}, {c: 2}]);
  assert.match(problems[0] ?? '', /^2:1 error yaml-separator found "b" behind "---"/);
});

test('deep nesting is refused at the place where it is too deep, in no time', async () => {
  const size = 10_000_000;
  const cases: readonly (readonly [string, string])[] = [
    ['['.repeat(size), '1:401'],
    ['{"a":'.repeat(size / 5), '1:2001'],
    [`a: ${'{a: '.repeat(size / 4)}`, '1:1604'],
    ['- '.repeat(size / 2), '1:801'],
    ['? '.repeat(size / 2), '1:801'],
    [Array.from({length: 1000}, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'), '401:401'],
  ];
  for (const [text, place] of cases) {
    const started = performance.now();
    const {problems} = await read(text);
    assert.equal(problems, [
      `${place} error nesting-too-deep found more than 400 levels of nesting, expected less; the document is not read`,
    ]);
    assert.ok(performance.now() - started < 5000);
  }
});

test('brackets in text are no nesting', async () => {
  const script = `a: |\n  ${'{['.repeat(500)}\nb: "${'['.repeat(500)}"\n`;
  const {values, problems} = await read(script);
  assert.equal([values.length, problems], [1, []]);
});

test('aliases cannot blow a document up', async () => {
  const list = (name: string) => `[${Array.from({length: 10}, () => `*${name}`).join(', ')}]`;
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const lines = names.map((name, index) => `${name}: &${name} ${index === 0 ? '[x]' : list(names[index - 1] ?? '')}`);
  const {values, problems} = await read(`${lines.join('\n')}\n`);
  assert.equal([values.length, problems.length], [0, 1]);
  assert.match(problems[0] ?? '', /yaml-aliases .* stand for far more/);
});

test('an anchor that holds itself, or builds depth, ends in an error', async () => {
  assert.match((await read('a: &a [*a]\n')).problems[0] ?? '', /^1:7 error yaml-aliases .*contains itself/);
  const chain = Array.from({length: 60}, (_, index) => `k${index}: &k${index} [${index ? `*k${index - 1}` : ''}]`);
  assert.match((await read(chain.join('\n'), {nesting: 50})).problems[0] ?? '', /nesting-too-deep/);
});

test('an ordinary reuse of anchors is fine', async () => {
  const uses = Array.from({length: 300}, (_, index) => `k${index}: *labels`);
  const {values, problems} = await read(`labels: &labels {app: web}\n${uses.join('\n')}\n`);
  assert.equal([values.length, problems], [1, []]);
});

test('a YAML document beyond the limit is refused, with the way out', async () => {
  const {problems} = await read(`a: 1\n---\nb: &b ${'x'.repeat(2000)}\n`, {yamlDocument: 1000});
  assert.equal(problems.length, 1);
  assert.match(problems[0] ?? '', /^3:1 error yaml-too-large/);
});

test('__proto__ is a key like any other', async () => {
  for (const text of ['__proto__: {a: 1}\n', '{"__proto__": {"a": 1}}']) {
    const {values} = await read(text);
    assert.equal(Object.keys(Object(values[0])), ['__proto__']);
    assert.is(Object.getPrototypeOf(values[0]), Object.prototype);
  }
});

test('a hundred thousand empty documents are none, and as many small ones are that many', async () => {
  const size = 100_000;
  assert.equal((await read('---\n# c\n'.repeat(size))).values, []);
  assert.is((await read('a: 1\n---\n'.repeat(size))).values.length, size);
});

test('Windows line breaks read the same', async () => {
  const {values} = await read('a: 1\r\n---\r\nb: |\r\n  x\r\n  y\r\n');
  assert.equal(values, [{a: 1}, {b: 'x\ny\n'}]);
});

test.run();
