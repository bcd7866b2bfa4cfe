import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Path} from '../base/json.ts';
import {projectDirectory, sharedDirectory} from '../testing/shared.ts';
import {plainPlaces, readPlainYaml} from './plain-yaml.ts';
import {splitDocuments} from './split-documents.ts';
import {parseYaml} from './yaml.ts';

const test = suite('plain YAML');

/** A part of all manifests that are at hand, the same on every run. */
const manifests: readonly string[] = [sharedDirectory, join(projectDirectory, 'testdata')]
  .flatMap((root) => readdirSync(root, {recursive: true, encoding: 'utf8'}).map((name) => join(root, name)))
  .filter((path) => path.endsWith('.yaml'))
  .sort()
  .filter((_, index) => index % 12 === 0)
  .flatMap((path) => splitDocuments(readFileSync(path, 'utf8')).chunks.map(({text}) => text));

/** True when this reader takes the text; then the full parser must have read the same, without a remark. */
function takenAlike(text: string): boolean {
  const plain = readPlainYaml(text);
  if (plain === undefined) return false;
  const {value, problems, ignoredFrom} = parseYaml(text, 400);
  assert.equal([plain, [], undefined], [value, problems, ignoredFrom], text);
  return true;
}

test('real manifests are read as the full parser reads them, nearly all of them here', () => {
  const taken = manifests.filter(takenAlike).length;
  assert.ok(manifests.length > 200 && taken > 0.8 * manifests.length, `${taken} of ${manifests.length}`);
});

test('literal blocks keep their lines, in lists too', () => {
  const texts = [
    'a: |\n  x\n\n    y\n  # z\n\n\nb: |-\n  {"k": 1}\n\n# end\nc:\n- |\n  x: y\n- k: |-\n    - z\n  l: 1\n',
    'a: |\r\n  x\r\n  y\r\nb: 1\r\n',
    'a: |\n  x  \n     \n',
  ];
  for (const text of texts) assert.ok(takenAlike(text), text);
});

test('places are those of the full parser', () => {
  for (const text of manifests.filter((_, index) => index % 10 === 0)) {
    const value = readPlainYaml(text);
    if (!value) continue;
    const [plain, full] = [plainPlaces(text), parseYaml(text, 400).offsetAt];
    for (const path of paths(value)) assert.equal([path, plain(path)], [path, full(path)], text);
  }
});

test('whatever is changed in a manifest, both read the same or this one gives up', () => {
  const bits = [' ', '  ', '\n', '- ', ': ', ':', '#', ' #', '"', "'", '[', ']', '{', '}', ',', '&a', '*a', '!', '|'];
  const more = [
    '>',
    '\t',
    'yes',
    '1',
    '-',
    '?',
    '%',
    '@',
    '\\',
    '~',
    'x',
    '|\n    ',
    '\r\n',
    '\u00a0',
    '\u3000',
    '<<',
    '...',
  ];
  const bit = fc.constantFrom('', ...bits, ...more);
  const edit = fc.record({where: fc.double({min: 0, max: 1, noNaN: true}), remove: fc.nat(3), bit});
  const edits = fc.array(edit, {minLength: 1, maxLength: 3});
  let taken = 0;
  fc.assert(
    fc.property(fc.constantFrom(...manifests), edits, (text, changes) => {
      const changed = changes.reduce((before, each) => {
        const at = Math.floor(each.where * before.length);
        return before.slice(0, at) + each.bit + before.slice(at + each.remove);
      }, text);
      if (takenAlike(changed)) taken++;
    }),
    {seed: 7, numRuns: 1500},
  );
  assert.ok(taken > 150, `only ${taken} taken`);
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
