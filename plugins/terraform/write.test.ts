import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../src/base/json.ts';
import {terraformTexts} from '../../src/testing/terraform-document.ts';
import {terraform} from './index.ts';
import {carry} from './write.ts';

const test = suite('terraform write');

const interpolation = '$' + '{';

function policy(spec: JsonObject, metadata: JsonObject = {name: 'web', namespace: 'shop'}): JsonObject {
  return {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec};
}

async function readBack(...objects: readonly JsonObject[]): Promise<readonly unknown[]> {
  const {documents = [], diagnostics} = await terraform.read(terraformTexts({'main.tf': carry(objects).text}), {
    namespace: 'default',
  });
  assert.equal(diagnostics, []);
  return documents.map(({content}) => (content.syntax === 'value' ? content.value : undefined));
}

test('import blocks on request: how the provider calls what the cluster has (section 10.3)', async () => {
  const global = {
    ...{apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkPolicy'},
    ...{metadata: {name: 'deny'}, spec: {selector: 'all()'}},
  };
  const generated = policy({podSelector: {}, policyTypes: ['Ingress']}, {generateName: 'web-', namespace: 'shop'});
  const objects = [policy({podSelector: {}, policyTypes: ['Ingress']}), global, generated];
  const {text} = carry(objects, {imports: true});
  const imports = text.split('\n\n').filter((block) => block.startsWith('import'));
  assert.equal(imports, [
    'import {\n  to = kubernetes_network_policy_v1.web\n  id = "shop/web"\n}',
    'import {\n  to = kubernetes_manifest.deny\n' +
      '  id = "apiVersion=projectcalico.org/v3,kind=GlobalNetworkPolicy,name=deny"\n}',
  ]);
  assert.not.match(carry(objects).text, /^import/m);
  const {documents = [], diagnostics} = await terraform.read(terraformTexts({'main.tf': text}), {namespace: 'default'});
  assert.is(documents.length, 3);
  assert.equal(diagnostics, []);
});

test('a policy, laid out as terraform fmt leaves it (section 10)', () => {
  const {text, losses} = carry([
    policy({
      podSelector: {matchLabels: {app: 'web', 'app.kubernetes.io/name': 'web'}},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [
            {namespaceSelector: {}, podSelector: {matchExpressions: [{key: 'a', operator: 'In', values: ['b', 'c']}]}},
            {ipBlock: {cidr: '10.0.0.0/8', except: ['10.1.0.0/16']}},
          ],
          ports: [
            {port: 80, protocol: 'TCP'},
            {port: 'dns', protocol: 'UDP'},
            {port: 1, endPort: 9},
          ],
        },
        {},
      ],
    }),
  ]);
  assert.equal(losses, []);
  assert.is(
    text,
    `resource "kubernetes_network_policy_v1" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    pod_selector {
      match_labels = {
        app                      = "web"
        "app.kubernetes.io/name" = "web"
      }
    }
    policy_types = ["Ingress", "Egress"]
    ingress {
      from {
        namespace_selector {}
        pod_selector {
          match_expressions {
            key      = "a"
            operator = "In"
            values   = ["b", "c"]
          }
        }
      }
      from {
        ip_block {
          cidr   = "10.0.0.0/8"
          except = ["10.1.0.0/16"]
        }
      }
      ports {
        port     = "80"
        protocol = "TCP"
      }
      ports {
        port     = "dns"
        protocol = "UDP"
      }
      ports {
        port     = "1"
        end_port = 9
        protocol = "TCP"
      }
    }
    ingress {}
  }
}
`,
  );
});

test('emptiness survives: an empty rule, an empty selector beside a filled one', async () => {
  const specs: readonly JsonObject[] = [
    {podSelector: {}, policyTypes: ['Ingress'], ingress: [{}]},
    {podSelector: {}, policyTypes: ['Ingress'], ingress: [{from: [{podSelector: {}}]}]},
    {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {a: 'b'}}}]}],
    },
    {podSelector: {}, policyTypes: ['Egress']},
  ];
  for (const spec of specs) assert.equal(await readBack(policy(spec)), [policy(spec)]);
});

test('section 12, 81: the types that the server would fill in are written', async () => {
  const [written] = await readBack(policy({podSelector: {}, egress: [{}]}));
  assert.equal(written, policy({podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: [{}]}));
});

test('section 12, 80: whatever a text holds, it comes back', async () => {
  const texts = [
    `${interpolation}x}`,
    '%{if}',
    `$${interpolation}y}`,
    'a"b\\c',
    'line\nline\ttab\r',
    '\u0000\u001b[31m\u2028',
    '$',
    '%%',
    'é☃😀',
    'EOT',
  ];
  const annotations = Object.fromEntries(texts.map((text) => [text, text]));
  const object = policy({podSelector: {}, policyTypes: ['Ingress']}, {name: 'web', namespace: 'shop', annotations});
  assert.equal(await readBack(object), [object]);
});

test('names become HCL names and never clash', () => {
  const named = (name: string, namespace: string) => policy({podSelector: {}}, {name, namespace});
  const {text} = carry([named('a.b', 'x'), named('a-b', 'x'), named('a-b', 'y'), named('A_b', 'x'), named('1', 'x')]);
  const names = [...text.matchAll(/^resource "\w+" "(\w+)"/gm)].map(([, name]) => name);
  assert.equal(names, ['a_b', 'a_b_x', 'a_b_y', 'a_b_x_2', '_1']);
});

test('other kinds, and what the resource has no words for, are manifests as they are', async () => {
  const cilium = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: {name: 'c', namespace: 'shop'},
    spec: {
      endpointSelector: {},
      ingress: [{toPorts: [{ports: [{port: '80'}], rules: {http: [{path: `/a${interpolation}b}`}]}}]}],
      n: [[1], []],
    },
  };
  const odd = policy({podSelector: {}, policyTypes: ['Ingress', 'Egress', 'Ingress']});
  const named = policy({
    podSelector: {},
    policyTypes: ['Ingress'],
    ingress: [{ports: [{port: '8080', protocol: 'TCP'}]}],
  });
  assert.equal(await readBack(cilium, odd, named), [cilium, odd, named]);
  assert.is([...carry([cilium, odd, named]).text.matchAll(/"kubernetes_manifest"/g)].length, 3);
});

test('what the server filled in is left out', async () => {
  const object = {
    ...policy(
      {podSelector: {}, policyTypes: ['Ingress']},
      {
        name: 'web',
        namespace: 'shop',
        uid: 'u',
        resourceVersion: '1',
        creationTimestamp: null,
        annotations: {'kubectl.kubernetes.io/last-applied-configuration': '{}', note: 'kept'},
      },
    ),
    status: {},
  };
  const metadata = {name: 'web', namespace: 'shop', annotations: {note: 'kept'}};
  assert.equal(await readBack(object), [policy({podSelector: {}, policyTypes: ['Ingress']}, metadata)]);
});

test.run();
