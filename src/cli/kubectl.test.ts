import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {valueAt} from '../base/json.ts';
import {type ApiServer, type ApiServerOptions, kubeconfigFor, startApiServer} from '../testing/api-server.ts';
import {listOf, realKubectl, writeFakeKubectl} from '../testing/kubectl.ts';
import {installPlugin, type Ran, run} from '../testing/netpol.ts';
import {sharedDirectory} from '../testing/shared.ts';
import {temporaryDirectory} from '../testing/temporary.ts';

const test = suite('kubectl netpol');
const temporary = temporaryDirectory();
const installed = installPlugin(temporary.path);
const kubectl = realKubectl();
const servers: ApiServer[] = [];
const seeds = join(sharedDirectory, 'testdata/seeds');

test.after(async () => {
  await Promise.all(servers.map((server) => server.close()));
  temporary.remove();
});

/** `kubectl netpol WORDS`; where the machine has no kubectl, the plugin as kubectl would run it. */
function netpol(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> {
  const options = {path: [installed], home: temporary.path, env};
  return kubectl ? run('kubectl', ['netpol', ...words], options) : run('kubectl-netpol', words, options);
}

let count = 0;

function file(text: string): string {
  const path = join(temporary.path, `kubeconfig-${count++}`);
  writeFileSync(path, text);
  return path;
}

async function serve(options: ApiServerOptions): Promise<string> {
  const server = await startApiServer(options);
  servers.push(server);
  return file(server.kubeconfig);
}

/** One to three lines, and no stack trace (cli.md section 5). */
function assertShort({stderr}: Ran, expected: RegExp): void {
  assert.match(stderr, expected);
  assert.ok(stderr.trim().split('\n').length <= 3, stderr);
  assert.not.match(stderr, /^ +at /m);
}

/** Nothing in it that a terminal obeys, but for the ends of lines. */
function assertPlain({stdout, stderr}: Ran): void {
  assert.not.match(`${stdout}${stderr}`.replaceAll('\n', ''), /[\p{Cc}\p{Cf}]/u);
}

test('words, output and exit code go through kubectl unchanged', async () => {
  const files = ['-f', join(seeds, 'starwars/policies.yaml'), '--filename', join(seeds, 'starwars/workloads.yaml')];
  for (const [from, code] of [
    ['default/tiefighter', 0],
    ['default/xwing', 1],
  ] as const) {
    const words = ['can', from, 'default/deathstar', '80', ...files];
    const direct = run('kubectl-netpol', words, {path: [installed], home: temporary.path});
    const [through, alone] = await Promise.all([netpol(words), direct]);
    assert.equal(through, alone);
    assert.is(through.code, code, through.stderr);
  }
});

test('help speaks of kubectl netpol', async () => {
  const helps = await Promise.all([['--help'], ['can', '-h']].map((words) => netpol(words)));
  for (const {code, stdout, stderr} of helps) {
    assert.is(code, 0, stderr);
    assert.match(stdout, /kubectl netpol/);
    assert.not.match(stdout, /kubectl-netpol [a-z]/);
  }
});

test('a kubectl that is missing, fails, hangs on nothing or prints junk', async () => {
  const fake = (
    name: string,
    answer: {readonly stdout?: Uint8Array; readonly stderr?: string; readonly exit: number},
  ): string => writeFakeKubectl(join(temporary.path, name), [{when: '*', ...answer}]).path;
  const cases = [
    [join(temporary.path, 'gone'), /cannot find .*KUBECTL_PATH/],
    [fake('failing', {exit: 1, stderr: 'error: plugin \u001b[31mred\u0007\n'}), /\\u001b\[31mred\\u0007/],
    [fake('junk', {exit: 3, stdout: new Uint8Array([0, 255, 27, 91, 49])}), /cannot read the cluster/],
  ] as const;
  for (const [path, expected] of cases) {
    const ran = await netpol(['describe-effective'], {KUBECTL_PATH: path});
    assert.is(ran.code, 2, ran.stderr);
    assert.is(ran.stdout, '');
    assertShort(ran, expected);
    assertPlain(ran);
  }
});

test('names from a cluster cannot steer the terminal', async () => {
  const name = 'a\u001b]0;owned\u0007\u202e';
  const policy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {name, namespace: 'shop'},
    spec: {podSelector: {}},
  };
  const pod = {apiVersion: 'v1', kind: 'Pod', metadata: {name, namespace: 'shop', labels: {}}, spec: {containers: []}};
  const path = writeFakeKubectl(join(temporary.path, 'escapes'), [
    {when: 'config view *', stdout: JSON.stringify({'current-context': name, contexts: []})},
    {when: 'api-resources *', stdout: 'namespaces\npods\nnetworkpolicies.networking.k8s.io\n'},
    {when: 'get pods *', stdout: listOf(pod)},
    {when: 'get networkpolicies.networking.k8s.io *', stdout: listOf(policy)},
    {when: '*', stdout: listOf()},
  ]).path;
  for (const words of [['describe-effective'], ['describe-effective', '-o', 'json']]) {
    const ran = await netpol(words, {KUBECTL_PATH: path});
    assert.match(ran.stdout + ran.stderr, /owned/);
    assertPlain(ran);
  }
});

if (!kubectl) console.log('no kubectl on this machine: the plugin is run as kubectl would, on fake clusters only');
else {
  test('a live cluster, by its kubeconfig', async () => {
    const kubeconfig = await serve({seed: 'starwars'});
    const words = ['can', 'default/xwing', 'default/deathstar', '80', '-o', 'json'];
    const {code, stdout, stderr} = await netpol([...words, '--kubeconfig', kubeconfig]);
    assert.is(code, 1, stderr);
    const answer: unknown = JSON.parse(stdout);
    assert.is(valueAt(answer, ['items', 0, 'verdict']), 'deny');
    assert.match(JSON.stringify(valueAt(answer, ['inputs'])), /loopback/);
  });

  test('the matrix of a live cluster is about one namespace unless all are asked for', async () => {
    const kubeconfig = await serve({seed: 'starwars'});
    const words = ['matrix', '--port', '80', '--cni', 'none', '--kubeconfig', kubeconfig];
    const [own, elsewhere, all] = await Promise.all([
      netpol([...words, '-n', 'default']),
      netpol(words),
      netpol([...words, '-A', '-o', 'csv']),
    ]);
    assert.match(own.stdout, /\ndefault\/xwing +default\/deathstar +TCP 80\n/);
    assert.match(own.stdout, /\nRead from loopback at \d{4}-.*Z\.\n$/);
    assert.match(elsewhere.stdout, /^No connections: /, elsewhere.stderr);
    assert.match(all.stdout, /\ndefault\/xwing,default\/deathstar,TCP 80,,,/);
  });

  test('a live cluster against files, on the workloads of the cluster', async () => {
    const kubeconfig = await serve({seed: 'starwars'});
    const policies = join(seeds, 'starwars/policies.yaml');
    const words = ['--exit-code', '--kubeconfig', kubeconfig];
    const [same, opened] = await Promise.all([
      netpol(['diff', 'cluster', policies, ...words]),
      netpol(['diff', 'cluster', '/dev/null', ...words]),
    ]);
    assert.is(same.code, 0, same.stderr);
    assert.not.match(same.stderr, /engines-differ|world-/);
    assert.match(same.stdout, /^No difference: /);
    assert.is(opened.code, 1, opened.stderr);
    assert.match(opened.stdout, /changed +default\/tiefighter -> default\/deathstar: was TCP 80.*; now all\n +before /);
    assert.match(opened.stdout, /\nRead from loopback at /);
  });

  test('policies of a live cluster are converted as kubectl selects them', async () => {
    const kubeconfig = await serve({seed: 'starwars'});
    const words = ['convert', '--to', 'kubernetes', '--kubeconfig', kubeconfig];
    const [refused, allowed, elsewhere] = await Promise.all([
      netpol([...words, '-n', 'default']),
      netpol([...words, '-n', 'default', '--allow', 'wider']),
      netpol([...words, '-n', 'shop']),
    ]);
    assert.equal([refused.code, refused.stdout], [1, ''], refused.stderr);
    assert.match(refused.stderr, /HTTP/);
    assert.is(allowed.code, 0, allowed.stderr);
    assert.match(allowed.stdout, /^ {2}namespace: default$/m);
    assert.match(elsewhere.stderr, /no policies were found/);
  });

  test('-n and --context decide which names are meant', async () => {
    const pod = (namespace: string): unknown => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {namespace, name: 'web'},
      spec: {containers: []},
    });
    const kubeconfig = await serve({objects: [pod('shop'), pod('ops')]});
    const from = async (...words: readonly string[]): Promise<unknown> => {
      const {stdout} = await netpol([
        'can',
        'web',
        'external',
        '80',
        '-o',
        'json',
        '--kubeconfig',
        kubeconfig,
        ...words,
      ]);
      return valueAt(JSON.parse(stdout), ['items', 0, 'from', 'name']);
    };
    const asked = [[], ['--context', 'other'], ['-n', 'shop', '--context=other']];
    const names = await Promise.all(asked.map((words) => from(...words)));
    assert.equal(names, ['shop/web', 'ops/web', 'shop/web']);
  });

  test('the engine is that of the cluster', async () => {
    const canal = {
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: {namespace: 'kube-system', name: 'canal'},
      spec: {},
    };
    const kubeconfig = await serve({seed: 'flannel-canal', objects: [canal]});
    const {stdout, stderr} = await netpol(['describe-effective', '-o', 'json', '--kubeconfig', kubeconfig]);
    assert.is(valueAt(JSON.parse(stdout), ['profile', 'cni']), 'canal', stderr);
  });

  test('what may not be listed is named', async () => {
    const kubeconfig = await serve({
      seed: 'starwars',
      forbids: (resource) => resource === 'ciliumnetworkpolicies.cilium.io',
    });
    const ran = await netpol(['can', 'default/xwing', 'default/deathstar', '80', '--kubeconfig', kubeconfig]);
    assert.match(ran.stderr, /not allowed to list: ciliumnetworkpolicies\.cilium\.io/);
    assert.is(ran.code, 2, 'a verdict that a hidden policy could change is unknown');
  });

  test('no cluster, no such context', async () => {
    const dead = file(kubeconfigFor('http://127.0.0.1:1', 'none'));
    const locked = await serve({});
    const cases = [
      [['--kubeconfig', dead], /connection to the server 127\.0\.0\.1:1 was refused/],
      [['--kubeconfig', locked, '--context', 'nope'], /nope/],
    ] as const;
    for (const [words, expected] of cases) {
      const ran = await netpol(['describe-effective', ...words]);
      assert.is(ran.code, 2);
      assert.is(ran.stdout, '');
      assertShort(ran, expected);
    }
  });

  test('kubectl completes verbs, flags, names, namespaces and contexts', async () => {
    // A server has all of these kinds, whether there is an object or not.
    const kinds = ['apps/v1 StatefulSet', 'apps/v1 DaemonSet', 'batch/v1 CronJob', 'batch/v1 Job'];
    const objects = kinds.map((each) => {
      const [apiVersion, kind] = each.split(' ');
      return {apiVersion, kind, metadata: {namespace: 'other', name: 'x'}};
    });
    const env = {KUBECONFIG: await serve({seed: 'starwars', objects})};
    const completed = async (...words: readonly string[]): Promise<string> => {
      const options = {path: [installed], home: temporary.path, env};
      const {stdout} = await run('kubectl', ['__complete', 'netpol', ...words], options);
      return stdout.trim();
    };
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [[''], /^can\t\S.*\nconvert\t\S.*\ndescribe-effective\t\S.*\n(.*\n)*:4$/],
      [['can', '--conn'], /^--connections\t\S.*\n:4$/],
      [['convert', '--to', 'ci'], /^cilium\n:4$/],
      [['can', '-f', ''], /^:0$/],
      [['can', '-n', 'kube-s'], /^kube-system\n:4$/],
      [['can', '--context', ''], /^loopback\t.*\nother\t.*\n:4$/],
      [['can', 'default/x'], /^default\/xwing\tPod\n:4$/],
      [['can', '-n', 'default', 'deploy/'], /^deploy\/deathstar\n:4$/],
    ];
    // One after another: completion gives up on a kubectl that is slow.
    for (const [words, expected] of cases) assert.match(await completed(...words), expected, words.join(' '));
  });
}

test.run();
