import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import {type DocumentStream, jsonStream} from './document-stream.ts';
import {printJson} from './json.ts';
import {printYaml} from './yaml.ts';
import {yamlStream} from './yaml-stream.ts';

const test = suite('documents in pieces');

const head = {kind: 'X', inputs: [{file: 'a'}], text: 'two\nlines \u001b'};
const lists: readonly (readonly JsonObject[])[] = [
  [],
  [{a: 1}],
  [{a: {b: [1, {c: 'x\ny'}]}, empty: []}, {}, {list: [[], [1]], 'odd key:': '- z'}],
];
const tails: readonly JsonObject[] = [{}, {summary: {added: 0}, more: []}];

function streamed(stream: DocumentStream, items: readonly JsonObject[], tail: JsonObject): string {
  return [stream.begin(head), ...items.map(stream.item), stream.end(tail)].join('');
}

test('a document in pieces is the document printed at once', () => {
  for (const items of lists) {
    for (const tail of tails) {
      const whole = {...head, items, ...tail};
      assert.is(streamed(jsonStream(), items, tail), `${printJson(whole)}\n`);
      assert.is(streamed(yamlStream(), items, tail), printYaml([{value: whole}]));
    }
  }
});

test.run();
