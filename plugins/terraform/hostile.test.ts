import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {load} from '../../src/load/load.ts';
import {terraformTexts} from '../../src/testing/terraform-document.ts';

const test = suite('terraform hostile input');

const policy = `resource "kubernetes_network_policy_v1" "x" {
  metadata {
    name      = "x"
    namespace = "shop"
  }
  spec {
    pod_selector {
      match_labels = { a = local.z }
    }
    policy_types = ["Ingress"]
  }
}
`;

/** What is said of a configuration; each of these here would need more time or memory than there is. */
async function reasons(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const {diagnostics} = await load([terraformTexts(files)], {namespace: 'default'});
  return diagnostics.map(({arguments: {reason = ''}}) => String(reason));
}

/** Locals of which each is made of the one before. */
function chain(first: string, step: string, length: number, last: string): string {
  const lines = Array.from({length}, (_, index) => `  l${index + 1} = ${step.replaceAll('P', `local.l${index}`)}\n`);
  return `locals {\n  l0 = ${first}\n${lines.join('')}  z = ${last.replaceAll('P', `local.l${length}`)}\n}\n`;
}

const value = (inner: string) => `$${'{'}${inner}}`;
const bombs: Readonly<Record<string, readonly [string, RegExp]>> = {
  'a text that doubles': [chain('"xx"', `"${value('P')}${value('P')}"`, 60, 'P'), /too long/],
  'a list that doubles': [chain('["a"]', '[P, P]', 60, 'jsonencode(P)'), /too large/],
  'lists that are compared': [chain('["a"]', '[P, P]', 60, 'P == P ? "a" : "b"'), /too large/],
  'a list that grows': [chain('["a"]', 'concat(P, P)', 60, 'join("", P)'), /too large/],
  'a flat list': [chain('["a"]', 'flatten([P, P])', 60, 'join("", P)'), /too large/],
  'a replacement': [chain('"xxxxxxxxxx"', 'replace(P, "x", "xxxxxxxxxx")', 20, 'P'), /too long/],
  'a wide format': [chain('"x"', 'format("%9999s%9999s", P, P)', 60, 'P'), /too long/],
  'an indentation': [chain('"\\n"', `indent(999, "${value('P')}\\n${value('P')}")`, 60, 'P'), /too long/],
  'a power': [chain('99', 'P * P', 60, 'P'), /too large/],
  'a product of sets': ['locals {\n  r = range(1000)\n  z = length(setproduct(local.r, local.r))\n}\n', /too large/],
  'a deep value': [chain('"a"', '[P]', 250, 'length(P)'), /nested too deeply/],
  'a long chain': [chain('"a"', 'P', 1000, 'P'), /nested too deeply/],
  'deep expressions in a long chain': [
    chain('"a"', `${'[for x in ['.repeat(30)}P${'] : x][0]'.repeat(30)}`, 12, 'P'),
    /nested too deeply/,
  ],
  'calls in a long chain': [chain('"a"', `${'try('.repeat(60)}P${')'.repeat(60)}`, 12, 'P'), /nested too deeply/],
  'objects in a long chain': [
    chain('"a"', `${'merge({}, {a = '.repeat(40)}P${'})'.repeat(40)}.a`, 12, 'P'),
    /nested too deeply/,
  ],
  'objects as keys': [`locals {\n  z = ${'{('.repeat(74)}1${') = 1}'.repeat(74)}\n}\n`, /cannot be a key/],
  'brackets without end': [`locals {\n  z = ${'['.repeat(5000)}1${']'.repeat(5000)}\n}\n`, /nested too deeply/],
  'operators without end': [`locals {\n  z = ${Array(5000).fill('1').join(' + ')}\n}\n`, /nested too deeply/],
  'an expression without end': [`locals {\n  z = join("", [${'"a", '.repeat(100_000)}])\n}\n`, /too long/],
  'YAML that doubles': [
    chain('"a: &a [x, x]"', `"${value('P')}"`, 1, 'length(yamldecode(P))').replace(
      '"a: &a [x, x]"',
      `"${['a: &a [x,x,x,x,x,x,x,x]', ...[...'abcdefgh'].map((name) => `${name}${name}: &${String.fromCharCode(name.charCodeAt(0) + 1)} [${Array(8).fill(`*${name}`).join(',')}]`)].join('\\n')}"`,
    ),
    /too large/,
  ],
};

for (const [name, [text, reason]] of Object.entries(bombs)) {
  test(`${name} is an error, and no crash`, async () => {
    const found = await reasons({'main.tf': text + policy});
    assert.ok(
      found.some((each) => reason.test(each)),
      found.join('\n').slice(0, 500),
    );
  });
}

test('resources that need one another without end are an error, and no crash', async () => {
  const name = (index: number) => (index === 500 ? '"a"' : `kubernetes_namespace.n${index + 1}.metadata[0].name`);
  const block = (index: number) =>
    `resource "kubernetes_namespace" "n${index}" {\n  dynamic "metadata" {\n    for_each = [1]\n    content {\n      name = ${name(index)}\n    }\n  }\n}\n`;
  const found = await reasons({'main.tf': Array.from({length: 501}, (_, index) => block(index)).join('')});
  assert.ok(found.some((each) => /nested too deeply/.test(each)));
});

test('more text than the package reads in some seconds is refused before it is read', async () => {
  const found = await reasons({'main.tf': `# ${'x'.repeat(8_000_001)}\n`});
  assert.ok(found.some((each) => /more than 8000000 letters/.test(each)));
});

test('of several syntax errors the first is told, without those that follow from it', async () => {
  const {diagnostics} = await load([terraformTexts({'main.tf': 'a = "x\n}\nb = [\n'})], {namespace: 'default'});
  const [first] = diagnostics;
  assert.is(first?.code, 'hcl-syntax');
  assert.not.match(String(first?.arguments['reason'] ?? first?.arguments['problem']), /main\.tf/);
});

test('a template cannot call itself', async () => {
  const files = {
    'main.tf': `locals {\n  z = templatefile("t.tftpl", {})\n}\n${policy}`,
    't.tftpl': value('templatefile("t.tftpl", {})'),
  };
  assert.ok((await reasons(files)).some((each) => /cannot nest/.test(each)));
});

test('modules that multiply are not opened, and that is said', async () => {
  const call = (source: string) => `module "m" {\n  source = "${source}"\n  count  = 1000\n}\n`;
  const files = {
    'main.tf': call('./a'),
    'a/main.tf': call('./b'),
    'a/b/main.tf': call('./c'),
    'a/b/c/main.tf': '# none\n',
  };
  assert.ok((await reasons(files)).some((each) => /too many modules/.test(each)));
});

test.run();
