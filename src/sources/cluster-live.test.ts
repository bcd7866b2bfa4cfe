import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject, valueAt} from '../base/json.ts';
import {message} from '../diagnostics/message.ts';
import {type ApiServer, type ApiServerOptions, kubeconfigFor, startApiServer} from '../testing/api-server.ts';
import {kubectlAwayFromHome, realKubectl} from '../testing/kubectl.ts';
import {readShared} from '../testing/shared.ts';
import {temporaryDirectory} from '../testing/temporary.ts';
import {type ClusterRead, readCluster} from './cluster.ts';
import {thinObject} from './thin-object.ts';

const test = suite('cluster through the real kubectl');
const temporary = temporaryDirectory();
const found = realKubectl();
const servers: ApiServer[] = [];

test.after(async () => {
  await Promise.all(servers.map((server) => server.close()));
  temporary.remove();
});

const kubectl = found && kubectlAwayFromHome(found, temporary.path);
let count = 0;

async function serve(options: ApiServerOptions): Promise<{readonly server: ApiServer; readonly kubeconfig: string}> {
  const server = await startApiServer(options);
  servers.push(server);
  return {server, kubeconfig: file(server.kubeconfig)};
}

function file(text: string): string {
  const path = join(temporary.path, `kubeconfig-${count++}`);
  writeFileSync(path, text);
  return path;
}

const nameOf = (object: unknown): string =>
  ['kind', 'namespace', 'name'].map((key) => valueAt(object, key === 'kind' ? [key] : ['metadata', key])).join('/');

const names = ({documents}: ClusterRead): readonly string[] => documents.map(({origin}) => origin.resource ?? '');

const pod = (name: string): unknown => ({apiVersion: 'v1', kind: 'Pod', metadata: {namespace: 'shop', name}});

if (!kubectl) console.log('no kubectl on this machine: the cluster is read through a fake one only');
else {
  test('every object of a cluster with all dialects, as recorded', async () => {
    const {kubeconfig} = await serve({seed: 'mixed'});
    const result = await readCluster({kubectl, connection: {kubeconfig}});
    const recorded = valueAt(JSON.parse(readShared('conformance/cluster/mixed/all.json')), ['items']);
    assert.ok(Array.isArray(recorded));
    // The one object that only Calico's storage group holds is not read beside projectcalico.org.
    const expected = recorded.filter((item) => valueAt(item, ['apiVersion']) !== 'crd.projectcalico.org/v1');
    const values = result.documents.map(({content}) => (content.syntax === 'value' ? content.value : undefined));
    const byName = (items: readonly unknown[]): unknown =>
      new Map(items.map((item) => [nameOf(item), item] as const).sort());
    assert.equal(byName(values), byName(expected.map((item) => thinObject(item))));
    assert.ok(values.every((value) => isObject(value) && 'kind' in value && 'apiVersion' in value));
    assert.equal(result.missingKinds, []);
    assert.equal(result.context, {context: 'loopback', cluster: 'loopback-cluster', namespace: 'shop', serverPath: ''});
  });

  test('a long list comes in several requests and as one', async () => {
    const objects = Array.from({length: 1202}, (_, index) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: {namespace: 'shop', name: `p${index}`},
    }));
    const {server, kubeconfig} = await serve({objects});
    const result = await readCluster({kubectl, connection: {kubeconfig}});
    assert.is(result.documents.length, 1202);
    assert.is(server.requests.filter((path) => path.includes('/networkpolicies?')).length, 3);
  });

  test('a list that expires while it is read is begun again', async () => {
    const objects = Array.from({length: 1202}, (_, index) => pod(`p${index}`));
    const {server, kubeconfig} = await serve({objects, expiresOnce: '1000'});
    const result = await readCluster({kubectl, connection: {kubeconfig}});
    assert.is(result.documents.length, 1202);
    assert.equal(result.missingKinds, []);
    const asked = server.requests.filter((path) => path.includes('/pods?'));
    assert.equal(asked, [
      '/api/v1/pods?limit=500',
      '/api/v1/pods?continue=500&limit=500',
      '/api/v1/pods?continue=1000&limit=500',
      '/api/v1/pods?limit=500',
      '/api/v1/pods?continue=500&limit=500',
      '/api/v1/pods?continue=1000&limit=500',
    ]);
  });

  test('behind a proxy for several clusters the path of this one is kept', async () => {
    const objects = [pod('a')];
    const {server} = await serve({objects, prefix: '/k8s/clusters/c-1'});
    const kubeconfig = file(kubeconfigFor(`${server.url}/k8s/clusters/c-1`, 'none'));
    const result = await readCluster({kubectl, connection: {kubeconfig}});
    assert.equal(names(result), ['pods/shop/a']);
    assert.equal(result.missingKinds, []);
    assert.ok(server.requests.includes('/k8s/clusters/c-1/api/v1/pods?limit=500'));
  });

  test('rights in one namespace only', async () => {
    const {kubeconfig} = await serve({seed: 'starwars', forbids: (_, namespace) => namespace !== 'default'});
    const result = await readCluster({kubectl, connection: {kubeconfig}, namespace: 'default'});
    assert.equal(result.missingKinds, ['configmaps', 'nodes']);
    assert.ok(names(result).includes('namespaces/default'));
    assert.ok(names(result).includes('ciliumnetworkpolicies.cilium.io/default/rule1'));
    assert.not(names(result).some((name) => name.includes('kube-system')));
    assert.ok(result.partialKinds.some(({kind}) => kind === 'pods'));
  });

  test('an API server for Calico that is down', async () => {
    const {kubeconfig} = await serve({seed: 'mixed', brokenGroups: ['projectcalico.org']});
    const result = await readCluster({kubectl, connection: {kubeconfig}});
    assert.ok(names(result).includes('globalnetworkpolicies.crd.projectcalico.org/default.legacy'));
    assert.ok(result.missingKinds.includes('networkpolicies.projectcalico.org'));
    assert.ok(result.diagnostics.some(({code, severity}) => code === 'kinds-unreadable' && severity === 'error'));
  });

  test('nothing to read from: one error with the words of kubectl', async () => {
    const {server, kubeconfig} = await serve({token: 'right'});
    const cases = [
      [{kubeconfig: file(kubeconfigFor(server.url, 'wrong'))}, /You must be logged in|Unauthorized/],
      [{kubeconfig, context: 'nope'}, /cannot locate context nope|context was not found/],
      [{kubeconfig: join(temporary.path, 'gone')}, /no such file or directory/],
      [{kubeconfig: file('{"apiVersion": "v1"')}, /error loading config file|yaml/],
      [
        {kubeconfig: file(kubeconfigFor('http://127.0.0.1:1', 'none'))},
        /connection to the server 127\.0\.0\.1:1 was refused/,
      ],
      [{kubeconfig: file(kubeconfigFor('http://127.0.0.1:1', 'none')), requestTimeout: 'x'}, /timeout/],
    ] as const;
    for (const [connection, expected] of cases) {
      const result = await readCluster({kubectl, connection});
      assert.equal(
        result.diagnostics.map(({code}) => code),
        ['kubectl-failed'],
      );
      const text = result.diagnostics.map(message).join();
      assert.match(text, expected);
      assert.ok(text.length < 500 && !text.includes('\n'), text);
    }
  });
}

test.run();
