import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {type FakeAnswer, writeFakeKubectl} from '../testing/kubectl.ts';
import {temporaryDirectory} from '../testing/temporary.ts';
import {currentContext, currentNamespace, readContext} from './cluster-context.ts';

const test = suite('cluster context');
const temporary = temporaryDirectory();

test.after(() => temporary.remove());

const view = {
  'current-context': 'work',
  contexts: [{name: 'work', context: {cluster: 'prod', namespace: 'shop', user: 'me'}}],
};

let count = 0;
const fake = (answer: Omit<FakeAnswer, 'when'>): string =>
  writeFakeKubectl(join(temporary.path, String(count++)), [{when: 'config view --minify *', ...answer}]).path;

test('the context, its cluster and its namespace', async () => {
  const options = {kubectl: fake({stdout: JSON.stringify(view)}), connection: {}};
  assert.equal(await readContext(options), {context: 'work', cluster: 'prod', namespace: 'shop'});
  assert.is(await currentContext(options), 'work');
  assert.is(await currentNamespace(options), 'shop');
});

test('-n and --cluster count more', async () => {
  const options = {kubectl: fake({stdout: JSON.stringify(view)}), connection: {cluster: 'test'}, namespace: 'mine'};
  assert.equal(await readContext(options), {context: 'work', cluster: 'test', namespace: 'mine'});
});

test('a context without a namespace means default', async () => {
  const stdout = JSON.stringify({'current-context': 'work', contexts: [{name: 'work', context: {cluster: 'prod'}}]});
  assert.is(await currentNamespace({kubectl: fake({stdout}), connection: {}}), 'default');
});

test('no kubeconfig is no failure, as in a pod', async () => {
  const stderr = 'error: current-context must exist in order to minify\n';
  const options = {kubectl: fake({stderr, exit: 1}), connection: {}};
  assert.equal(await readContext(options), {namespace: 'default', serverPath: ''});
  assert.is(await currentContext(options), undefined);
});

test('the path of the server, where it is that of the cluster in use', async () => {
  const servers = [
    ['https://10.0.0.1:6443', ''],
    ['https://rancher.example.com/k8s/clusters/c-1/', '/k8s/clusters/c-1'],
    ['10.0.0.1:6443', undefined],
    ['https://a/?b', undefined],
    [3, undefined],
  ] as const;
  for (const [server, expected] of servers) {
    const stdout = JSON.stringify({...view, clusters: [{name: 'prod', cluster: {server}}]});
    const path = async (cluster?: string): Promise<string | undefined> => {
      const context = await readContext({kubectl: fake({stdout}), connection: cluster === undefined ? {} : {cluster}});
      return 'outcome' in context ? 'failed' : context.serverPath;
    };
    assert.is(await path(), expected);
    assert.is(await path('prod'), expected);
    assert.is(await path('test'), undefined);
  }
});

test('a context that does not exist is a failure', async () => {
  const options = {
    kubectl: fake({stderr: 'error: cannot locate context nope\n', exit: 1}),
    connection: {context: 'nope'},
  };
  const result = await readContext(options);
  assert.ok('outcome' in result && result.outcome === 'exit' && result.code === 1);
  assert.is(await currentNamespace(options), 'default');
  assert.is(await currentContext(options), undefined);
});

test('junk instead of a configuration', async () => {
  for (const stdout of ['', '\u0000\u0001', '[]', '{"contexts": {"0": 3}, "current-context": []}']) {
    assert.equal(await readContext({kubectl: fake({stdout}), connection: {}}), {namespace: 'default'});
  }
});

test.run();
