import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {message} from '../diagnostics/message.ts';
import {type FakeAnswer, type FakeKubectl, listOf, writeFakeKubectl} from '../testing/kubectl.ts';
import {temporaryDirectory} from '../testing/temporary.ts';
import {type ClusterOptions, type ClusterRead, readCluster} from './cluster.ts';

const test = suite('cluster page by page');
const temporary = temporaryDirectory();

test.after(() => temporary.remove());

const view: FakeAnswer = {
  when: 'config view *',
  stdout: '{"clusters":[{"cluster":{"server":"https://a"}}],"contexts":[{"context":{"namespace":"shop"}}]}',
};
const table: FakeAnswer = {
  when: 'api-resources --verbs=list --no-headers*',
  stdout: [
    'namespaces          ns       v1                     false  Namespace',
    'pods                po       v1                     true   Pod',
    'networkpolicies     netpol   networking.k8s.io/v1   true   NetworkPolicy',
    '',
  ].join('\n'),
};
const forbidden = 'Error from server (Forbidden): pods is forbidden: User "limited" cannot list resource "pods"\n';
const expired = 'Error from server (Expired): The provided continue parameter is too old\n';

const pod = (name: string): unknown => ({metadata: {namespace: 'shop', name, managedFields: []}});
const page = (names: readonly string[], token?: string): string =>
  JSON.stringify({kind: 'PodList', apiVersion: 'v1', metadata: {continue: token}, items: names.map(pod)});
const pods = (token: string | undefined, answer: Omit<FakeAnswer, 'when'>): FakeAnswer => ({
  when: `get --raw=/api/v1/pods\\?limit=500${token === undefined ? '' : `\\&continue=${token}`}`,
  ...answer,
});
const rest: readonly FakeAnswer[] = [
  {when: 'get --raw=*', stdout: '{"kind":"List","metadata":{},"items":[]}'},
  {when: 'get *', stdout: listOf()},
];

let count = 0;
const fake = (...answers: readonly FakeAnswer[]): FakeKubectl =>
  writeFakeKubectl(join(temporary.path, String(count++)), [view, table, ...answers, ...rest]);
const read = (kubectl: FakeKubectl, options: Partial<ClusterOptions> = {}): Promise<ClusterRead> =>
  readCluster({kubectl: kubectl.path, connection: {}, ...options});
const names = ({documents}: ClusterRead): readonly string[] => documents.map(({origin}) => origin.resource ?? '');
const said = ({diagnostics}: ClusterRead): string => diagnostics.map(message).join('\n');

test('pages are put together, and their items are told what they are', async () => {
  const kubectl = fake(pods(undefined, {stdout: page(['a', 'b'], 'x/=&')}), pods('x%2F%3D%26', {stdout: page(['c'])}), {
    when: 'get --raw=/apis/networking.k8s.io/v1/networkpolicies\\?limit=500',
    stdout: page(['p']),
  });
  const result = await read(kubectl);
  assert.equal(names(result), [
    'pods/shop/a',
    'pods/shop/b',
    'pods/shop/c',
    'networkpolicies.networking.k8s.io/shop/p',
  ]);
  assert.equal(result.documents[3]?.content, {
    syntax: 'value',
    value: {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {namespace: 'shop', name: 'p'}},
  });
  assert.not(kubectl.calls().some((call) => call.startsWith('get pods')));
});

test('an expired continuation begins the list again, once', async () => {
  const twice = fake(pods(undefined, {stdout: page(['a'], 't')}), pods('t', {stderr: expired, exit: 1}));
  const result = await read(twice);
  assert.equal(result.missingKinds, ['pods']);
  assert.match(said(result), /pods: its list expired twice before it was read to the end/);
  assert.is(twice.calls().filter((call) => call.endsWith('continue=t')).length, 2);
});

test('a later page that is junk fails the kind, since half a list is none', async () => {
  for (const stdout of ['', 'junk', '[]', '{"kind":"Pod","items":[]}', '{"kind":"PodList","items":[3]}']) {
    const result = await read(fake(pods(undefined, {stdout: page(['a'], 't')}), pods('t', {stdout})));
    assert.equal(result.documents, []);
    assert.equal(result.missingKinds, ['pods']);
    assert.match(said(result), /pods: page 2 of its list is not a JSON list/);
  }
});

test('a list that never ends is left', async () => {
  const result = await read(fake(pods(undefined, {stdout: page(['a'], 't')}), pods('t', {stdout: page(['b'], 't')})));
  assert.match(said(result), /pods: its list does not come to an end/);
});

test('forbidden in the middle counts as forbidden; the one namespace is tried', async () => {
  const halfway = [pods(undefined, {stdout: page(['a'], 't')}), pods('t', {stderr: forbidden, exit: 1})];
  const own = 'get --raw=/api/v1/namespaces/shop/pods\\?limit=500';
  const result = await read(fake(...halfway, {when: own, stdout: page(['mine'])}));
  assert.equal(names(result), ['pods/shop/mine']);
  assert.equal(result.partialKinds, [{kind: 'pods', namespace: 'shop'}]);
  const nowhere = await read(fake(...halfway, {when: own, stderr: forbidden, exit: 1}));
  assert.equal(nowhere.documents, []);
  assert.equal(nowhere.missingKinds, ['pods']);
});

const refusals: readonly (readonly [string, Omit<FakeAnswer, 'when'>])[] = [
  ['is not found', {stderr: 'Error from server (NotFound): the server could not find it\n', exit: 1}],
  ['is refused by the server', {stderr: 'Error from server (BadRequest): no\n', exit: 1}],
  ['is not known to the program', {stderr: 'error: unknown flag: --raw\n', exit: 1}],
  ['is answered with something else', {stdout: '<html></html>'}],
];

for (const [what, answer] of refusals) {
  test(`where the path of a list ${what}, kubectl get is asked`, async () => {
    const plain = listOf({apiVersion: 'v1', ...Object(pod('a')), kind: 'Pod', spec: {volumes: []}});
    const result = await read(fake(pods(undefined, answer), {when: 'get pods --all-namespaces *', stdout: plain}));
    assert.equal(result.documents[0]?.content, {
      syntax: 'value',
      value: {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a', namespace: 'shop'}, spec: {}},
    });
    assert.equal(result.missingKinds, []);
  });
}

test('where the address of the server is not known, kubectl get is asked', async () => {
  const kubectl = fake();
  await read(kubectl, {connection: {cluster: 'other'}});
  assert.not(kubectl.calls().some((call) => call.includes('--raw')));
});

test('a page that is too large is not asked for in one piece', async () => {
  const kubectl = fake(pods(undefined, {run: 'exec cat /dev/zero'}));
  const result = await read(kubectl, {limits: {bytes: 50_000}});
  assert.match(said(result), /pods: its list is larger than 50000 bytes/);
  assert.not(kubectl.calls().some((call) => call.startsWith('get pods')));
});

test.run();
