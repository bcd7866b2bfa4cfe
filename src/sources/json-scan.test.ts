import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Path} from '../base/json.ts';
import {jsonExtent, jsonPlaces, repeatedKeys} from './json-scan.ts';
import {parseYaml} from './yaml.ts';

const test = suite('JSON without building it');

test('the end is behind the bracket that closes, whatever strings hold', () => {
  assert.equal(jsonExtent('{"a": "}\\"]", "b": [{}]} tail', 0, 10), {end: 24});
  assert.equal(jsonExtent('x [1]', 2, 10), {end: 5});
});

test('a value that does not end is told from one that is too deep', () => {
  assert.equal(jsonExtent('{"a": [', 0, 10), {problem: 'unfinished', offset: 7});
  assert.equal(jsonExtent('{"a": "x\\"', 0, 10), {problem: 'unfinished', offset: 10});
  assert.equal(jsonExtent('[[[', 0, 2), {problem: 'nesting', offset: 2});
});

test('places in JSON are those that the YAML parser finds', () => {
  fc.assert(
    fc.property(fc.jsonValue({maxDepth: 4}), fc.nat(2), (value, space) => {
      const text = JSON.stringify({root: value}, null, space);
      const [quick, full] = [jsonPlaces(text, 0), parseYaml(text, 400).offsetAt];
      for (const path of paths({root: value})) assert.equal([path, quick(path)], [path, full(path)], text);
    }),
    {seed: 3, numRuns: 300},
  );
});

function paths(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, each]) => paths(each, [...path, Array.isArray(value) ? Number(key) : key])),
  ];
}

test('a key that stands twice in one object is found, however it is written', () => {
  const text = '{"a": {"b": "a", "c": [{"b": 1}, "b"]}, "\\u0061": 1, "b": {"x": 1, "x": {"x": 2}}}';
  assert.equal(
    repeatedKeys(text, 0, text.length).map(({key, offset}) => [key, text.slice(offset, offset + 8)]),
    [
      ['a', '"\\u0061"'],
      ['x', '"x": {"x'],
    ],
  );
});

test.run();
