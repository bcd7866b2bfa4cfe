import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../src/base/json.ts';
import {TCP} from '../../src/base/protocols.ts';
import {message} from '../../src/diagnostics/message.ts';
import type {Verdict} from '../../src/evaluate/answer.ts';
import {naiveEvaluator} from '../../src/evaluate/naive.ts';
import {load} from '../../src/load/load.ts';
import {valueDocuments} from '../../src/testing/value-documents.ts';
import {spec} from './profile.ts';

const test = suite('kubernetes: what the API leaves open');

function pod(name: string): JsonObject {
  return {apiVersion: 'v1', kind: 'Pod', metadata: {name, namespace: 'shop', labels: {app: name}}};
}

const pods = {namespaces: {}};

/** A ClusterNetworkPolicy for all pods; rules as `Accept egress 80`, each for all pods at the other end. */
function cluster(name: string, tier: string, priority: number, ...rules: readonly string[]): JsonObject {
  const lists: Record<string, JsonObject[]> = {};
  for (const text of rules) {
    const [action = '', direction = '', port] = text.split(' ');
    const protocols = port === undefined ? {} : {protocols: [{tcp: {destinationPort: {number: Number(port)}}}]};
    const rule = {action, [direction === 'ingress' ? 'from' : 'to']: [pods], ...protocols};
    lists[direction] = [...(lists[direction] ?? []), rule];
  }
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: {name},
    spec: {tier, priority, subject: pods, ...lists},
  };
}

function network(name: string, policyTypes: readonly string[], rules: JsonObject = {}): JsonObject {
  const spec = {podSelector: {matchLabels: {app: 'db'}}, policyTypes, ...rules};
  return {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name, namespace: 'shop'}, spec};
}

/** May web open TCP 80 to db? */
async function ask(...policies: readonly JsonObject[]): Promise<Verdict> {
  const {world, applied, diagnostics} = await load(valueDocuments([pod('web'), pod('db'), ...policies]), {
    namespace: 'default',
  });
  assert.equal(
    diagnostics.filter(({severity}) => severity === 'error').map((each) => message(each)),
    [],
  );
  const [to, from] = world.endpoints;
  if (!from || !to) throw new Error('two pods are in this world');
  return naiveEvaluator(spec, world, applied).decide({
    from,
    to,
    protocol: TCP,
    port: 80,
    sourcePort: 40_000,
    family: 4,
  });
}

function caveats({caveats: found}: Verdict): readonly unknown[] {
  return found.map(({code, arguments: {policies = [], verdict = '', other = ''}}) => [code, policies, verdict, other]);
}

const [a, b, c] = ['a', 'b', 'c'].map((name) => `ClusterNetworkPolicy/${name}`);

test('C98: of equal priorities the name decides, and the other reading is named', async () => {
  const verdict = await ask(cluster('b', 'Admin', 5, 'Deny ingress'), cluster('a', 'Admin', 5, 'Accept ingress'));
  assert.is(verdict.verdict, 'allow');
  assert.equal(caveats(verdict), [['ambiguous-priority', [a, b], 'allow', 'deny']]);
});

test('C98: also in the Baseline tier, and between the versions of the API', async () => {
  const baseline = await ask(
    cluster('a', 'Baseline', 5, 'Deny ingress'),
    cluster('b', 'Baseline', 5, 'Accept ingress'),
  );
  assert.equal(caveats(baseline), [['ambiguous-priority', [a, b], 'deny', 'allow']]);
  const older = {
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: 'AdminNetworkPolicy',
    metadata: {name: 'b'},
    spec: {priority: 5, subject: pods, ingress: [{action: 'Deny', from: [pods]}]},
  };
  const mixed = await ask(older, cluster('a', 'Admin', 5, 'Accept ingress'));
  assert.equal(caveats(mixed), [['ambiguous-priority', [a, 'AdminNetworkPolicy/b'], 'allow', 'deny']]);
});

test('equal priorities that change nothing are not mentioned', async () => {
  const [accept, deny] = [cluster('a', 'Admin', 5, 'Accept ingress'), cluster('b', 'Admin', 5, 'Deny ingress')];
  const silent: readonly (readonly JsonObject[])[] = [
    // The same action, another port, another priority.
    [accept, cluster('b', 'Admin', 5, 'Accept ingress')],
    [accept, cluster('b', 'Admin', 5, 'Deny ingress 81')],
    [accept, cluster('b', 'Admin', 6, 'Deny ingress')],
    // A stronger policy has decided before; the other side denies in any case.
    [accept, deny, cluster('c', 'Admin', 4, 'Deny ingress')],
    [accept, deny, cluster('c', 'Admin', 4, 'Deny egress')],
    // Pass leads to the same answer.
    [accept, cluster('b', 'Admin', 5, 'Pass ingress')],
    // One order for both sides: whichever comes first, one side is denied.
    [
      cluster('a', 'Admin', 5, 'Accept egress', 'Deny ingress'),
      cluster('b', 'Admin', 5, 'Deny egress', 'Accept ingress'),
    ],
  ];
  for (const policies of silent) assert.equal(caveats(await ask(...policies)), []);
});

test('a Pass among equals counts when the lower stages answer otherwise', async () => {
  const closed = network('closed', ['Ingress']);
  const verdict = await ask(
    closed,
    cluster('a', 'Admin', 5, 'Pass ingress'),
    cluster('b', 'Admin', 5, 'Accept ingress'),
  );
  assert.equal(caveats(verdict), [['ambiguous-priority', [a, b], 'deny', 'allow']]);
});

test('orders are tried that put neither the first nor the last by name in front', async () => {
  const verdict = await ask(
    cluster('a', 'Admin', 5, 'Accept ingress'),
    cluster('b', 'Admin', 5, 'Deny ingress'),
    cluster('c', 'Admin', 5, 'Accept ingress'),
  );
  assert.equal(caveats(verdict), [['ambiguous-priority', [a, b, c], 'allow', 'deny']]);
});

test('two ties are turned together where only both change the answer', async () => {
  const verdict = await ask(
    cluster('a', 'Admin', 5, 'Deny egress'),
    cluster('b', 'Admin', 5, 'Accept egress'),
    cluster('c', 'Admin', 6, 'Deny ingress'),
    cluster('d', 'Admin', 6, 'Accept ingress'),
  );
  assert.equal(caveats(verdict), [['ambiguous-priority', [a, b, c, 'ClusterNetworkPolicy/d'], 'deny', 'allow']]);
});

test('C99: equal priorities of different tiers are no tie', async () => {
  const verdict = await ask(cluster('a', 'Admin', 5, 'Accept ingress'), cluster('b', 'Baseline', 5, 'Deny ingress'));
  assert.is(verdict.verdict, 'allow');
  assert.equal(caveats(verdict), []);
});

test('C95: Baseline is asked per direction, and the reading per pod is named', async () => {
  const verdict = await ask(network('out', ['Egress']), cluster('a', 'Baseline', 5, 'Deny ingress'));
  assert.is(verdict.verdict, 'deny');
  assert.equal(caveats(verdict), [['baseline-per-direction', [], 'deny', 'allow']]);
});

test('C95: no remark where both readings agree', async () => {
  const deny = cluster('a', 'Baseline', 5, 'Deny ingress');
  const accept = cluster('a', 'Baseline', 5, 'Accept ingress');
  assert.equal(caveats(await ask(deny)), []);
  assert.equal(caveats(await ask(network('in', ['Ingress']), deny)), []);
  assert.equal(caveats(await ask(network('in', ['Ingress', 'Egress'], {ingress: [{}]}), deny)), []);
  assert.equal(caveats(await ask(network('out', ['Egress']), accept)), []);
});

test.run();
