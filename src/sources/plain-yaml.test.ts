import {readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Path} from '../base/json.ts';
import {editedText} from '../testing/edited-text.ts';
import {chooser} from '../testing/laws/chooser.ts';
import {projectDirectory, sharedDirectory} from '../testing/shared.ts';
import {plainPlaces, readPlainYaml} from './plain-yaml.ts';
import {splitDocuments} from './split-documents.ts';
import {parseYaml} from './yaml.ts';

const test = suite('plain YAML');

/** All documents at hand, each once. JSON is YAML too. */
const manifests: readonly string[] = [
  ...new Set(
    [sharedDirectory, join(projectDirectory, 'testdata')]
      .flatMap((root) => readdirSync(root, {recursive: true, encoding: 'utf8'}).map((name) => join(root, name)))
      .filter((path) => /\.(ya?ml|json)$/.test(path) && statSync(path).size < 200_000)
      .sort()
      .flatMap((path) => splitDocuments(readFileSync(path, 'utf8')).chunks.map(({text}) => text)),
  ),
];

/** True when this reader takes the text; then the full parser must have read the same, without a remark. */
function takenAlike(text: string): boolean {
  const plain = readPlainYaml(text);
  if (plain === undefined) return false;
  const {value, problems, ignoredFrom} = parseYaml(text, 400);
  // As text, since the order of keys counts.
  assert.is(JSON.stringify(plain), JSON.stringify(value), text);
  assert.equal([problems, ignoredFrom], [[], undefined], text);
  return true;
}

/** Every path's place must be the full parser's. */
function placedAlike(text: string): void {
  const value = readPlainYaml(text);
  if (!value) return;
  const [plain, full] = [plainPlaces(text), parseYaml(text, 400).offsetAt];
  for (const path of paths(value)) assert.equal([path, plain(path)], [path, full(path)], text);
}

test('real manifests are read as the full parser reads them, nearly all of them here', () => {
  const taken = manifests.filter((text, index) => {
    const alike = takenAlike(text);
    if (alike && index % 8 === 0) placedAlike(text);
    return alike;
  });
  const blocks = manifests.filter((text) => !/^\s*[[{]/.test(text));
  assert.ok(blocks.length > 2000 && taken.length > 0.98 * blocks.length, `${taken.length} of ${blocks.length}`);
});

test('literal blocks keep their lines, in lists too', () => {
  const texts = [
    'a: |\n  x\n\n    y\n  # z\n\n\nb: |-\n  {"k": 1}\n\n# end\nc:\n- |\n  x: y\n- k: |-\n    - z\n  l: 1\n',
    'a: |\r\n  x\r\n  y\r\nb: 1\r\n',
    'a: |\n  x  \n     \n',
  ];
  for (const text of texts) assert.ok(takenAlike(text), text);
});

test('whatever is changed in a manifest, both read the same or this one gives up', () => {
  const edits = Number(process.env['YAML_EDITS'] ?? 4000);
  const choose = chooser(Number(process.env['YAML_SEED'] ?? 7));
  const small = manifests.filter((text) => text.length < 2000);
  let taken = 0;
  for (let count = 0; count < edits; count++) {
    const text = editedText(choose.pick(small) ?? '', choose);
    if (!takenAlike(text)) continue;
    taken++;
    if (count % 4 === 0) placedAlike(text);
  }
  assert.ok(taken > 0.1 * edits, `only ${taken} taken`);
});

test('keys with colons, values on the next line and addresses in brackets need no thought', () => {
  const texts = [
    'matchLabels:\n  k8s:app: web\n  any:tier/x: 1\n',
    'spec:\n  {}\nother:\n  "x"\nlast:\n- \'y\'\n',
    'a: [fd00::/8, 10.0.0.0/8, {k8s:app: x}]\n',
    'a: fd00::1 # c\nb: ::1\nc: 12:30\n',
    '# only\n\n  # comments\n',
  ];
  for (const text of texts) {
    assert.ok(takenAlike(text), text);
    placedAlike(text);
  }
});

test('no line is too long, and no list', () => {
  const size = 3_000_000;
  const taken = [
    `a: ${'x'.repeat(size)}\n`,
    `a: ${'x y '.repeat(size)}\n`,
    `a: [${'x '.repeat(size)}]\n`,
    `a: "${'x'.repeat(size)}"\n`,
    `${'\n'.repeat(size)}a: 1\n`,
    `a:\n${'- x\n'.repeat(size / 10)}`,
  ];
  for (const text of taken) assert.ok(readPlainYaml(text), text.slice(0, 20));
  const doubtful = [
    `${'k'.repeat(size)}: 1\n`,
    `a: '${"''".repeat(size)}'\n`,
    'a:'.repeat(size),
    `a: ${'['.repeat(size)}`,
    '- '.repeat(size),
    Array.from({length: 1000}, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  ];
  for (const text of doubtful) assert.is(readPlainYaml(text), undefined, text.slice(0, 20));
});

test('what needs thought is left alone', () => {
  const doubtful = [
    'a: &x 1',
    'a: *x',
    'a: !!str 1',
    'a: |\n  x',
    'a: |\n\n  x\n',
    'a:\n  b: |\n      x\n    y\n',
    'a: |2\n   x\n',
    'a: >\n  x\n',
    'a: x\n  y',
    'a: "x\\n"',
    'a: 1\na: 2',
    'on: 1',
    '1: a',
    'a:\tb',
    '- a',
    'text',
    'a: b: c',
    'a: [b: c]',
    'a: {b}',
    'a: {b:c}',
    'a: .inf',
    '? a',
    '__proto__: 1',
    'a: 1\n...',
    '%YAML 1.1',
    ' a: 1\nb: 2',
    'a:\n  b: 1\n c: 2',
    "a: 'it's'",
    'a: x\u2028b: y',
  ];
  for (const text of doubtful) assert.is(readPlainYaml(text), undefined, text);
});

function paths(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const members = new Map<string | number, unknown>(Object.entries(value));
  return [path, ...steps.flatMap((step) => paths(members.get(String(step)), [...path, step]))];
}

test.run();
