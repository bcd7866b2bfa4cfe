import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {kubeconfigNames, namespaceNames, workloadNames} from './cluster-names.ts';

const test = suite('cluster names');

const workloads = 'deployments.apps,statefulsets.apps,daemonsets.apps,cronjobs.batch,jobs.batch,pods';

/** A kubectl that knows these answers, and notes what it was asked. */
function kubectl(answers: Readonly<Record<string, string>>): {
  readonly asked: string[];
  readonly ask: (words: readonly string[]) => Promise<string>;
} {
  const asked: string[] = [];
  return {
    asked,
    ask: async (words) => {
      asked.push(words.join(' '));
      return answers[words.join(' ')] ?? '';
    },
  };
}

test('namespaces', async () => {
  const {ask} = kubectl({'get namespaces --no-headers': 'default   Active   3d\nshop      Active   2d\n\n'});
  assert.equal(await namespaceNames(ask), [{word: 'default'}, {word: 'shop'}]);
});

test('contexts with the cluster they lead to, clusters, users', async () => {
  const view = {
    contexts: [{name: 'a', context: {cluster: 'prod'}}, {name: 'b'}, {name: 3}, null],
    clusters: [{name: 'prod', cluster: {}}],
    users: null,
  };
  const {ask} = kubectl({'config view --output=json': JSON.stringify(view)});
  assert.equal(await kubeconfigNames('contexts', ask), [{word: 'a', description: 'prod'}, {word: 'b'}]);
  assert.equal(await kubeconfigNames('clusters', ask), [{word: 'prod'}]);
  assert.equal(await kubeconfigNames('users', ask), []);
  assert.equal(await kubeconfigNames('users', async () => '{'), []);
});

test('NAMESPACE/NAME of all workloads', async () => {
  const {ask} = kubectl({
    [`get ${workloads} --show-kind --no-headers --all-namespaces`]: `shop   deployment.apps/web   1/1   1   1   3d

shop   pod/web-1       1/1   Running   0   3d
ops    pod/agent       1/1   Running   0   3d
`,
  });
  assert.equal(await workloadNames('', undefined, ask), [
    {word: 'ops/agent', description: 'Pod'},
    {word: 'shop/web', description: 'Deployment'},
    {word: 'shop/web-1', description: 'Pod'},
  ]);
});

test('KIND/NAME where a namespace is given', async () => {
  const {ask} = kubectl({
    [`get ${workloads} --show-kind --no-headers --namespace=shop`]: 'deployment.apps/web   1/1\npod/web-1   1/1\n',
  });
  assert.equal(await workloadNames('', 'shop', ask), [
    {word: 'deploy/web', description: 'Deployment'},
    {word: 'po/web-1', description: 'Pod'},
  ]);
  assert.equal(await workloadNames('shop/', undefined, ask), [
    {word: 'shop/web', description: 'Deployment'},
    {word: 'shop/web-1', description: 'Pod'},
  ]);
});

test('a kind that was typed decides what is listed', async () => {
  const {ask, asked} = kubectl({
    'get services --show-kind --no-headers': 'service/db   ClusterIP   10.0.0.1\n',
    'get statefulsets.apps --show-kind --no-headers --namespace=shop': 'statefulset.apps/db   1/1   3d\n',
    'get nodes --no-headers': 'n1   Ready\n',
  });
  assert.equal(await workloadNames('svc/', undefined, ask), [{word: 'svc/db'}]);
  assert.equal(await workloadNames('sts/', 'shop', ask), [{word: 'sts/db'}]);
  assert.equal(await workloadNames('shop/statefulset/d', undefined, ask), [{word: 'shop/statefulset/db'}]);
  assert.equal(await workloadNames('node/', undefined, ask), [{word: 'node/n1', description: 'Node'}]);
  assert.is(asked.length, 4);
});

test('words that lead nowhere are not asked for', async () => {
  const {ask, asked} = kubectl({});
  for (const typed of ['/', 'shop/foos/', '//', '/a/b']) assert.equal(await workloadNames(typed, undefined, ask), []);
  assert.equal(asked, []);
});

test('junk is no name', async () => {
  const junk = async (): Promise<string> => '\u0000\nNo resources found\nx/y/z /\n\t\n';
  assert.equal(await workloadNames('', undefined, junk), []);
  assert.equal(await workloadNames('a/', undefined, junk), []);
});

test.run();
