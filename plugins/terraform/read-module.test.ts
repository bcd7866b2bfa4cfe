import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject, valueAt} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {VariableInput} from '../../src/sources/document.ts';
import {terraformTexts} from '../../src/testing/terraform-document.ts';
import type {Secrets} from '../dialect.ts';
import {terraform} from './index.ts';

const test = suite('terraform module');

async function read(
  texts: Readonly<Record<string, string>>,
  variables: readonly VariableInput[] = [],
  secrets: Secrets = 'hidden',
) {
  const {documents = [], diagnostics = []} = await terraform.read(terraformTexts(texts, variables), {
    namespace: 'default',
    secrets,
  });
  return {
    codes: diagnostics.map(({code}) => code),
    diagnostics,
    documents,
    /** What each resource became, by address. */
    objects: Object.fromEntries(
      documents.map(({origin, content}) => [origin.resource, content.syntax === 'value' ? content.value : undefined]),
    ),
  };
}

function policy(body: string, head = ''): string {
  return `resource "kubernetes_network_policy_v1" "p" {
    ${head}
    metadata { name = "p" }
    spec {
      pod_selector {}
      policy_types = ["Ingress"]
      ${body}
    }
  }`;
}

/** The `spec` of the only policy. */
async function specOf(body: string, others = '') {
  const {objects, codes} = await read({'main.tf': `${policy(body)}\n${others}`});
  const object = objects['kubernetes_network_policy_v1.p'];
  return {spec: isObject(object) ? object['spec'] : undefined, codes};
}

const closed = {podSelector: {}, policyTypes: ['Ingress']};

test('section 2.2: what each block becomes', async () => {
  const rows: readonly (readonly [string, object])[] = [
    ['', {}],
    ['ingress {}', {ingress: [{}]}],
    ['egress {}', {egress: [{}]}],
    ['ingress {\n from {}\n }', {ingress: [{from: [{}]}]}],
    ['ingress {\n from {\n pod_selector {}\n }\n }', {ingress: [{from: [{podSelector: {}}]}]}],
    ['ingress {\n from {\n namespace_selector {}\n }\n }', {ingress: [{from: [{namespaceSelector: {}}]}]}],
    [
      'ingress {\n from {\n pod_selector {}\n namespace_selector {}\n }\n }',
      {ingress: [{from: [{namespaceSelector: {}, podSelector: {}}]}]},
    ],
    [
      'ingress {\n from {\n pod_selector {}\n }\n from {\n namespace_selector {}\n }\n }',
      {ingress: [{from: [{podSelector: {}}, {namespaceSelector: {}}]}]},
    ],
    ['ingress {\n from {\n ip_block {}\n }\n }', {ingress: [{from: [{ipBlock: {cidr: ''}}]}]}],
    [
      'ingress {\n from {\n ip_block {\n cidr = "10.0.0.0/8"\n except = []\n }\n }\n }',
      {ingress: [{from: [{ipBlock: {cidr: '10.0.0.0/8'}}]}]},
    ],
    ['ingress {\n ports {}\n }', {ingress: [{ports: [{protocol: 'TCP'}]}]}],
    ['ingress {\n ports { protocol = "SCTP" }\n }', {ingress: [{ports: [{protocol: 'SCTP'}]}]}],
    ['ingress {\n ports { port = null }\n }', {ingress: [{ports: [{protocol: 'TCP'}]}]}],
    ['ingress {\n ports { port = 80 }\n }', {ingress: [{ports: [{protocol: 'TCP', port: 80}]}]}],
    ['ingress {\n ports { port = "http" }\n }', {ingress: [{ports: [{protocol: 'TCP', port: 'http'}]}]}],
    ['ingress {\n ports { port = true }\n }', {ingress: [{ports: [{protocol: 'TCP', port: 'true'}]}]}],
    ['ingress {\n ports { port = 80.5 }\n }', {ingress: [{ports: [{protocol: 'TCP', port: '80.5'}]}]}],
  ];
  for (const [body, expected] of rows) assert.equal((await specOf(body)).spec, {...closed, ...expected}, body);
});

test('section 2.2: ports and protocols that never settle', async () => {
  const padded = await specOf('ingress {\n ports { port = "080" }\n }');
  assert.equal(padded, {
    spec: {...closed, ingress: [{ports: [{protocol: 'TCP', port: 80}]}]},
    codes: ['terraform-never-settles'],
  });
  const empty = await specOf('ingress {\n ports { protocol = "" }\n }');
  assert.equal(empty, {spec: {...closed, ingress: [{ports: [{}]}]}, codes: ['terraform-never-settles']});
});

test('section 12, 17: a label that is null vanishes, with a warning', async () => {
  const {spec, codes} = await specOf(
    'ingress {\n from {\n pod_selector {\n match_labels = { a = null, b = 1 }\n }\n }\n }',
  );
  assert.equal(spec, {...closed, ingress: [{from: [{podSelector: {matchLabels: {b: '1'}}}]}]});
  assert.equal(codes, ['terraform-label-dropped']);
});

test('section 12, 23 and 24: an empty match_expressions loses all behind it, or crashes behind one', async () => {
  const peer = (inner: string) => `ingress {\n from {\n pod_selector {\n ${inner}\n }\n }\n }`;
  const real = 'match_expressions {\n key = "a"\n operator = "Exists"\n }';
  const first = await specOf(peer(`match_expressions {}\n ${real}`));
  assert.equal(first.spec, {...closed, ingress: [{from: [{podSelector: {}}]}]});
  assert.equal(first.codes, ['terraform-expressions-lost']);
  assert.equal((await specOf(peer(`${real}\n match_expressions {}`))).codes, ['terraform-apply-fails']);
});

test('section 12, 35 and 36: an empty dynamic block opens a rule, or closes a direction', async () => {
  const dynamic = (type: string, content: string) =>
    `dynamic "${type}" {\n for_each = []\n content {\n ${content}\n }\n }`;
  const opened = await specOf(`ingress {\n ${dynamic('from', 'pod_selector {}')}\n }`);
  assert.equal(opened, {spec: {...closed, ingress: [{}]}, codes: ['terraform-rule-opened']});
  assert.equal(await specOf(dynamic('ingress', '')), {spec: closed, codes: []});
});

test('section 12, 38: static and dynamic blocks stay in source order', async () => {
  const block = (cidr: string) => `from {\n ip_block { cidr = ${cidr} }\n }`;
  const dynamic = `dynamic "from" {\n for_each = ["10.2.0.0/16"]\n content {\n ip_block { cidr = from.value }\n }\n }`;
  const {spec} = await specOf(`ingress {\n ${block('"10.1.0.0/16"')}\n ${dynamic}\n ${block('"10.3.0.0/16"')}\n }`);
  const from = ['10.1.0.0/16', '10.2.0.0/16', '10.3.0.0/16'].map((cidr) => ({ipBlock: {cidr}}));
  assert.equal(spec, {...closed, ingress: [{from}]});
});

test('section 12, 39: the iterator replaces the name of the block', async () => {
  const {codes} = await specOf(
    'dynamic "ingress" {\n for_each = [80]\n iterator = it\n content {\n ports { port = ingress.value }\n }\n }',
  );
  assert.equal(codes, ['terraform-evaluation']);
});

test('what Terraform refuses is an error, and no policy', async () => {
  for (const body of ['ingress = []', 'pod_selector {}', 'ingress {\n to {}\n }', 'policy_type = "x"']) {
    const {spec, codes} = await specOf(body);
    assert.equal([spec, codes.includes('terraform-block-invalid')], [undefined, true], body);
  }
});

test('section 2.1: a policy without any name is refused at apply, one with a prefix is named after its address', async () => {
  const named = (metadata: string) => read({'main.tf': policy('').replace('name = "p"', metadata)});
  const nameless = await named('');
  assert.equal(nameless.codes, ['terraform-apply-fails']);
  const prefixed = await named('generate_name = "gen-"');
  assert.equal(prefixed.codes, []);
  assert.match(JSON.stringify(prefixed.objects), /gen-\* of kubernetes_network_policy_v1.p/);
});

test('section 12, 37: a dynamic block over an unknown list is an unknown peer, never all', async () => {
  const {spec} = await specOf(
    'ingress {\n dynamic "from" {\n for_each = var.list\n content {\n pod_selector {}\n }\n }\n }',
    'variable "list" {}',
  );
  const [rule] = isObject(spec) && Array.isArray(spec['ingress']) ? spec['ingress'] : [];
  assert.instance(rule.from[0], UnknownValue);
  assert.match(rule.from[0].reason, /variable list has no value/);
});

test('each unknown names its own place, so that two never look like one', async () => {
  const {spec} = await specOf(
    'ingress {\n from {\n ip_block {\n cidr = var.net\n except = [var.net]\n }\n }\n }',
    'variable "net" {}',
  );
  const reasons = JSON.stringify(spec).match(/"reason":"[^"]*"/g) ?? [];
  assert.is(reasons.length, 2);
  assert.is(new Set(reasons).size, 2);
});

test('a variable without a value is reported once, by name', async () => {
  const main = `${policy('', 'count = var.on ? 1 : 0')}\nvariable "on" {}\noutput "o" { value = var.on }`;
  const {codes, diagnostics, objects} = await read({'main.tf': main});
  assert.equal(codes, ['terraform-variable-missing', 'terraform-instances-unknown']);
  assert.equal(diagnostics[0]?.arguments, {name: 'on'});
  assert.match(JSON.stringify(objects['kubernetes_network_policy_v1.p[?]']), /p\[\?\] may not exist/);
});

test('variables: default, files, automatic files, command line; the last wins', async () => {
  const main = `variable "n" {\n default = "default"\n }\nresource "kubernetes_namespace" "n" {\n metadata { name = var.n }\n }`;
  const nameOf = async (texts: Readonly<Record<string, string>>, variables: readonly VariableInput[] = []) => {
    const {objects} = await read({'main.tf': main, ...texts}, variables);
    const object = objects['kubernetes_namespace.n'];
    return isObject(object) && isObject(object['metadata']) ? object['metadata']['name'] : undefined;
  };
  const file = {'terraform.tfvars': 'n = "file"'};
  const automatic = {'a.auto.tfvars': 'n = "a"', 'b.auto.tfvars.json': '{"n": "b"}'};
  assert.is(await nameOf({}), 'default');
  assert.is(await nameOf(file), 'file');
  assert.is(await nameOf({...file, ...automatic}), 'b');
  const given = {from: 'var', name: 'n', text: '"given"'} as const;
  const fromFile = {from: 'file', file: 'x.tfvars', text: 'n = "x"'} as const;
  assert.is(await nameOf({...file, ...automatic}, [fromFile, given]), 'given');
  assert.is(await nameOf({...file, ...automatic}, [given, fromFile]), 'x');
});

test('modules: inputs, outputs, instances and addresses', async () => {
  const {objects, codes} = await read({
    'main.tf': `module "m" {
      source   = "./mod"
      for_each = { one = "a", "two.x" = "b" }
      name     = each.value
    }
    resource "kubernetes_namespace" "n" {
      metadata { name = module.m["one"].name }
    }`,
    'mod/main.tf': `variable "name" { type = string }
    resource "kubernetes_namespace" "inner" {
      count = 1
      metadata { name = "\${path.module}-\${var.name}" }
    }
    output "name" { value = kubernetes_namespace.inner[0].id }`,
  });
  assert.equal(codes, []);
  assert.equal(
    Object.entries(objects).map(([address, object]) => [address, isObject(object) && object['metadata']]),
    [
      ['kubernetes_namespace.n', {name: 'mod-a'}],
      ['module.m["one"].kubernetes_namespace.inner[0]', {name: 'mod-a'}],
      ['module.m["two.x"].kubernetes_namespace.inner[0]', {name: 'mod-b'}],
    ],
  );
});

test('a module that is not local is opaque and said so', async () => {
  const {codes} = await read({'main.tf': 'module "m" {\n source = "hashicorp/consul/aws"\n }'});
  assert.equal(codes, ['terraform-module-opaque']);
});

test('a module that calls itself ends', async () => {
  const {codes} = await read({
    'main.tf': 'module "m" {\n source = "./a"\n }',
    'a/main.tf': 'module "m" {\n source = "../a"\n }',
  });
  assert.equal(codes, ['terraform-module-opaque']);
});

test('a broken file is located, the others are read, what it may declare is unknown', async () => {
  const {diagnostics, documents} = await read({
    'broken.tf': 'locals {\n  a = \n}\n',
    'main.tf': policy('ingress {\n from {\n pod_selector {\n match_labels = local.labels\n }\n }\n }'),
  });
  assert.equal(
    diagnostics.map(({code, origin, position}) => [code, origin?.file, position]),
    [['hcl-syntax', 'broken.tf', {line: 2, column: 7}]],
  );
  assert.match(JSON.stringify(documents[0]?.content), /broken.tf, which cannot be read/);
});

test('values that need each other are an error that names the circle', async () => {
  const {diagnostics} = await read({'main.tf': 'locals {\n a = local.b\n b = local.a\n}\n'});
  assert.match(JSON.stringify(diagnostics[0]?.arguments), /local.a -> local.b -> local.a/);
});

test('a sensitive value is never shown', async () => {
  const {objects, diagnostics} = await read({
    'main.tf': `${policy('ingress {\n from {\n pod_selector {\n match_labels = { t = upper(var.t) }\n }\n }\n }')}
      variable "t" {\n default = "hush"\n sensitive = true\n }`,
  });
  assert.not.match(JSON.stringify([objects, diagnostics]), /hush/i);
  assert.match(JSON.stringify(objects), /sensitive value of var.t/);
});

test('blocks that a sensitive collection makes are sensitive as a whole, their number too', async () => {
  const variable = 'variable "ports" {\n default = ["80", "443"]\n sensitive = true\n }';
  const rule = 'ingress {\n dynamic "ports" {\n for_each = var.ports\n content {\n port = ports.value\n }\n }\n }';
  const texts = {'main.tf': `${policy(rule)}\n${variable}`};
  const ingressOf = async (secrets: Secrets): Promise<unknown> =>
    valueAt((await read(texts, [], secrets)).objects['kubernetes_network_policy_v1.p'], [
      'spec',
      'ingress',
      0,
      'ports',
    ]);
  assert.instance(await ingressOf('hidden'), UnknownValue);
  assert.equal(await ingressOf('used'), [
    {protocol: 'TCP', port: 80},
    {protocol: 'TCP', port: 443},
  ]);
});

test('what is wrong with a sensitive value is not told', async () => {
  const variable = 'variable "a" {\n type = number\n default = "hush"\n sensitive = true\n }';
  const other = 'variable "b" {\n default = "hush"\n sensitive = true\n }';
  const uses = 'locals {\n l = [var.a, tonumber(var.b)]\n m = { for k, v in { (var.b) = 1 } : k => v }\n }';
  const {diagnostics} = await read({'main.tf': `${variable}\n${other}\n${uses}`});
  assert.ok(diagnostics.length >= 2);
  assert.not.match(JSON.stringify(diagnostics), /hush/);
});

test('a mistyped resource type is refused, with the one it looks like', async () => {
  const {diagnostics} = await read({'main.tf': policy('').replace('network_policy', 'network_polcy')});
  assert.equal(
    diagnostics.map(({code, arguments: {near}}) => [code, Array.isArray(near) ? near[0] : undefined]),
    [['terraform-type-unknown', 'kubernetes_network_policy_v1']],
  );
  assert.equal(
    (await read({'main.tf': 'resource "kubernetes_secret" "s" {}\nresource "other_kind" "x" {}'})).codes,
    [],
  );
});

test('places: blocks, arguments, blocks made by a dynamic block', async () => {
  const {documents} = await read({
    'main.tf': `resource "kubernetes_network_policy_v1" "p" {
  metadata {
    name = "p"
  }
  spec {
    pod_selector {}
    policy_types = ["Ingress"]
    ingress {
      from {
        pod_selector {
          match_labels = { a = "b" }
        }
      }
      dynamic "from" {
        for_each = ["10.0.0.0/8"]
        content {
          ip_block {
            cidr = from.value
          }
        }
      }
    }
  }
}`,
  });
  const place = (...path: (string | number)[]) => {
    const {line, column} = documents[0]?.locate(path) ?? {};
    return `${line}:${column}`;
  };
  assert.is(place(), '1:1');
  assert.is(place('metadata', 'name'), '3:5');
  assert.is(place('spec', 'ingress', 0), '8:5');
  assert.is(place('spec', 'ingress', 0, 'from', 0, 'podSelector', 'matchLabels', 'a'), '11:28');
  assert.is(place('spec', 'ingress', 0, 'from', 1), '14:7');
  assert.is(place('spec', 'ingress', 0, 'from', 1, 'ipBlock', 'cidr'), '18:13');
});

test('places inside an object that is written out', async () => {
  const {documents} = await read({
    'main.tf': `resource "kubernetes_manifest" "m" {
  manifest = {
    kind = "NetworkPolicy" # a { comment
    "metadata" : { name = "n", namespace = "x" }
    spec = {
      ingress = [
        { ports = [{ port = 80 }] }, {
          from = [local.x,
            { podSelector = {} }]
        },
      ]
    }
  }
}
locals { x = { namespaceSelector = {} } }`,
  });
  const place = (...path: (string | number)[]) => {
    const {line, column} = documents[0]?.locate(path) ?? {};
    return `${line}:${column}`;
  };
  assert.is(place('metadata', 'namespace'), '4:32');
  assert.is(place('spec', 'ingress', 0, 'ports', 0, 'port'), '7:22');
  assert.is(place('spec', 'ingress', 1, 'from', 1, 'podSelector'), '9:15');
  assert.is(place('spec', 'egress'), '5:5');
});

test('labels of kubernetes_labels are added to the namespace they name', async () => {
  const added = `resource "kubernetes_labels" "l" {
    api_version = "v1"
    kind        = "Namespace"
    labels      = { x = "1" }
    metadata { name = "n" }
  }`;
  const defined = await read({
    'main.tf': `${added}\nresource "kubernetes_namespace" "n" {\n metadata { name = "n" }\n }`,
  });
  assert.equal(defined.objects['kubernetes_namespace.n'], {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {name: 'n', labels: {x: '1'}},
  });
  const {world} = await terraform.read(terraformTexts({'main.tf': added}), {namespace: 'default'});
  assert.equal(world?.namespaces, [
    {name: 'n', labels: {x: '1', 'kubernetes.io/metadata.name': 'n'}, labelsKnown: false},
  ]);
});

test('labels stay with the provider configuration that they are written for, and objects tell their cluster', async () => {
  const files = {
    'main.tf': `provider "kubernetes" {}
provider "kubernetes" {
  alias = "b"
}
resource "kubernetes_namespace_v1" "a" {
  metadata {
    name = "n"
  }
}
resource "kubernetes_namespace_v1" "b" {
  provider = kubernetes.b
  metadata {
    name = "n"
  }
}
resource "kubernetes_labels" "l" {
  provider    = kubernetes.b
  api_version = "v1"
  kind        = "Namespace"
  metadata {
    name = "n"
  }
  labels = {
    x = "1"
  }
}`,
  };
  const {documents = []} = await terraform.read(terraformTexts(files), {namespace: 'default'});
  const told = documents.map(({content, cluster}) => [cluster, content.syntax === 'value' && content.value]);
  const object = (metadata: unknown): unknown => ({apiVersion: 'v1', kind: 'Namespace', metadata});
  assert.equal(told, [
    ['kubernetes', object({name: 'n'})],
    ['kubernetes.b', object({name: 'n', labels: {x: '1'}})],
  ]);
});

test('a chart is reported, a resource of another kind is passed over', async () => {
  const {codes, documents} = await read({
    'main.tf': 'resource "helm_release" "h" {\n chart = "x"\n }\nresource "kind" "k" {\n name = "k"\n }',
  });
  assert.equal([codes, documents], [['terraform-resource-unseen'], []]);
});

test('a lifecycle that depends on anything is refused, one that ignores changes is told', async () => {
  const refused = await read({
    'main.tf': `${policy('', 'lifecycle {\n prevent_destroy = var.x\n }')}\nvariable "x" {\n default = true\n}`,
  });
  assert.equal(refused.codes, ['terraform-block-invalid']);
  const accepted = await read({
    'main.tf': policy('', 'lifecycle {\n prevent_destroy = true\n ignore_changes = [metadata]\n }'),
  });
  assert.equal(accepted.codes, ['terraform-changes-ignored']);
});

test.run();
