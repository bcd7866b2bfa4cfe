import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {load} from '../load/load.ts';
import {chooseProfiles} from '../load/profile.ts';
import {usualLimits} from '../sources/limits.ts';
import {readText} from '../sources/text-documents.ts';
import {describeEffective, type EffectivePolicy} from './effective.ts';

const test = suite('effective policy');

const pod = 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop, labels: {app: web}}\n';

const policy = (name: string, spec: string): string =>
  `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}\n`;

async function effective(text: string, cni = 'spec', missingKinds: readonly string[] = []): Promise<EffectivePolicy> {
  const {documents} = await readText('test', text, usualLimits);
  const {world, applied} = await load(documents, {namespace: 'default', world: {missingKinds}});
  const chosen = await chooseProfiles(cni, []);
  const profile = 'profiles' in chosen ? chosen.profiles[0] : undefined;
  const web = world.endpoints.filter(({name}) => name === 'shop/web');
  assert.ok(profile && web.length === 1);
  const [answer] = describeEffective(profile, world, applied, web);
  assert.ok(answer);
  return answer;
}

test('no policy, closed by one, and opened by a second are told apart', async () => {
  const open = await effective(pod);
  assert.is(open.ingress.isolated, false);
  assert.is(open.ingress.otherwise, 'allow');
  const closed = await effective(pod + policy('closed', '{podSelector: {}}'));
  assert.is(closed.ingress.otherwise, 'deny');
  assert.equal(closed.ingress.rules, []);
  assert.is(closed.egress.otherwise, 'allow');
  const opened = await effective(
    pod + policy('closed', '{podSelector: {}}') + policy('open', '{podSelector: {}, ingress: [{}]}'),
  );
  assert.equal(
    opened.ingress.isolatedBy.map(({id}) => id.name),
    ['closed', 'open'],
  );
  assert.equal(
    opened.ingress.rules.map(({by}) => by[0]?.id.name),
    ['open'],
  );
});

test('what the engine does not enforce, or never governs, is exempt', async () => {
  assert.is((await effective(pod + policy('closed', '{podSelector: {}}'), 'flannel')).exempt, 'not-enforced');
  const host = pod.replace('labels: {app: web}}', 'labels: {app: web}}\nspec: {hostNetwork: true, nodeName: n1}');
  assert.is((await effective(host + policy('closed', '{podSelector: {}}'))).exempt, 'not-a-subject');
});

const calico = (name: string, spec: string, kind = 'NetworkPolicy'): string =>
  `---\napiVersion: projectcalico.org/v3\nkind: ${kind}\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}\n`;

/** The rules of ingress that are never reached, each with who comes first. */
async function neverReached(text: string, cni = 'calico', missingKinds: readonly string[] = []) {
  const {ingress} = await effective(pod + text, cni, missingKinds);
  return ingress.rules.flatMap(({by, shadowedBy}) => {
    if (!shadowedBy) return [];
    const [own, ...others] = [...by, ...shadowedBy.rules].map(({id, rule}) => `${id.name}[${rule}]`);
    return [[`${own}:`, ...others, ...shadowedBy.ends].join(' ')];
  });
}

test('a rule behind one that decides everything is never reached', async () => {
  assert.equal(await neverReached(calico('p', '{ingress: [{action: Deny}, {action: Allow}]}')), ['p[1]: p[0]']);
  assert.equal(await neverReached(calico('p', '{ingress: [{action: Log}, {action: Allow}]}')), []);
});

test('neither is one whose peers and traffic earlier rules decide, of any dialect', async () => {
  const early = calico('early', '{order: 10, ingress: [{action: Deny, protocol: TCP, destination: {ports: [9000]}}]}');
  const nine = policy('nine', '{podSelector: {}, ingress: [{from: [{podSelector: {}}], ports: [{port: 9000}]}]}');
  assert.equal(await neverReached(early + nine), ['nine[0]: early[0]']);
  const range = nine.replace('9000', '9000, endPort: 9001');
  assert.equal(await neverReached(early + range), []);
  const more = early.replace('[9000]', "[9000, '9001:9002']");
  assert.equal(await neverReached(more + range), ['nine[0]: early[0]']);
});

test('several rules may decide it together, each some of its ports', async () => {
  const two = (first: string, second: string, last: string): string =>
    calico('p', `{ingress: [{action: Deny, ${first}}, {action: Allow, ${second}}, {action: Allow, ${last}}]}`);
  const tcp = (ports: string): string => `protocol: TCP, destination: {ports: [${ports}]}`;
  assert.equal(await neverReached(two(tcp("'1:80'"), tcp("'81:90'"), tcp("'70:85'"))), ['p[2]: p[0] p[1]']);
  assert.equal(await neverReached(two(tcp("'1:80'"), tcp("'82:90'"), tcp("'70:85'"))), []);
  const from = (selector: string): string => `source: {selector: "${selector}"}`;
  assert.equal(await neverReached(two(from("a in {'x', 'z'}"), from('has(b)'), from("a == 'z'"))), ['p[2]: p[0]']);
  assert.equal(await neverReached(two(from("a == 'x'"), from("a == 'z'"), from("a in {'x', 'z'}"))), []);
});

test('a stage that denies the rest hides what it does not pass on', async () => {
  const tier = '---\napiVersion: projectcalico.org/v3\nkind: Tier\nmetadata: {name: first}\nspec: {order: 1}\n';
  const passing = (rule: string): string => tier + calico('first.p', `{tier: first, ingress: [${rule}]}`);
  const web = policy('web', '{podSelector: {}, ingress: [{ports: [{port: 80}]}, {ports: [{port: 443}]}]}');
  assert.equal(await neverReached(passing('{action: Pass}') + web), []);
  const one = '{action: Pass, protocol: TCP, destination: {ports: [80]}}';
  assert.equal(await neverReached(passing(one) + web), ['web[1]: first']);
  const denied = `{action: Deny, protocol: TCP}, ${one}`;
  assert.equal(await neverReached(passing(denied) + web), [
    'first.p[1]: first.p[0]',
    'web[0]: first.p[0]',
    'web[1]: first.p[0]',
  ]);
  // A policy of that tier which could not be listed may pass anything on.
  assert.equal(await neverReached(passing(one) + web, 'calico', ['globalnetworkpolicies.projectcalico.org']), []);
});

test('what may match more than it seems hides nothing', async () => {
  const web = policy('web', '{podSelector: {}, ingress: [{ports: [{port: http}]}]}');
  const before = (rule: string): string => calico('p', `{order: 1, ingress: [${rule}]}`);
  assert.equal(await neverReached(before('{action: Deny, protocol: TCP, destination: {ports: [80]}}') + web), []);
  assert.equal(await neverReached(before('{action: Deny, protocol: TCP}') + web), ['web[0]: p[0]']);
  const http = before('{action: Allow, http: {methods: [GET]}}, {action: Allow}');
  assert.equal(await neverReached(http), []);
});

test('rules that are judged together hide each other only where deny beats allow', async () => {
  const cilium = (spec: string): string =>
    `---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: c, namespace: shop}\nspec: ${spec}\n`;
  const all = '{fromEntities: [all]}';
  const allows = `{endpointSelector: {}, ingress: [${all}, {fromEndpoints: [{}]}]}`;
  assert.equal(await neverReached(cilium(allows), 'cilium'), []);
  const denies = allows.replace('ingress', `ingressDeny: [${all}], ingress`);
  assert.equal(await neverReached(cilium(denies), 'cilium'), ['c[0]: c[0]', 'c[1]: c[0]']);
});

test('policies that could not be listed leave the rest unknown, with the kinds named', async () => {
  const {ingress, caveats} = await effective(pod, 'cilium', ['ciliumnetworkpolicies.cilium.io', 'events']);
  assert.is(ingress.otherwise, 'unknown');
  assert.equal(
    caveats.map(({code, arguments: {what}}) => [code, what]),
    [['kinds-hidden', 'ciliumnetworkpolicies.cilium.io, which could not be listed']],
  );
});

test('HTTP rules of Cilium restrict only where something isolates', async () => {
  const cilium = (name: string, spec: string): string =>
    `---\napiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: {name: ${name}, namespace: shop}\nspec: ${spec}\n`;
  const rule = '{toPorts: [{ports: [{port: "80", protocol: TCP}], rules: {http: [{path: /a}]}}]}';
  const watching = cilium('watch', `{endpointSelector: {}, enableDefaultDeny: {ingress: false}, ingress: [${rule}]}`);
  const isolating = cilium('isolate', '{endpointSelector: {}, ingress: [{}]}');
  const shown = async (text: string) => (await effective(text, 'cilium')).ingress.rules[0]?.application;
  assert.equal(await shown(pod + watching), {shown: ['HTTP requests are watched and all let through']});
  assert.ok((await shown(pod + watching + isolating))?.http);
});

test.run();
