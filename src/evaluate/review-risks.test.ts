import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import {deny, deployment, networkPolicy} from '../testing/corner.ts';
import {judgedWorld, namespace, withMetadata} from '../testing/judged-world.ts';
import {connectionChange} from './connection-change.ts';
import {connectivityDiff} from './difference.ts';
import {reviewRisks} from './review-risks.ts';

const test = suite('risks of a change');

const world = [
  ...['shop', 'other', 'kube-system'].map((name) => namespace(name)),
  deployment('web', {app: 'web'}),
  withMetadata(deployment('peer', {app: 'peer'}), {namespace: 'other'}),
];
const dns = withMetadata(deployment('coredns', {'k8s-app': 'kube-dns'}), {namespace: 'kube-system'});

/** `code names` of each risk. */
async function risks(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
  around: readonly JsonObject[] = world,
): Promise<readonly string[]> {
  const [was, is] = [await judgedWorld([...around, ...before]), await judgedWorld([...around, ...after])];
  const items = [{}, {external: true}].flatMap((options) => [...connectivityDiff(was, is, options).items()]);
  return reviewRisks(was, is, items.map(connectionChange), () => true).map(({code, arguments: said}) => {
    const {direction, names, from, to, policy} = said;
    const words = [direction, from, to, policy, ...(Array.isArray(names) ? names : [])];
    return [code, ...words.filter((word) => word !== undefined)].join(' ');
  });
}

const web = {app: 'web'};
const closed = deny(web, 'ingress');

test('nothing changes, nothing is told', async () => {
  assert.equal(await risks([closed], [closed]), []);
});

test('the last isolating policy goes', async () => {
  assert.equal(await risks([closed], []), [
    'review-opened-outside ingress shop/web',
    'review-across-namespaces other shop',
    'review-isolation-removed ingress shop/web',
  ]);
});

test('a peer of another namespace is let in, the isolation stays', async () => {
  const open = networkPolicy(web, {ingress: [{from: [{namespaceSelector: {}}]}]});
  assert.equal(await risks([closed], [open]), ['review-across-namespaces other shop']);
});

test('a policy that selects nothing', async () => {
  assert.equal(await risks([], [deny({app: 'nobody'}, 'ingress')]), [
    'review-selects-nothing NetworkPolicy/shop/p-nobody',
  ]);
});

test('DNS is cut off, with and without pods of kube-dns in sight', async () => {
  const out = deny(web, 'egress');
  const toDns = {to: [{namespaceSelector: {}}], ports: [{port: 53, protocol: 'UDP'}]};
  for (const around of [world, [...world, dns]]) {
    assert.equal(await risks([], [out], around), ['review-dns-cut shop/web']);
    assert.equal(await risks([], [networkPolicy(web, {egress: [toDns]})], around), []);
    assert.equal(await risks([out], [out], around), []);
  }
});

test('a pod that is new and cannot ask is told as well', async () => {
  const both = [deployment('web', web), deny(web)];
  assert.ok((await risks([], both, [namespace('shop')])).includes('review-dns-cut shop/web'));
});

test.run();
