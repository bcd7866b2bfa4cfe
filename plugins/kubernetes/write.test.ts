import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject, type JsonObject, valueAt} from '../../src/base/json.ts';
import {load} from '../../src/load/load.ts';
import type {Document} from '../../src/sources/document.ts';
import type {WriteContext} from '../dialect.ts';
import {write} from './write.ts';

const test = suite('kubernetes writer');

function documents(values: readonly unknown[]): readonly Document[] {
  return values.map((value, index) => {
    const origin = {file: 'test', document: index + 1, path: []};
    return {origin, content: {syntax: 'value', value}, locate: () => ({file: 'test', document: index + 1, path: ''})};
  });
}

interface Converted {
  /** The specs by `namespace/name`. */
  readonly specs: Readonly<Record<string, unknown>>;
  /** `code effect`, without those that change nothing. */
  readonly losses: readonly string[];
  /** Codes of what is exact in this world alone. */
  readonly snapshots: readonly string[];
}

async function converted(
  policies: readonly unknown[],
  {world, allow = 'equal'}: {readonly world?: readonly unknown[]; readonly allow?: WriteContext['allow']} = {},
): Promise<Converted> {
  const loaded = await load(documents([...(world ?? []), ...policies]), {namespace: 'default'});
  assert.equal(
    loaded.diagnostics.filter(({severity}) => severity === 'error'),
    [],
  );
  const written = write(loaded.policies, {allow, ...(world && {world: loaded.world})});
  const specs = written.objects.map(({object}): [string, unknown] => [
    `${String(valueAt(object, ['metadata', 'namespace']))}/${String(valueAt(object, ['metadata', 'name']))}`,
    object['spec'],
  ]);
  return {
    specs: Object.fromEntries(specs),
    losses: written.losses.filter(({effect}) => effect !== 'none').map(({code, effect}) => `${code} ${effect}`),
    snapshots: written.losses.filter(({effect}) => effect === 'none').map(({code}) => code),
  };
}

function rulesOf(spec: unknown, direction: 'ingress' | 'egress'): unknown {
  return isObject(spec) ? spec[direction] : undefined;
}

function calico(spec: JsonObject, name = 'p'): unknown {
  return {apiVersion: 'projectcalico.org/v3', kind: 'NetworkPolicy', metadata: {name, namespace: 'a'}, spec};
}

function global(spec: JsonObject): unknown {
  return {apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkPolicy', metadata: {name: 'p'}, spec};
}

function cilium(spec: JsonObject): unknown {
  return {apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: {name: 'p', namespace: 'a'}, spec};
}

function namespace(name: string, labels: JsonObject = {}): unknown {
  return {apiVersion: 'v1', kind: 'Namespace', metadata: {name, labels}};
}

function pod(name: string, labels: JsonObject, podIP: string, serviceAccountName = 'default'): unknown {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, namespace: 'a', labels},
    spec: {nodeName: 'n', serviceAccountName},
    status: {podIP},
  };
}

const world = [
  namespace('a', {team: 'x'}),
  namespace('b'),
  pod('web', {app: 'web'}, '10.1.0.1'),
  pod('db', {app: 'db'}, '10.1.0.2', 'robot'),
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name: 'n'},
    status: {addresses: [{type: 'InternalIP', address: '192.0.2.1'}]},
  },
];

test('a deny is taken out of the allows that follow it, and needs no word of its own', async () => {
  const deny = {action: 'Deny', source: {nets: ['10.0.0.0/8']}};
  const {specs, losses} = await converted([calico({types: ['Ingress'], ingress: [deny, {action: 'Allow'}]})]);
  assert.equal(losses, []);
  assert.equal(rulesOf(specs['a/p'], 'ingress'), [
    {from: [{ipBlock: {cidr: '0.0.0.0/0', except: ['10.0.0.0/8']}}, {ipBlock: {cidr: '::/0'}}]},
  ]);
});

test('a deny of some ports leaves the others', async () => {
  const deny = {action: 'Deny', protocol: 'TCP', destination: {ports: [22]}};
  const allow = {action: 'Allow', protocol: 'TCP'};
  const {specs, losses} = await converted([calico({types: ['Ingress'], ingress: [deny, allow]})]);
  assert.equal(losses, []);
  assert.equal(rulesOf(specs['a/p'], 'ingress'), [
    {
      ports: [
        {protocol: 'TCP', port: 1, endPort: 21},
        {protocol: 'TCP', port: 23, endPort: 65535},
      ],
    },
  ]);
});

test('a deny of everything hides what later policies allow', async () => {
  const first = calico({order: 1, types: ['Ingress'], ingress: [{action: 'Deny'}]}, 'first');
  const second = calico({order: 2, types: ['Ingress'], ingress: [{action: 'Allow'}]}, 'second');
  const {specs, losses} = await converted([first, second]);
  assert.equal(losses, []);
  assert.is(rulesOf(specs['a/second'], 'ingress'), undefined);
});

test('a deny that comes after every allow says what isolation says', async () => {
  const rules = [{action: 'Allow', source: {nets: ['10.0.0.0/8']}}, {action: 'Deny'}];
  const {specs, losses} = await converted([calico({types: ['Ingress'], ingress: rules})]);
  assert.equal(losses, []);
  assert.equal(rulesOf(specs['a/p'], 'ingress'), [{from: [{ipBlock: {cidr: '10.0.0.0/8'}}]}]);
});

test('a deny without isolation, and one for other pods than the allow, make the result wider', async () => {
  const open = await converted([
    cilium({endpointSelector: {}, ingressDeny: [{fromEntities: ['world']}], enableDefaultDeny: {ingress: false}}),
  ]);
  assert.equal([...new Set(open.losses)], ['deny-rule wider']);
  assert.equal(open.specs, {});
  const partly = calico({order: 1, selector: "app == 'web'", types: ['Ingress'], ingress: [{action: 'Deny'}]}, 'q');
  const {losses} = await converted([partly, calico({order: 2, types: ['Ingress'], ingress: [{action: 'Allow'}]})]);
  assert.equal(losses, ['deny-rule wider']);
});

test('a later tier counts beside an earlier one', async () => {
  const tier = {apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: {name: 't'}, spec: {order: 1}};
  const first = calico({tier: 't', types: ['Ingress']}, 't.first');
  const second = calico({types: ['Ingress'], ingress: [{action: 'Allow'}]}, 'second');
  const {losses} = await converted([tier, first, second]);
  assert.ok(losses.includes('tier wider'), losses.join());
});

test('a subject of alternatives is a policy each', async () => {
  const {specs, losses} = await converted([calico({selector: "app == 'web' || app == 'db'", types: ['Ingress']})]);
  assert.equal(losses, []);
  assert.equal(specs, {
    'a/p': {podSelector: {matchLabels: {app: 'db'}}, policyTypes: ['Ingress']},
    'a/p-2': {podSelector: {matchLabels: {app: 'web'}}, policyTypes: ['Ingress']},
  });
});

test('a policy of no namespace is written for those that exist, or not at all', async () => {
  const policy = global({namespaceSelector: "team == 'x'", types: ['Ingress'], ingress: [{action: 'Allow'}]});
  const known = await converted([policy], {world});
  assert.equal(Object.keys(known.specs), ['a/p']);
  assert.equal(known.losses, []);
  assert.equal(known.snapshots, ['namespace-snapshot']);
  const open = await converted([policy]);
  assert.equal(open.specs, {});
  assert.equal(open.losses, ['cluster-wide wider']);
});

test('a service account cannot be said: the allow is left out, the isolation stays', async () => {
  const rule = {action: 'Allow', source: {serviceAccounts: {names: ['robot']}}};
  const {specs, losses} = await converted([calico({types: ['Egress'], egress: [rule]})], {world});
  assert.equal(losses, ['subject-service-account narrower']);
  assert.equal(specs['a/p'], {podSelector: {}, policyTypes: ['Egress']});
  const nobody = {action: 'Allow', source: {serviceAccounts: {names: ['stranger']}}};
  const exact = await converted([calico({types: ['Egress'], egress: [nobody]})], {world});
  assert.equal(exact.losses, []);
  assert.equal(exact.snapshots, ['pod-snapshot']);
});

test('a selector may find address sets: they are written out where the world tells them', async () => {
  const policy = calico({types: ['Egress'], egress: [{action: 'Allow', destination: {selector: "app == 'ext'"}}]});
  const set = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkSet',
    metadata: {name: 's', namespace: 'a', labels: {app: 'ext'}},
    spec: {nets: ['203.0.113.0/24']},
  };
  const pods = {podSelector: {matchLabels: {app: 'ext'}}};
  const known = await converted([policy, set], {world});
  assert.equal(rulesOf(known.specs['a/p'], 'egress'), [{to: [{ipBlock: {cidr: '203.0.113.0/24'}}, pods]}]);
  assert.equal(known.losses, []);
  const none = await converted([policy], {world});
  assert.equal(rulesOf(none.specs['a/p'], 'egress'), [{to: [pods]}]);
  assert.equal(none.losses, []);
  const open = await converted([policy]);
  assert.equal(rulesOf(open.specs['a/p'], 'egress'), [{to: [pods]}]);
  assert.ok(open.losses.includes('address-set narrower'), open.losses.join());
});

test('an HTTP rule is closed or opened, as the user says', async () => {
  const http = {ports: [{port: '80', protocol: 'TCP'}], rules: {http: [{method: 'GET', path: '/'}]}};
  const policy = cilium({endpointSelector: {}, ingress: [{fromEndpoints: [{}], toPorts: [http]}]});
  for (const allow of ['equal', 'narrower', 'any'] as const) {
    const {specs, losses} = await converted([policy], {allow});
    assert.equal(specs['a/p'], {podSelector: {}, policyTypes: ['Ingress']});
    assert.equal(losses, ['http-rule narrower']);
  }
  const {specs, losses} = await converted([policy], {allow: 'wider'});
  assert.equal(rulesOf(specs['a/p'], 'ingress'), [{from: [{podSelector: {}}], ports: [{protocol: 'TCP', port: 80}]}]);
  assert.equal(losses, ['http-rule wider']);
});

test('addresses outside are a block without pods and nodes', async () => {
  const policy = cilium({endpointSelector: {}, egress: [{toCIDR: ['10.0.0.0/8']}, {toCIDR: ['203.0.113.0/24']}]});
  const {specs, losses, snapshots} = await converted([policy], {world});
  assert.equal(rulesOf(specs['a/p'], 'egress'), [
    {to: [{ipBlock: {cidr: '10.0.0.0/8', except: ['10.1.0.2/32', '10.1.0.1/32']}}]},
    {to: [{ipBlock: {cidr: '203.0.113.0/24'}}]},
  ]);
  assert.equal(losses, []);
  assert.equal(snapshots, ['outside-snapshot']);
  const open = await converted([policy]);
  assert.equal(open.losses, ['outside-only-block narrower', 'outside-only-block narrower']);
  const wider = await converted([policy], {allow: 'wider'});
  assert.equal(wider.losses, ['outside-only-block wider', 'outside-only-block wider']);
});

test('the own node always gets in, and other nodes go by their addresses', async () => {
  const policy = cilium({endpointSelector: {}, ingress: [{fromEntities: ['host', 'remote-node']}]});
  const {specs, losses} = await converted([policy], {world});
  assert.equal(rulesOf(specs['a/p'], 'ingress'), [{from: [{ipBlock: {cidr: '192.0.2.1/32'}}]}]);
  assert.equal(losses, []);
});

test('what only a policy for nodes can say is lost as a whole', async () => {
  const kind = 'CiliumClusterwideNetworkPolicy';
  const spec = {nodeSelector: {}, ingress: [{fromEntities: ['all']}]};
  const policy = {apiVersion: 'cilium.io/v2', kind, metadata: {name: 'p'}, spec};
  const {specs, losses} = await converted([policy], {world});
  assert.equal(specs, {});
  assert.ok(losses.includes('node-subject wider'), losses.join());
});

test.run();
