import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Path} from '../base/json.ts';
import {lineAndColumn, lineTable} from '../diagnostics/position.ts';
import type {ByteSource} from './byte-window.ts';
import {type JsonLists, readJsonLists, walkJsonList} from './json-lists.ts';
import {jsonPlaces} from './json-scan.ts';
import {usualLimits} from './limits.ts';
import {bytePositions, listDocument} from './list-documents.ts';
import {thinObject} from './thin-object.ts';

const test = suite('JSON lists in pieces');

function sourceOf(text: string | Buffer): ByteSource {
  const bytes = Buffer.from(text);
  return {size: bytes.length, read: (target, offset) => bytes.copy(target, 0, offset, offset + target.length)};
}

function read(text: string | Buffer, limits: Partial<typeof usualLimits> = {}, piece = 64): JsonLists {
  return readJsonLists(sourceOf(text), {...usualLimits, ...limits}, piece);
}

const policy = (name: string, more = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: {name, namespace: 'é', annotations: {'a/b': 'ü\n"\u{1f600}'}, ...more},
  spec: {podSelector: {}},
});
const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'p', uid: 'x'}, spec: {nodeName: 'n', volumes: [1]}};
const list = {apiVersion: 'v1', items: [policy('a'), pod, 3, null, [], {}, policy('b')], kind: 'List', metadata: {}};
const kept = {...list, items: list.items.map((each) => thinObject(each))};

test('give the items without what nobody reads, wherever the pieces end', () => {
  for (const space of [0, 2]) {
    const text = ` ${JSON.stringify(list, null, space)}\n`;
    for (let piece = 64; piece < text.length + 2; piece += 7) {
      const result = read(text, {}, piece);
      assert.ok('lists' in result, `${piece}`);
      assert.is(JSON.stringify(result.lists.map(({value}) => value)), JSON.stringify([kept]), `${piece}`);
    }
  }
});

test('may follow each other, and be empty', () => {
  const result = read(`${JSON.stringify(list)}\n{"kind": "List", "items": [ ]}`);
  assert.ok('lists' in result);
  assert.equal(
    result.lists.map(({value}) => JSON.stringify(value)),
    [JSON.stringify(kept), '{"kind":"List","items":[]}'],
  );
});

test('of a kind that stands before them give their items by that kind', () => {
  const {apiVersion, kind, ...item} = pod;
  const result = read(JSON.stringify({kind: `${kind}List`, apiVersion, items: [item, pod, {...item, kind: 'X'}]}));
  assert.ok('lists' in result);
  const {apiVersion: _version, kind: _kind, ...thin} = Object(thinObject(pod));
  assert.equal(result.lists[0]?.value.items, [thin, thinObject(pod), {...item, kind: 'X'}]);
});

test('are given up where the file is something else, cut off or broken', () => {
  const text = JSON.stringify(list);
  const other = [
    '{}',
    '{"a": 1, "items": []}',
    '{"items": 1}',
    '[]',
    'a: 1',
    `${text}\n---\na: 1`,
    '{"items": [], "items": []}',
  ];
  for (const each of other) assert.equal(Object(read(each)).problem, 'other', each);
  for (let end = 12; end < text.length; end += 5) {
    const problem = Object(read(text.slice(0, end))).problem;
    assert.ok(problem === 'unreadable' || problem === 'other', `${end}`);
  }
  const broken = read(`{"kind": "List", "items": [1, {"a": 01}]}`);
  assert.equal(broken, {problem: 'unreadable', offset: 30});
  assert.equal(
    Object(read(Buffer.from([...Buffer.from('{"items": ["'), 0xff, ...Buffer.from('"]}')]), {}, 8)).problem,
    'other',
  );
});

test('may hold strange things of any size', () => {
  const digits = '1'.repeat(10_000);
  const key = 'k'.repeat(5000);
  const result = read(`{"kind": "List", "items": [${digits}, {"${key}": "${'x'.repeat(300_000)}"}]}`);
  assert.ok('lists' in result && Array.isArray(result.lists[0]?.value.items));
  const [number, object] = result.lists[0].value.items;
  assert.is(number, Number(digits));
  assert.is(object[key].length, 300_000);
});

test('may not nest deeper than anything else, nor hold more than a text could', () => {
  const deep = (levels: number): string => `{"kind": "List", "items": [${'['.repeat(levels)}${']'.repeat(levels)}]}`;
  assert.ok('lists' in read(deep(398)));
  assert.equal(read(deep(399)), {problem: 'nesting', offset: 27});
  assert.is(Object(read(deep(100_000))).problem, 'nesting');
  assert.is(Object(read(JSON.stringify(list), {fileBytes: 500})).problem, 'too-much');
});

test('have the same places as the text', () => {
  const paths: readonly Path[] = [
    [],
    ['kind'],
    ['metadata', 'x'],
    ['nowhere', 1],
    ['items'],
    ['items', 99],
    ...[0, 1, 2, 6].flatMap((index): Path[] => [
      ['items', index],
      ['items', index, 'metadata', 'annotations', 'a/b'],
      ['items', index, 'spec', 'podSelector'],
      ['items', index, 'spec', 'x'],
    ]),
  ];
  for (const space of [0, 3]) {
    const text = JSON.stringify({...list, metadata: {continue: 'é'}}, null, space);
    const result = read(text);
    assert.ok('lists' in result && result.lists[0]);
    const document = listDocument('f', 1, result.lists[0], sourceOf(text), bytePositions(sourceOf(text)));
    for (const path of [...paths, ...[...paths].reverse()]) {
      const {line, column} = document.locate(path);
      assert.equal({line, column}, lineAndColumn(lineTable(text), jsonPlaces(text, 0)(path)), path.join('.'));
    }
  }
});

test('give what JSON.parse gives, for any values', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.constantFrom(0, 1), (items, space) => {
      const text = JSON.stringify({kind: 'List', items}, null, space);
      const result = read(text, {}, 32);
      assert.ok('lists' in result);
      const expected = {kind: 'List', items: JSON.parse(text).items.map((each: unknown) => thinObject(each))};
      assert.is(JSON.stringify(result.lists[0]?.value), JSON.stringify(expected));
    }),
    {seed: 5, numRuns: 300},
  );
});

/** What a walk gives, and whether it came to the end; undefined where none begins. */
function walked(text: string | Buffer, limits: Partial<typeof usualLimits> = {}) {
  const walk = walkJsonList(sourceOf(text), {...usualLimits, ...limits}, 64);
  if (!walk) return undefined;
  const items = [...walk.items];
  return {head: walk.head, items, complete: walk.outcome.complete};
}

test('may be walked item by item', () => {
  for (const space of [0, 2]) {
    const {kind, items} = kept;
    assert.equal(walked(JSON.stringify(list, null, space)), {
      head: {apiVersion: 'v1', kind},
      items,
      complete: true,
    });
  }
  assert.equal(walked('{"kind": "PodList", "apiVersion": "v1", "items": [{"metadata": {"name": "a"}}]}'), {
    head: {kind: 'PodList', apiVersion: 'v1'},
    items: [{metadata: {name: 'a'}}],
    complete: true,
  });
});

test('are not walked where what their items are is told behind them, or nothing is a list', () => {
  for (const each of [
    '',
    '{}',
    '[]',
    '{"kind": "List"}',
    '{"a": 1, "items": []}',
    'a: 1',
    '{"kind":"PodList","items":[]}',
  ]) {
    assert.is(walked(each), undefined, each);
  }
  for (const behind of ['"kind": "PodList"', '"kind": null', '"metadata": {}']) {
    assert.is(walked(`{"items": [1], ${behind}}`)?.complete, false, behind);
  }
});

test('break while they are walked wherever they cannot be read', () => {
  const text = JSON.stringify(list);
  for (let end = text.indexOf('[') + 1; end < text.length; end += 5) {
    assert.is(walked(text.slice(0, end))?.complete, false, `${end}`);
  }
  for (const more of ['1', text, '\n---\na: 1']) assert.is(walked(`${text}${more}`)?.complete, false);
  assert.is(walked(text, {fileBytes: 500})?.complete, false);
  const bytes = Buffer.from(text.replace('Pod', 'P?d'));
  bytes[bytes.indexOf('?')] = 0xff;
  assert.is(walked(bytes)?.complete, false);
});

test.run();
