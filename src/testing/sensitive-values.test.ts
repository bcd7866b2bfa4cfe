import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {valueAt} from '../base/json.ts';
import {installPlugin, type Ran, run} from './netpol.ts';
import {temporaryDirectory} from './temporary.ts';

// terraform.md section 6.6 and corner case 75: sensitive values decide, and nothing that comes out holds one.
const test = suite('sensitive values');
const temporary = temporaryDirectory();
const installed = installPlugin(temporary.path);
const pods = join(temporary.path, 'pods.yaml');
const module = join(temporary.path, 'module');
const plan = join(temporary.path, 'plan.json');

test.after(() => temporary.remove());

/** What must never come out: a label, a port and its neighbours, a network and an address in it, a name. */
const secrets = /hushlabel|54321|54320|54322|10\.77\.|hushname/;

const policies = `
resource "kubernetes_network_policy_v1" "db" {
  metadata {
    name      = var.name
    namespace = "shop"
  }
  spec {
    pod_selector { match_labels = { app = "db" } }
    policy_types = ["Ingress"]
    ingress {
      from {
        pod_selector { match_labels = { app = var.who } }
      }
      ports { port = var.port }
    }
    ingress {
      from {
        ip_block { cidr = "\${var.net}.66.0/24" }
      }
      ports { port = 443 }
    }
  }
}
resource "kubernetes_network_policy_v1" "api" {
  metadata {
    name      = "api"
    namespace = "shop"
  }
  spec {
    pod_selector { match_labels = { app = "api" } }
    policy_types = ["Ingress"]
    dynamic "ingress" {
      for_each = [var.who]
      content {
        from {
          pod_selector { match_labels = { app = ingress.value } }
        }
        ports { port = 80 }
      }
    }
  }
}
resource "kubernetes_manifest" "whole" {
  manifest = yamldecode(<<-EOT
    apiVersion: networking.k8s.io/v1
    kind: NetworkPolicy
    metadata: {name: whole, namespace: shop}
    spec:
      podSelector: {matchLabels: {app: \${var.who}}}
      policyTypes: [Egress]
      egress:
        - to: [{podSelector: {}}]
  EOT
  )
}
resource "kubernetes_deployment_v1" "friend" {
  metadata {
    name      = "friend"
    namespace = "shop"
  }
  spec {
    template {
      metadata { labels = { app = var.who } }
      spec {
        container { name = "c" }
      }
    }
  }
}
`;

const variables = Object.entries({who: 'hushlabel', port: '54321', net: '10.77', name: 'hushname'})
  .map(([name, value]) => `variable "${name}" {\n  default   = "${value}"\n  sensitive = true\n}\n`)
  .join('');

mkdirSync(module);
writeFileSync(join(module, 'main.tf'), variables + policies);

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: shop, labels: {app: ${name}}}\nspec: {containers: []}\n` +
  `status: {podIP: 10.0.0.${name.length}, podIPs: [{ip: 10.0.0.${name.length}}]}\n`;
writeFileSync(pods, ['db', 'api', 'other'].map(pod).join('---\n'));

/** A policy with what it lets in from one label to one port, all of it in the shape of a plan. */
function policyOf(app: string, from: string, port: string): unknown {
  const selector = (value: string): unknown => [{match_expressions: [], match_labels: {app: value}}];
  const peer = {ip_block: [], namespace_selector: [], pod_selector: selector(from)};
  const ingress = [{from: [peer], ports: [{port, protocol: 'TCP', end_port: null}]}];
  return {
    metadata: [{name: app, namespace: 'shop', labels: null, annotations: null, generate_name: null}],
    spec: [{egress: [], ingress, pod_selector: selector(app), policy_types: ['Ingress']}],
  };
}

const inRule = (mask: unknown): unknown => ({spec: [{ingress: [mask]}]});
const labelMask = inRule({from: [{pod_selector: [{match_labels: {app: true}}]}]});

/** The policy of `api` lets another label in, that of `db` another port; both are hidden. */
const changes = [
  {app: 'api', was: ['other', '80'], is: ['hushlabel', '80'], mask: labelMask},
  {app: 'db', was: ['api', '5432'], is: ['api', '54321'], mask: inRule({ports: [{port: true}]})},
].map(({app, was: [label = '', port = ''], is: [newLabel = '', newPort = ''], mask}) => ({
  address: `kubernetes_network_policy_v1.${app}`,
  mode: 'managed',
  type: 'kubernetes_network_policy_v1',
  name: app,
  provider_name: 'provider.example/hashicorp/kubernetes',
  change: {
    actions: ['update'],
    before: policyOf(app, label, port),
    after: policyOf(app, newLabel, newPort),
    after_unknown: {},
    before_sensitive: mask,
    after_sensitive: mask,
  },
}));
writeFileSync(plan, JSON.stringify({format_version: '1.2', terraform_version: '1.11.4', resource_changes: changes}));

function netpol(...words: readonly string[]): Promise<Ran> {
  return run('kubectl-netpol', words, {path: [installed], home: temporary.path});
}

async function silent(...words: readonly string[]): Promise<Ran> {
  const ran = await netpol(...words);
  const found = new RegExp(`.{0,60}(${secrets.source}).{0,60}`).exec(ran.stdout + ran.stderr);
  assert.is(found?.[0], undefined, words.join(' '));
  return ran;
}

async function verdictOf(from: string, to: string, port: string): Promise<string> {
  const {stdout} = await netpol('can', from, to, port, '-f', module, '-f', pods);
  return stdout.split(':')[0] ?? '';
}

test('of configuration they decide connections', async () => {
  assert.is(await verdictOf('shop/friend', 'shop/api', '80'), 'ALLOWED');
  assert.is(await verdictOf('shop/other', 'shop/api', '80'), 'DENIED');
  assert.is(await verdictOf('shop/friend', 'shop/db', '54321'), 'ALLOWED');
  assert.is(await verdictOf('shop/other', 'shop/db', '54321'), 'DENIED');
  assert.is(await verdictOf('10.77.66.7', 'shop/db', '443'), 'ALLOWED');
  assert.is(await verdictOf('10.78.66.7', 'shop/db', '443'), 'DENIED');
  // By the policy that is hidden as a whole.
  assert.is(await verdictOf('shop/friend', '192.0.2.1', '443'), 'DENIED');
});

test('the reasons name the policy and the hidden value, and nothing of it', async () => {
  const {stdout} = await silent('can', 'shop/friend', 'shop/api', '80', '-f', module, '-f', pods);
  assert.match(stdout, /NetworkPolicy shop\/api \(.*main\.tf:\d+ kubernetes_network_policy_v1\.api\)/);
  assert.match(stdout, /api\.spec\[0\]\.ingress\[0\].*match_labels\.app: sensitive value of var\.who/);
});

test('a matrix tells what whole parts of traffic decide, and leaves a hidden port open', async () => {
  const {stdout} = await silent('matrix', '-f', module, '-f', pods);
  assert.match(stdout, /shop\/friend +shop\/api +TCP 80\n/);
  assert.not.match(stdout, /shop\/other +shop\/api/);
  assert.match(stdout, /shop\/friend +shop\/db +perhaps/);
});

test('outside the cluster a hidden network stays open', async () => {
  const {stdout} = await silent('matrix', '--external', '-f', module, '-f', pods);
  assert.match(stdout, /external +shop\/db +perhaps/);
  assert.match(stdout, /shop\/friend +external +perhaps/);
});

test('they decide in policies that are only staged, where those are taken as enforced', async () => {
  const staged = join(temporary.path, 'staged');
  mkdirSync(staged);
  const manifest = `resource "kubernetes_manifest" "staged" {
  manifest = {
    apiVersion = "projectcalico.org/v3"
    kind       = "StagedNetworkPolicy"
    metadata   = { name = "default.staged", namespace = "shop" }
    spec = {
      selector = "app == 'db'"
      ingress  = [{ action = "Allow", source = { selector = "app == '\${var.who}'" } }]
    }
  }
}
`;
  writeFileSync(join(staged, 'main.tf'), variables + manifest + policies.slice(policies.lastIndexOf('resource ')));
  const question = (from: string) => ['can', from, 'shop/db', '80', '--staged', '-f', staged, '-f', pods] as const;
  assert.match((await silent(...question('shop/friend'))).stdout, /^ALLOWED/);
  assert.match((await silent(...question('shop/other'))).stdout, /^DENIED/);
});

test('of a plan they open and close connections, each with its attribute', async () => {
  const {stdout} = await silent('review', plan, '-f', module, '-f', pods, '-o', 'json');
  const review: unknown = JSON.parse(stdout);
  const rows = valueAt(review, ['connections']);
  assert.ok(Array.isArray(rows));
  const told = rows.map((row: unknown) => [
    ...['from', 'to'].map((end) => valueAt(row, [end, 'name'])),
    ...['opened', 'closed', 'unknown'].map((head) => [valueAt(row, [head])].flat().length),
    valueAt(row, ['causes', 0, 'attribute']),
  ]);
  const label = 'spec[0].ingress[0].from[0].pod_selector[0].match_labels.app';
  assert.equal(told, [
    ['shop/friend', 'shop/api', 1, 0, 0, label],
    ['shop/other', 'shop/api', 0, 1, 0, label],
  ]);
});

const inputs = ['-f', module, '-f', pods];
const ways: readonly (readonly string[])[] = [
  ...['json', 'yaml', 'markdown', 'sarif'].map((format) => ['review', plan, '-f', pods, '-o', format]),
  ...[
    ['review', plan],
    ['review', plan, '-f', pods, '-v'],
    ['review', plan, ...inputs],
  ],
  ...['json', 'yaml', 'tsv'].map((format) => ['can', 'shop/friend', 'shop/api', '80', ...inputs, '-o', format]),
  ...['wide', 'json', 'yaml', 'csv', 'markdown', 'dot', 'mermaid'].map((format) => ['matrix', ...inputs, '-o', format]),
  ['matrix', '--external', ...inputs, '-o', 'json'],
  ...['json', 'yaml'].map((format) => ['describe-effective', '-A', ...inputs, '-o', format]),
  ['describe-effective', '-A', ...inputs],
  ['diff', pods, module, ...inputs, '-o', 'json'],
  ['diff', plan, plan, '-f', pods, '--everywhere', '-o', 'markdown'],
];

test('nothing of them comes out of any verb', async () => {
  for (let start = 0; start < ways.length; start += 4) {
    await Promise.all(ways.slice(start, start + 4).map((words) => silent(...words)));
  }
});

test('neither do they come out of what is written', async () => {
  const witness = join(temporary.path, 'witness');
  for (const to of ['kubernetes', 'calico', 'cilium', 'terraform', 'admin']) {
    for (const output of [[], ['-o', 'json']]) {
      await silent('convert', '--to', to, '-f', module, '--allow', 'any', '--witness-dir', witness, ...output);
    }
  }
  const files = readdirSync(witness, {recursive: true, withFileTypes: true}).filter((each) => each.isFile());
  assert.ok(files.length > 0);
  for (const {name, parentPath} of files) assert.not.match(readFileSync(join(parentPath, name), 'utf8'), secrets);
});

test('what is wrong with one is said without it', async () => {
  const broken = join(temporary.path, 'broken');
  mkdirSync(broken);
  const variable = (name: string, type: string): string =>
    `variable "${name}" {\n  type      = ${type}\n  sensitive = true\n}\n`;
  const uses = [
    'tonumber(var.a)',
    'var.b',
    'var.a.hushname',
    '{ (var.a) = 1 }',
    'element(var.a, 1)',
    'file(var.a)',
    'regex("(", var.a)',
  ];
  const locals = uses.map((use, index) => `  l${index} = ${use}\n`).join('');
  writeFileSync(
    join(broken, 'main.tf'),
    `${variable('a', 'string')}${variable('b', 'number')}locals {\n${locals.replaceAll('hushname', 'x')}}\n`,
  );
  writeFileSync(join(broken, 'terraform.tfvars'), 'a = "hushlabel"\nb = "hushlabel"\nc = "hushlabel" d\n');
  const {stderr} = await silent('matrix', '-f', broken, '-f', pods, '-o', 'json');
  assert.match(stderr, /terraform\.tfvars:3/);
  writeFileSync(join(broken, 'terraform.tfvars'), 'a = "hushlabel"\nb = "hushlabel"\n');
  assert.match(
    (await silent('matrix', '-f', broken, '-f', pods)).stderr,
    /var\.b cannot be evaluated: its sensitive value does not fit its type/,
  );
});

test.run();
