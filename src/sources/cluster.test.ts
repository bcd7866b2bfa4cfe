import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {message} from '../diagnostics/message.ts';
import {type FakeAnswer, type FakeKubectl, listOf, writeFakeKubectl} from '../testing/kubectl.ts';
import {temporaryDirectory} from '../testing/temporary.ts';
import {type ClusterOptions, type ClusterRead, readCluster} from './cluster.ts';

const test = suite('cluster');
const temporary = temporaryDirectory();

test.after(() => temporary.remove());

const view: FakeAnswer = {
  when: 'config view *',
  stdout: '{"contexts":[{"context":{"cluster":"c","namespace":"shop"}}],"current-context":"work"}',
};
const has = (...resources: readonly string[]): FakeAnswer => ({
  when: 'api-resources *',
  stdout: ['namespaces', 'pods', ...resources, ''].join('\n'),
});
const policy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: {namespace: 'shop', name: 'db'},
};
const empty: FakeAnswer = {when: 'get *', stdout: listOf()};
const forbidden = 'Error from server (Forbidden): x is forbidden: User "limited" cannot list resource "x"\n';

let count = 0;
const fake = (...answers: readonly FakeAnswer[]): FakeKubectl =>
  writeFakeKubectl(join(temporary.path, String(count++)), answers);
const read = (kubectl: FakeKubectl, options: Partial<ClusterOptions> = {}): Promise<ClusterRead> =>
  readCluster({kubectl: kubectl.path, connection: {}, ...options});
const said = ({diagnostics}: ClusterRead): readonly string[] =>
  diagnostics.map((each) => `${each.severity}: ${message(each)}`);

test('one call a kind, by its full name, in all namespaces, with the flags handed over', async () => {
  const policies = {when: 'get networkpolicies.networking.k8s.io *', stdout: listOf(policy)};
  const kubectl = fake(view, has('networkpolicies.networking.k8s.io', 'nodes', 'foos.example.com'), policies, empty);
  const result = await read(kubectl, {connection: {context: 'work', asGroup: ['a']}});
  assert.equal(kubectl.calls().toSorted(), [
    'api-resources --verbs=list --no-headers --context=work --as-group=a',
    'config view --minify --output=json --context=work --as-group=a',
    'get namespaces --output=json --context=work --as-group=a',
    'get networkpolicies.networking.k8s.io --all-namespaces --output=json --context=work --as-group=a',
    'get nodes --output=json --context=work --as-group=a',
    'get pods --all-namespaces --output=json --context=work --as-group=a',
  ]);
  assert.equal(result.context, {context: 'work', cluster: 'c', namespace: 'shop'});
  assert.equal(result.missingKinds, []);
  assert.equal(
    result.documents.map(({origin, content, live}) => [origin, content, live]),
    [
      [
        {file: 'cluster', document: 1, path: [], resource: 'networkpolicies.networking.k8s.io/shop/db'},
        {syntax: 'value', value: policy},
        true,
      ],
    ],
  );
});

test('kinds the cluster does not have are one remark', async () => {
  const result = await read(fake(view, has(), empty));
  assert.is(result.diagnostics.length, 1);
  assert.match(said(result)[0] ?? '', /^info: this cluster does not have: .*networkpolicies\.networking\.k8s\.io/);
  assert.equal(result.missingKinds, []);
});

test('a kind that vanished since it was listed is absent, not an error', async () => {
  const stderr = `error: the server doesn't have a resource type "nodes"\n`;
  const result = await read(fake(view, has('nodes'), {when: 'get nodes *', stderr, exit: 1}, empty));
  assert.equal(
    result.diagnostics.map(({code}) => code),
    ['kinds-absent'],
  );
});

test('objects that both Calico groups hold are read once', async () => {
  const both = ['tiers.projectcalico.org', 'tiers.crd.projectcalico.org'] as const;
  const kubectl = fake(view, has(...both, 'hostendpoints.crd.projectcalico.org'), empty);
  await read(kubectl);
  const calico = kubectl.calls().filter((call) => /^get .*calico/.test(call));
  assert.equal(calico.toSorted(), [
    'get hostendpoints.crd.projectcalico.org --output=json',
    'get tiers.projectcalico.org --output=json',
  ]);
});

test('where the first Calico group may not be read, the second is', async () => {
  const tier = {when: 'get tiers.projectcalico.org *', stdout: listOf(), stderr: forbidden, exit: 1};
  const kubectl = fake(view, has('tiers.projectcalico.org', 'tiers.crd.projectcalico.org'), tier, empty);
  const result = await read(kubectl);
  assert.ok(kubectl.calls().includes('get tiers.crd.projectcalico.org --output=json'));
  assert.equal(result.missingKinds, []);
});

test('settings of Cilium are asked for where Cilium is', async () => {
  const config = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {name: 'cilium-config'},
    data: {'enable-policy': 'always'},
  };
  const settings = {when: 'get configmaps cilium-config *', stdout: JSON.stringify(config)};
  const kubectl = fake(view, has('configmaps', 'ciliumnodes.cilium.io'), settings, empty);
  const result = await read(kubectl);
  assert.ok(
    kubectl.calls().includes('get configmaps cilium-config --ignore-not-found --namespace=kube-system --output=json'),
  );
  assert.equal(result.documents[0]?.content, {syntax: 'value', value: config});
  const without = fake(view, has('configmaps'), empty);
  await read(without);
  assert.not(without.calls().some((call) => call.startsWith('get configmaps')));
});

test('a forbidden kind is named, and an empty list that comes with it is not believed', async () => {
  const nodes = {when: 'get nodes *', stdout: listOf({kind: 'Node'}), stderr: forbidden, exit: 1};
  const result = await read(fake(view, has('nodes'), nodes, empty));
  assert.equal(result.documents, []);
  assert.equal(result.missingKinds, ['nodes']);
  assert.match(said(result)[0] ?? '', /^warning: not allowed to list: nodes;/);
});

test('forbidden for all namespaces: the one namespace is tried', async () => {
  const kubectl = fake(
    view,
    has('networkpolicies.networking.k8s.io', 'nodes'),
    {when: 'get networkpolicies.networking.k8s.io --namespace=mine *', stdout: listOf(policy)},
    {when: 'get namespaces mine *', stdout: '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "mine"}}'},
    {when: 'get *', stdout: listOf(), stderr: forbidden, exit: 1},
  );
  const result = await read(kubectl, {namespace: 'mine'});
  assert.equal(result.missingKinds, ['nodes', 'pods']);
  assert.equal(result.partialKinds, [
    {kind: 'namespaces', namespace: 'mine'},
    {kind: 'networkpolicies.networking.k8s.io', namespace: 'mine'},
  ]);
  assert.is(result.documents.length, 2);
  assert.equal(
    result.diagnostics.map(({code}) => code),
    ['kinds-forbidden', 'kinds-of-one-namespace', 'kinds-absent'],
  );
});

test('an API server that is down behind the main one takes only its own kinds along', async () => {
  const list = 'error: unable to retrieve the complete list of server APIs: ';
  const down = 'the server is currently unable to handle the request';
  const stderr = `${list}metrics.k8s.io/v1beta1: ${down}, projectcalico.org/v3: ${down}\n`;
  const resources = {...has('nodes', 'globalnetworkpolicies.crd.projectcalico.org'), stderr, exit: 1};
  const result = await read(fake(view, resources, empty));
  assert.ok(result.missingKinds.includes('networkpolicies.projectcalico.org'));
  assert.not(result.missingKinds.includes('globalnetworkpolicies.projectcalico.org'));
  assert.not(result.missingKinds.includes('nodes'));
  assert.match(said(result)[0] ?? '', /^error: cannot read from the cluster: .*: the server is currently unable/);
});

test('a server that fails for one kind', async () => {
  const stderr = 'Error from server: etcdserver: request timed out\n';
  const result = await read(fake(view, has('nodes'), {when: 'get nodes *', stderr, exit: 1}, empty));
  assert.equal(result.missingKinds, ['nodes']);
  assert.is(
    said(result)[0],
    'error: cannot read from the cluster: nodes: Error from server: etcdserver: request timed out',
  );
});

test('junk and endless output of one kind are errors of that kind', async () => {
  const kubectl = fake(
    view,
    has('nodes', 'services'),
    {when: 'get nodes *', run: 'head -c 1000 /dev/urandom'},
    {when: 'get services *', run: 'exec cat /dev/zero'},
    {when: 'get pods *', stdout: listOf({kind: 'Pod'})},
    empty,
  );
  const result = await read(kubectl, {limits: {bytes: 100_000}});
  assert.equal(result.missingKinds, ['nodes', 'services']);
  assert.is(result.documents.length, 1);
  assert.equal(said(result).slice(0, 2), [
    'error: cannot read from the cluster: services: its list is larger than 100000 bytes',
    'error: cannot read from the cluster: nodes: kubectl printed something that is not a JSON list',
  ]);
});

test('where discovery is of no use, each kind is asked for and answers for itself', async () => {
  const stderr = `error: the server doesn't have a resource type "foo"\n`;
  const kubectl = fake(
    view,
    {when: 'api-resources *', stdout: 'junk', exit: 3},
    {when: 'get namespaces *', stdout: listOf({kind: 'Namespace'})},
    {when: 'get *', stderr, exit: 1},
  );
  const result = await read(kubectl);
  assert.is(result.documents.length, 1);
  assert.equal(
    result.diagnostics.map(({code}) => code),
    ['kinds-absent'],
  );
  assert.ok(kubectl.calls().some((call) => call.startsWith('get tiers.crd.projectcalico.org ')));
});

const hopeless: readonly (readonly [string, readonly FakeAnswer[], RegExp])[] = [
  [
    'no server',
    [view, {when: '*', stderr: 'E1 x\nThe connection to the server a:1 was refused - did you specify?\n', exit: 1}],
    /The connection to the server a:1 was refused/,
  ],
  [
    'a bad token',
    [
      view,
      {when: '*', stdout: listOf(), stderr: 'error: You must be logged in to the server (Unauthorized)\n', exit: 1},
    ],
    /: You must be logged in to the server \(Unauthorized\);/,
  ],
  [
    'no such context',
    [{when: '*', stderr: 'error: cannot locate context nope\n', exit: 1}],
    /: cannot locate context nope;/,
  ],
  ['a program that fails without a word', [{when: '*', exit: 9}], /kubectl gave no reason/],
  ['a program that prints junk', [{when: '*', stdout: new Uint8Array([0, 255, 27, 91]), exit: 7}], /gave no reason/],
  ['a program that hangs', [{when: '*', run: 'exec sleep 20'}], /did not answer within 0\.3 seconds/],
  ['a program that is killed', [{when: '*', run: 'kill -KILL $$'}], /kubectl was ended by SIGKILL/],
  [
    'a login that ends halfway',
    [
      view,
      has('nodes'),
      {when: 'get namespaces *', stdout: listOf()},
      {when: '*', stderr: 'error: You must be logged in to the server (Unauthorized)\n', exit: 1},
    ],
    /must be logged in/,
  ],
];

for (const [what, answers, expected] of hopeless) {
  test(`${what} is one error`, async () => {
    const result = await read(fake(...answers), {limits: {milliseconds: 300}});
    assert.is(result.diagnostics.length, 1);
    assert.match(said(result)[0] ?? '', expected);
    assert.match(said(result)[0] ?? '', /^error: cannot read the cluster: .*read files with -f$/);
    assert.equal(result.documents, []);
  });
}

test('a missing kubectl says what to install or set', async () => {
  const result = await readCluster({kubectl: join(temporary.path, 'gone'), connection: {}});
  assert.equal(
    result.diagnostics.map(({code}) => code),
    ['kubectl-missing'],
  );
  assert.match(said(result)[0] ?? '', /KUBECTL_PATH/);
});

test.run();
