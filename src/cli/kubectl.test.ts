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
  const policies = join(seeds, 'starwars/policies.yaml');
  const words = ['convert', '--to', 'kubernetes', '-f', policies];
  const direct = await run('kubectl-netpol', words, {path: [installed], home: temporary.path});
  assert.equal(await netpol(words), direct);
  assert.is(direct.code, 1);
  const calico = await netpol(['convert', '--to=calico', '-f', join(seeds, 'calico-on-flannel/policies-fixed.yaml')]);
  assert.is(calico.code, 0);
  assert.match(calico.stdout, /^apiVersion: projectcalico\.org\/v3$/m);
});

test('help speaks of kubectl netpol', async () => {
  for (const words of [['--help'], ['-h'], ['convert', '--help']]) {
    const {code, stdout, stderr} = await netpol(words);
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
    const ran = await netpol(['convert', '--to', 'calico'], {KUBECTL_PATH: path});
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
  for (const words of [['describe-effective'], ['describe-effective', '-o', 'json'], ['convert', '--to', 'calico']]) {
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
    const {stdout: again} = await netpol(words, {KUBECONFIG: kubeconfig});
    assert.equal(valueAt(JSON.parse(again), ['items']), valueAt(answer, ['items']));
  });

  test('-n and --context decide which names are meant', async () => {
    const kubeconfig = await serve({seed: 'mixed'});
    const from = async (...words: readonly string[]): Promise<unknown> => {
      const {stdout, stderr} = await netpol([
        'can',
        ...words,
        '--cni',
        'spec',
        '--kubeconfig',
        kubeconfig,
        '-o',
        'json',
      ]);
      assert.not.match(stderr, /^error/m);
      return valueAt(JSON.parse(stdout), ['items', 0, 'from', 'name']);
    };
    assert.is(await from('web-1', 'db-0', '5432'), 'shop/web-1');
    assert.is(await from('agent', 'new', '80', '--context', 'other'), 'ops/agent');
    assert.is(await from('agent', 'new', '80', '-n', 'ops'), 'ops/agent');
    assert.is(await from('web-1', 'po/db-0', '80', '-n', 'shop', '--context=other'), 'shop/web-1');
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

  test('no cluster, no rights, no such context', async () => {
    const dead = file(kubeconfigFor('http://127.0.0.1:1', 'none'));
    const locked = await serve({token: 'right'});
    const wrong = file(kubeconfigFor(servers.at(-1)?.url ?? '', 'wrong'));
    const cases = [
      [['--kubeconfig', dead], /connection to the server 127\.0\.0\.1:1 was refused/],
      [['--kubeconfig', wrong], /logged in|Unauthorized/],
      [['--kubeconfig', locked, '--context', 'nope'], /nope/],
      [['--kubeconfig', join(temporary.path, 'gone')], /no such file/],
    ] as const;
    for (const [words, expected] of cases) {
      const ran = await netpol(['describe-effective', ...words]);
      assert.is(ran.code, 2);
      assert.is(ran.stdout, '');
      assertShort(ran, expected);
    }
  });

  test('kubectl completes verbs, flags, names, namespaces and contexts', async () => {
    const env = {KUBECONFIG: await serve({seed: 'starwars'})};
    const completed = async (...words: readonly string[]): Promise<readonly string[]> => {
      const options = {path: [installed], home: temporary.path, env};
      const {stdout} = await run('kubectl', ['__complete', 'netpol', ...words], options);
      return stdout.trim().split('\n');
    };
    const words = (lines: readonly string[]): readonly string[] => lines.map((line) => line.split('\t')[0] ?? '');
    const verbs = await completed('');
    for (const verb of ['can', 'convert', 'describe-effective']) assert.ok(words(verbs).includes(verb), verbs.join());
    assert.ok(verbs.some((line) => /^convert\t\S/.test(line)));
    assert.ok(words(await completed('convert', '--')).includes('--to'));
    assert.equal(words(await completed('convert', '--to', 'c')), ['calico', 'cilium', ':4']);
    assert.equal(await completed('convert', '-f', ''), [':0']);
    assert.equal(words(await completed('can', '-n', 'kube-s')), ['kube-system', ':4']);
    assert.equal(words(await completed('can', '--context', '')), ['loopback', 'other', ':4']);
    assert.equal(words(await completed('can', 'default/x')), ['default/xwing', ':4']);
    assert.equal(words(await completed('can', '-n', 'default', 'deploy/')), ['deploy/deathstar', ':4']);
  });
}

test.run();
