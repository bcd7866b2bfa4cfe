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

test('a rule behind one that decides everything is never reached', async () => {
  const calico = (spec: string): string =>
    `---\napiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: ${spec}\n`;
  const {ingress} = await effective(pod + calico('{ingress: [{action: Deny}, {action: Allow}]}'), 'calico');
  assert.equal(
    ingress.rules.map(({action, unreachable}) => [action, unreachable]),
    [
      ['deny', undefined],
      ['allow', true],
    ],
  );
});

test('policies that could not be listed leave the rest unknown, with the kinds named', async () => {
  const {ingress, caveats} = await effective(pod, 'cilium', ['ciliumnetworkpolicies.cilium.io', 'events']);
  assert.is(ingress.otherwise, 'unknown');
  assert.equal(
    caveats.map(({code, arguments: {what}}) => [code, what]),
    [['kinds-hidden', 'ciliumnetworkpolicies.cilium.io, which could not be listed']],
  );
});

test.run();
