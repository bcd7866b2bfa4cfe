import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {diagnostic} from '../diagnostics/diagnostic.ts';
import type {PlannedChange, ReviewAnswer} from './review-answer.ts';
import {reviewMarkdown} from './review-markdown.ts';
import {paint} from './terminal.ts';
import {trafficWords} from './traffic-words.ts';

const test = suite('review in Markdown');

const plain = await paint(false);
const origin = {file: 'plan.json', document: 1, path: []};

function changeOf(address: string): PlannedChange {
  const lists = {before: [], after: [], attributes: [], replacedFor: [], unknown: [], sensitive: []};
  return {address, actions: ['create'], ...lists, origin, attributeAt: () => ''};
}

function answerOf(addresses: readonly string[], parts: Partial<ReviewAnswer> = {}): ReviewAnswer {
  const context = {locate: () => ({...origin, path: ''}), text: () => undefined, policies: [], paint: plain};
  return {
    plan: 'plan.json',
    changes: addresses.map(changeOf),
    connections: [],
    risks: addresses.map((address) => diagnostic('terraform-forgotten', origin, {arguments: {address}})),
    verdict: 'no-change',
    diff: {
      ...{judged: [], addedParties: [], removedParties: []},
      ...{nameOf: ({name}) => name, words: trafficWords(), context: {before: context, after: context}},
    },
    ...parts,
  };
}

test('it fits in a comment, and counts what is left out', () => {
  const addresses = Array.from({length: 3000}, (_, index) => `module.${'m'.repeat(400)}.kubernetes_pod.p${index}`);
  const text = reviewMarkdown([answerOf(addresses), answerOf(addresses)]);
  assert.ok(text.length < 65_536);
  assert.match(text, /and \d+ more resources/);
  assert.match(text, /3000 changed resources/);
  assert.match(reviewMarkdown([answerOf(addresses.slice(0, 20))]), /p19/);
});

test('names from a plan stay text', () => {
  const hostile = 'a["|<img src=x onerror=alert(1)>](http://x)`@team`\n# head"]';
  const text = reviewMarkdown([answerOf([hostile], {cluster: hostile})]);
  assert.not.match(text, /<img/);
  assert.not.match(text, /^# head/m);
  assert.not.match(text, /(?<!\\)\]\(http/);
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  assert.equal([...new Set(rows.map((row) => row.replace(/\\\|/g, '').split('|').length))], [5]);
});

test('each cluster has a head of its own', () => {
  const text = reviewMarkdown([answerOf([], {cluster: 'kubernetes.east'}), answerOf([], {cluster: 'kubernetes.west'})]);
  assert.match(
    text,
    /^### Network connections of kubernetes\.east: .*\n\n### Network connections of kubernetes\.west: /,
  );
});

test.run();
