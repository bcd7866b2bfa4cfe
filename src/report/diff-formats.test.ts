import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Origin} from '../diagnostics/origin.ts';
import type {DiffItem, Party} from '../evaluate/connectivity.ts';
import {deployment, policyNamed, tcp} from '../testing/small-matrix.ts';
import {type DiffAnswer, differs, noCounts} from './diff-answer.ts';
import {diffDocument} from './diff-json.ts';
import {diffMarkdown} from './diff-markdown.ts';
import {diffText} from './diff-text.ts';
import {jsonStream} from './document-stream.ts';
import {plain} from './terminal.ts';
import {trafficWords} from './traffic-words.ts';

const test = suite('formats of a difference');

const [web, db] = [deployment('shop/web'), deployment('shop/db')];

function itemOf(change: DiffItem['change'], parts: Partial<DiffItem> = {}): DiffItem {
  const [before, after] = [change === 'added' ? [] : tcp(80), change === 'removed' ? [] : tcp(443)];
  return {
    change,
    from: web,
    to: db,
    before,
    after,
    unknownBefore: [],
    unknownAfter: [],
    unknowns: [],
    settledBy: [],
    because: [],
    ...parts,
  };
}

function answerOf(items: readonly (readonly DiffItem[])[], parts: Partial<DiffAnswer> = {}): DiffAnswer {
  const context = (file: string) => ({
    locate: ({path}: Origin) => ({file, document: 1, path: path.join('.'), line: 7}),
    text: () => undefined,
    policies: [],
    paint: plain,
  });
  return {
    judged: items.map((each, index) => ({
      cni: ['calico', 'cilium'][index] ?? '',
      diffs: [
        {
          addedParties: [],
          removedParties: [],
          compared: each.length,
          most: each.length,
          count: () => each.length,
          items: () => each,
        },
      ],
    })),
    addedParties: [],
    removedParties: [],
    nameOf: ({name}: Party) => name,
    words: trafficWords(),
    context: {before: context('old.yaml'), after: context('new.yaml')},
    ...parts,
  };
}

test('each change with the policies that cause it, in the input where they stand', () => {
  const because = [
    {input: 'before', reference: policyNamed('gone')} as const,
    {input: 'after', reference: policyNamed('new')} as const,
  ];
  const items = [itemOf('added'), itemOf('removed', {because}), itemOf('changed')];
  assert.is(
    [...diffText(answerOf([items]), noCounts())].join(''),
    [
      'added    shop/web -> shop/db: TCP 443',
      'removed  shop/web -> shop/db: TCP 80',
      '          before NetworkPolicy shop/gone (old.yaml:7)',
      '          after  NetworkPolicy shop/new (new.yaml:7)',
      'changed  shop/web -> shop/db: was TCP 80; now TCP 443',
      '',
      '3 connections differ: 1 added, 1 removed, 1 changed',
      '',
    ].join('\n'),
  );
  const markdown = [...diffMarkdown(answerOf([items]), noCounts())].join('');
  assert.match(markdown, /^\| Change \| From \| To \| Before \| After \| Because of \|\n\| --- /);
  assert.match(
    markdown,
    /\| NetworkPolicy shop\/gone \(before, old\.yaml:7\); NetworkPolicy shop\/new \(after, new\.yaml:7\) \|\n/,
  );
  const json = JSON.parse([...diffDocument(answerOf([items]), noCounts(), {}, jsonStream())].join(''));
  assert.equal(json.summary, {added: 1, removed: 1, changed: 1});
  assert.equal(
    json.items[1].because.map(({input, name, source}: never) => [input, name, source]),
    [
      ['before', 'gone', {file: 'old.yaml', document: 1, path: '', line: 7}],
      ['after', 'new', {file: 'new.yaml', document: 1, path: '', line: 7}],
    ],
  );
});

test('what is not known is marked on its side', () => {
  const item = itemOf('changed', {after: [], unknownAfter: tcp(80, 443)});
  assert.match([...diffText(answerOf([[item]]), noCounts())].join(''), /: was TCP 80; now perhaps TCP 80,443\n/);
  assert.match([...diffMarkdown(answerOf([[item]]), noCounts())].join(''), /\| TCP 80 \| perhaps TCP 80,443 \|/);
  const json = JSON.parse([...diffDocument(answerOf([[item]]), noCounts(), {}, jsonStream())].join(''));
  assert.equal([json.items[0].after, json.items[0].unknownAfter], [[], [{protocol: 'TCP', ports: '80,443'}]]);
  assert.is('unknownBefore' in json.items[0], false);
});

test('no difference says so in words', () => {
  const words = 'No difference: the same connections may open before and after.\n';
  for (const format of [diffText, diffMarkdown]) {
    const counts = noCounts();
    assert.is([...format(answerOf([[]]), counts)].join(''), words);
    assert.is(differs(answerOf([[]]), counts), false);
  }
});

test('parties that only one input has make a difference of their own', () => {
  const answer = answerOf([[]], {addedParties: [web], removedParties: [db]});
  const counts = noCounts();
  assert.is(
    [...diffText(answer, counts)].join(''),
    'Only after: shop/web\nOnly before: shop/db\nNo connection differs among those that both have.\n',
  );
  assert.is(differs(answer, counts), true);
});

test('two engines are named', () => {
  const answer = answerOf([[itemOf('added')], [itemOf('removed')]]);
  const text = [...diffText(answer, noCounts())].join('');
  assert.match(text, /^added {3}as calico judges {2}shop\/web .*\nremoved as cilium judges {2}shop/);
  assert.match([...diffMarkdown(answer, noCounts())].join(''), /^\| Engine \| Change .*\n.*\n\| calico \| added /);
  const json = JSON.parse([...diffDocument(answer, noCounts(), {}, jsonStream())].join(''));
  assert.equal(
    json.items.map(({profile}: {profile: unknown}) => profile),
    [{cni: 'calico'}, {cni: 'cilium'}],
  );
});

test('no name reaches a terminal or a table as it is', () => {
  const evil = deployment('a|\n\u001b[31m<b>');
  const because = [{input: 'after', reference: policyNamed('x|\u001b\n')} as const];
  const answer = answerOf([[itemOf('added', {from: evil, because})]], {addedParties: [evil]});
  for (const format of [diffText, diffMarkdown]) {
    assert.not.match([...format(answer, noCounts())].join('').replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
  }
  assert.match([...diffMarkdown(answer, noCounts())].join(''), /\| a\\\|\\\\n\\\\u001b\\\[31m&lt;b&gt; \|/);
});

test.run();
