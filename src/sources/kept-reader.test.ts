import {readdirSync, readFileSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject} from '../base/json.ts';
import {sharedDirectory} from '../testing/shared.ts';
import type {Cursor} from './cursor.ts';
import {itemReader} from './item-reader.ts';
import {doubt, skipSpace, skipValue, viewOf} from './json-bytes.ts';
import {thinObject} from './thin-object.ts';

const test = suite('what is kept of JSON');

const nesting = 400;

function cursorOf(text: Buffer): Cursor {
  const bytes = Buffer.concat([text, Buffer.alloc(1)]);
  return {bytes, view: viewOf(bytes), size: bytes.length, at: 0, kept: 0};
}

function parsed(text: Buffer): {readonly value: unknown} | undefined {
  try {
    return {value: JSON.parse(text.toString('utf8'))};
  } catch {
    return undefined;
  }
}

/** Reads as `JSON.parse` and `thinObject` do, or gives up; what was wrong, and whether it was read. */
function compare(text: Buffer, read: ReturnType<typeof itemReader>): {readonly wrong?: string; readonly read: boolean} {
  const expected = parsed(text);
  const {bytes} = cursorOf(text);
  const end = skipValue(bytes, skipSpace(bytes, 0), nesting);
  if ((end !== doubt && skipSpace(bytes, end) === text.length) !== (expected !== undefined))
    return {wrong: `skipped to ${end}`, read: false};
  const cursor = cursorOf(text);
  const value = read(cursor, undefined);
  if (cursor.at === doubt || cursor.at !== text.length) return {read: false};
  const [found, wanted] = [JSON.stringify(value), JSON.stringify(thinObject(expected?.value))];
  return found === wanted ? {read: true} : {wrong: `${found} instead of ${wanted}`, read: true};
}

/** Every object of a list, and every other value as it stands, without the space around it. */
function textsOf(value: unknown): readonly string[] {
  if (isObject(value) && Array.isArray(value.items)) return value.items.flatMap(textsOf);
  return [JSON.stringify(value), JSON.stringify(value, null, 4)];
}

function recorded(): readonly Buffer[] {
  const files = readdirSync(sharedDirectory, {recursive: true, encoding: 'utf8'});
  const texts = files
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => textsOf(parsed(readFileSync(`${sharedDirectory}/${name}`))?.value ?? null));
  return [...new Set(texts)].filter((text) => text.length < 20_000).map((text) => Buffer.from(text));
}

const texts = recorded();

test('is what JSON.parse and the table of fields leave, for all JSON that is recorded', () => {
  const read = itemReader(nesting);
  let count = 0;
  for (const text of texts) {
    const result = compare(text, read);
    assert.is(result.wrong, undefined, text.toString());
    if (result.read) count++;
  }
  assert.ok(count > 300, `${count} of ${texts.length} were read`);
});

/** A generator of the same numbers each time (Mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const tempting = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '-',
  '.',
  'e',
  't',
  'null',
  '\n',
  '\u0001',
  '\\u00e',
  'é',
];

/** Some bytes changed, removed, inserted or said twice. */
function edited(text: Buffer, below: (limit: number) => number): Buffer {
  const [at, length] = [below(text.length), below(12)];
  const removed = below(2) * below(12);
  const inserted = [Buffer.from(tempting[below(tempting.length)] ?? ''), text.subarray(at, at + length)][below(3)];
  return Buffer.concat([text.subarray(0, at), inserted ?? Buffer.alloc(0), text.subarray(at + removed)]);
}

test('is the same or nothing for what random edits make of it', () => {
  const read = itemReader(nesting);
  const below = random(5);
  const short = texts.filter(({length}) => length < 3000);
  let [valid, kept] = [0, 0];
  for (let count = 0; count < 30_000; count++) {
    const text = edited(short[below(short.length)] ?? Buffer.alloc(0), below);
    const result = compare(text, read);
    assert.is(result.wrong, undefined, text.toString());
    if (parsed(text)) valid++;
    if (result.read) kept++;
  }
  assert.ok(valid > 2000 && kept > 500, `${valid} valid, ${kept} read`);
});

test('gives up on what only JSON.parse can judge', () => {
  const read = itemReader(nesting);
  const typed = '"apiVersion": "v1", "kind": "Pod"';
  const texts_ = [
    `{${typed}, "kind": "Secret"}`,
    `{${typed}, "meta\\u0064ata": {}}`,
    `{"kind": "Pod"}`,
    '"text"',
    `{"apiVersion": "x/v1", "kind": "X", "__proto__": 1}`,
    `{${typed}, "spec": ${'['.repeat(500)}${']'.repeat(500)}}`,
  ];
  for (const text of texts_) {
    const cursor = cursorOf(Buffer.from(text));
    read(cursor, undefined);
    assert.is(cursor.at, doubt, text);
  }
});

test('is one object where many objects have the same', () => {
  const read = itemReader(nesting);
  const pod = (name: string, image: string): unknown =>
    read(
      cursorOf(
        Buffer.from(
          JSON.stringify({
            apiVersion: 'v1',
            kind: 'Pod',
            metadata: {name, labels: {app: 'web'}},
            spec: {nodeName: 'a', containers: [{name: 'c', image, ports: [{containerPort: 80}]}]},
          }),
        ),
      ),
      undefined,
    );
  const [one, two] = [pod('a', 'x'), pod('b', 'y')];
  assert.ok(isObject(one) && isObject(two) && isObject(one.metadata) && isObject(two.metadata));
  assert.is(one.metadata.labels, two.metadata.labels);
  assert.is(one.spec, two.spec);
});

test('is the same where each second text never comes again', () => {
  const read = itemReader(nesting);
  const policy = (name: string, app: string): Buffer =>
    Buffer.from(
      JSON.stringify({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: {name, namespace: 'shop'},
        spec: {podSelector: {matchLabels: {app}}, policyTypes: ['Ingress']},
      }),
    );
  const specOf = (text: Buffer): unknown => {
    const value = read(cursorOf(text), undefined);
    assert.equal(value, parsed(text)?.value);
    return isObject(value) ? value['spec'] : undefined;
  };
  const first = specOf(policy('always', 'web'));
  for (let count = 0; count < 6000; count++) {
    specOf(policy('once', `app-${count}`));
    assert.is(specOf(policy('always', 'web')), first);
  }
});

test.run();
