import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {message} from '../diagnostics/message.ts';
import {addressIn, anything, type Match} from '../ir/match.ts';
import type {Policy} from '../ir/policy.ts';
import type {Endpoint} from '../ir/world.ts';
import {pod, policyFor, rules, worldOf} from '../testing/small-world.ts';
import {type AskedAbout, addressFindings} from './address-findings.ts';

const test = suite('odd addresses');

function about(peer: Match): readonly Policy[] {
  return [policyFor('web', {ingress: {isolates: true, rules: rules({peer})}})];
}

const block = about(addressIn('10.0.0.0/8'));

function found(endpoints: readonly Endpoint[], policies: readonly Policy[], asked?: AskedAbout): unknown {
  return addressFindings(worldOf(...endpoints), policies, asked).map(({code, severity, arguments: args}) => [
    code,
    severity,
    args['count'],
    args['names'],
  ]);
}

const [a, b, c] = [pod('a'), pod('b'), pod('c', {}, {addresses: ['10.0.0.3']})];
const [lost, other] = [pod('lost', {}, {addresses: []}), pod('other', {}, {addresses: []})];

test('two pods with one address, where policies speak of addresses', () => {
  assert.equal(found([a, b, c], block), [['address-shared', 'warning', 1, ['10.0.0.1 of shop/a and shop/b']]]);
  assert.equal(found([a, b, c], about(anything)), []);
  assert.equal(found([a, b, c], about(addressIn('0.0.0.0/0'))), []);
  assert.equal(found([a, b, c], []), []);
});

test('pods in the network of their node share its address by right', () => {
  const host = {...b, hostNetwork: true};
  assert.equal(found([a, host, c], block), []);
});

test('a question that names the shared address', () => {
  assert.equal(found([a, b, c], [], {words: ['shop/c', '10.0.0.1']}), [
    ['address-shared', 'warning', 1, ['10.0.0.1 of shop/a and shop/b']],
  ]);
  assert.equal(found([a, b, c], [], {words: ['10.0.0.3', 'external']}), []);
});

test('pods without an address among others that have one', () => {
  assert.equal(found([c, lost], block), [['address-missing', 'warning', 1, ['shop/lost']]]);
  assert.equal(found([c, lost], about(anything)), []);
  const template = {...other, workload: {kind: 'Deployment', name: 'other'}};
  assert.equal(found([c, lost, template], block), [['address-missing', 'warning', 1, ['shop/lost']]]);
});

test('where no pod has one, as in manifests, that is a remark', () => {
  assert.equal(found([lost, other], block), [['address-missing', 'info', 2, ['shop/lost', 'shop/other']]]);
});

test('only what concerns the endpoints in question', () => {
  assert.equal(found([a, b, c, lost], block, {endpoints: [c]}), []);
  assert.equal(found([a, b, c, lost], block, {endpoints: [b]}), [
    ['address-shared', 'warning', 1, ['10.0.0.1 of shop/a and shop/b']],
  ]);
});

test('at most three names, and how many there are', () => {
  const many = Array.from({length: 5}, (_, index) => pod(`p${index}`, {}, {addresses: []}));
  const [finding] = addressFindings(worldOf(c, ...many), block);
  assert.match(
    finding ? message(finding) : '',
    /5 pods have no known address \(shop\/p0, shop\/p1, shop\/p2, \.\.\.\):/,
  );
});

test.run();
