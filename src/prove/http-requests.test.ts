import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {fullMatch} from '../base/regular-expression.ts';
import {httpRequests} from './http-requests.ts';

const test = suite('http requests');

test('no rule looks at requests: none is asked', () => {
  assert.equal(httpRequests([]), {requests: [], missed: []});
});

test('a rule is probed from inside, beside and outside', () => {
  const {requests} = httpRequests([{method: {test: 'exact', text: 'POST'}, path: {test: 'exact', text: '/v1'}}]);
  assert.equal(
    requests.map(({method, path}) => `${method} ${path}`),
    [
      'POST /v1',
      'OPTIONS /v1',
      'POST /.netpol-other',
      'POST /v1?q=1',
      'POST /v1x',
      'POST /v1/x',
      'OPTIONS /.netpol-other',
    ],
  );
});

test('a simple expression gets a text that it matches', () => {
  const patterns = [
    '/v1/[0-9]+/items',
    '/public/.*',
    '/a\\.html',
    '^/api/v[12]/users/\\d+$',
    '/v1(\\?.*)?',
    '(/a|/b)/c',
    '/x/?',
    '/files/[^/]+\\.txt',
  ];
  for (const pattern of patterns) {
    const {requests, missed} = httpRequests([{path: {test: 'regex', pattern}}]);
    assert.equal(missed, [], pattern);
    assert.ok(
      requests.some(({path}) => fullMatch(pattern.replace(/^\^|\$$/g, ''), path)),
      pattern,
    );
  }
});

test('an expression without a known text is named', () => {
  const pattern = '(a{3}b){2,}';
  assert.equal(httpRequests([{path: {test: 'regex', pattern}}]).missed, [pattern]);
});

test('an expression with many groups is given up on soon', () => {
  const pattern = `${'(a|b|c)'.repeat(40)}{2}x`;
  const start = performance.now();
  assert.equal(httpRequests([{path: {test: 'regex', pattern}}]).missed, [pattern]);
  assert.ok(performance.now() - start < 1000);
});

test('hosts are varied only where some rule names one', () => {
  const {requests} = httpRequests([{host: {test: 'exact', text: 'shop.example'}}, {}]);
  assert.ok(requests.every(({host}) => host !== undefined));
  assert.ok(requests.some(({host}) => host === 'shop.example'));
});

test.run();
