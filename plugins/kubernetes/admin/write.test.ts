import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {type JsonObject, valueAt} from '../../../src/base/json.ts';
import {load} from '../../../src/load/load.ts';
import type {Document} from '../../../src/sources/document.ts';
import type {WriteContext} from '../../dialect.ts';
import {writeAdmin} from './write.ts';

const test = suite('admin form');

function documents(values: readonly unknown[]): readonly Document[] {
  return values.map((value, index) => {
    const origin = {file: 'test', document: index + 1, path: []};
    return {origin, content: {syntax: 'value', value}, locate: () => ({file: 'test', document: index + 1, path: ''})};
  });
}

interface Converted {
  readonly objects: readonly JsonObject[];
  /** The specs by name. */
  readonly specs: Readonly<Record<string, JsonObject[string]>>;
  /** `code effect` of each loss. */
  readonly losses: readonly string[];
}

async function converted(
  policies: readonly unknown[],
  {world, allow = 'equal'}: {readonly world?: readonly unknown[]; readonly allow?: WriteContext['allow']} = {},
): Promise<Converted> {
  const loaded = await load(documents([...(world ?? []), ...policies]), {namespace: 'default'});
  const {objects, losses} = writeAdmin(loaded.policies, {allow, ...(world && {world: loaded.world})});
  const again = await load(documents(objects.map(({object}) => object)), {namespace: 'default'});
  assert.equal(
    again.diagnostics.filter(({severity}) => severity === 'error'),
    [],
  );
  return {
    objects: objects.map(({object}) => object),
    specs: Object.fromEntries(
      objects.map(({object}) => [String(valueAt(object, ['metadata', 'name'])), object['spec'] ?? null]),
    ),
    losses: losses.map(({code, effect}) => `${code} ${effect}`),
  };
}

function first(kind: string, name: string, spec: JsonObject): JsonObject {
  return {apiVersion: 'policy.networking.k8s.io/v1alpha1', kind, metadata: {name}, spec};
}

function cluster(name: string, spec: JsonObject): JsonObject {
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: {name},
    spec: {subject: {namespaces: {}}, ...spec},
  };
}

function plain(name: string, spec: JsonObject): JsonObject {
  return {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name, namespace: 'shop'}, spec};
}

const everyone: JsonObject = {namespaces: {}};
const everywhere: JsonObject = {networks: ['0.0.0.0/0', '::/0']};

function pod(namespace: string, name: string, podIP: string, protocol = 'TCP'): JsonObject {
  const containers = [{name: 'c', ports: [{name: 'web', containerPort: 80, protocol}]}];
  return {apiVersion: 'v1', kind: 'Pod', metadata: {name, namespace}, spec: {containers}, status: {podIP}};
}

function namespace(name: string, labels: JsonObject = {}): JsonObject {
  return {apiVersion: 'v1', kind: 'Namespace', metadata: {name, labels}};
}

test('tier, priority, action and ports of the first generation', async () => {
  const rule = {
    action: 'Allow',
    from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: 'web'}}}}],
    ports: [
      {portNumber: {port: 80}},
      {portRange: {protocol: 'UDP', start: 53, end: 53}},
      {portRange: {protocol: 'SCTP', start: 5, end: 9}},
      {namedPort: 'metrics'},
    ],
  };
  const admin = first('AdminNetworkPolicy', 'a', {priority: 7, subject: everyone, ingress: [rule]});
  const base = first('BaselineAdminNetworkPolicy', 'default', {
    subject: everyone,
    egress: [{action: 'Deny', to: [{networks: ['10.0.0.0/8']}]}],
  });
  const {specs, losses} = await converted([admin, base]);
  assert.equal(specs, {
    a: {
      tier: 'Admin',
      priority: 7,
      subject: everyone,
      ingress: [
        {
          action: 'Accept',
          from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: 'web'}}}}],
          protocols: [
            {tcp: {destinationPort: {number: 80}}},
            {udp: {destinationPort: {number: 53}}},
            {sctp: {destinationPort: {range: {start: 5, end: 9}}}},
            {destinationNamedPort: 'metrics'},
          ],
        },
      ],
    },
    default: {
      tier: 'Baseline',
      priority: 0,
      subject: everyone,
      egress: [{action: 'Deny', to: [{networks: ['10.0.0.0/8']}]}],
    },
  });
  assert.equal(losses, ['baseline-priority none']);
});

test('a range that ends before it starts takes its rule along when it is alone', async () => {
  const empty = {portRange: {start: 90, end: 80}};
  const rule = (ports: readonly JsonObject[]): JsonObject => ({action: 'Deny', from: [everyone], ports: [...ports]});
  const ingress = [rule([empty]), rule([empty, {portNumber: {port: 1}}])];
  const {specs, losses} = await converted([
    first('AdminNetworkPolicy', 'a', {priority: 1, subject: everyone, ingress}),
  ]);
  assert.equal(valueAt(specs['a'], ['ingress']), [
    {action: 'Deny', from: [everyone], protocols: [{tcp: {destinationPort: {number: 1}}}]},
  ]);
  assert.equal(losses, ['empty-range none', 'empty-range none']);
});

test('long lists become consecutive rules, and many rules neighbouring priorities', async () => {
  const peers = Array.from({length: 60}, (_, index) => ({namespaces: {matchLabels: {n: `n${index}`}}}));
  const ports = Array.from({length: 30}, (_, index) => ({portNumber: {port: index * 2 + 1}}));
  const many = Array.from({length: 51}, (_, index) => ({action: 'Deny', to: [peers[index % 2] ?? everyone]}));
  const long = first('AdminNetworkPolicy', 'long', {
    priority: 5,
    subject: everyone,
    ingress: [{action: 'Deny', from: peers, ports}],
    egress: many,
  });
  const next = first('AdminNetworkPolicy', 'next', {
    priority: 6,
    subject: everyone,
    ingress: [{action: 'Pass', from: [everyone]}],
  });
  const {specs, losses} = await converted([long, next]);
  assert.equal(
    Object.entries(specs).map(([name, spec]) => [name, valueAt(spec, ['priority'])]),
    [
      ['long', 5],
      ['long-2', 6],
      ['long-3', 7],
      ['next', 8],
    ],
  );
  const rules = valueAt(specs['long'], ['ingress']);
  assert.is(Array.isArray(rules) && rules.length, 6);
  assert.equal(losses, ['priority none']);
});

test('priorities are kept where there is room, and ties as they are', async () => {
  const ingress = [{action: 'Deny', from: [everyone]}];
  const policies = [1000, 4, 4].map((priority, index) => cluster(`p${index}`, {tier: 'Admin', priority, ingress}));
  const {specs, losses} = await converted(policies);
  assert.equal(
    Object.values(specs).map((spec) => valueAt(spec, ['priority'])),
    [1000, 4, 4],
  );
  assert.equal(losses, []);
});

test('labels that two namespaces share are written for each namespace there is', async () => {
  const early = (key: string): JsonObject =>
    first('AdminNetworkPolicy', 'a', {
      priority: 1,
      subject: everyone,
      ingress: [{action: 'Deny', from: [{namespaces: {[key]: ['team']}}]}],
    });
  const world = [namespace('x', {team: 'r'}), namespace('y', {team: 'b'}), namespace('z'), pod('x', 'p', '10.0.0.1')];
  const same = await converted([early('sameLabels')], {world});
  assert.equal(valueAt(same.specs['a'], ['subject']), {
    namespaces: {matchLabels: {'kubernetes.io/metadata.name': 'x'}},
  });
  assert.equal(valueAt(same.specs['a'], ['ingress']), [
    {action: 'Deny', from: [{namespaces: {matchLabels: {team: 'r'}}}]},
  ]);
  assert.equal(same.losses, ['namespace-snapshot none']);
  const other = await converted([early('notSameLabels')], {world});
  assert.equal(valueAt(other.specs['a'], ['ingress']), [
    {
      action: 'Deny',
      from: [
        {
          namespaces: {
            matchExpressions: [
              {key: 'team', operator: 'NotIn', values: ['r']},
              {key: 'team', operator: 'Exists'},
            ],
          },
        },
      ],
    },
  ]);
  const open = await converted([early('sameLabels')]);
  assert.equal(open.objects, []);
  assert.equal(open.losses, ['namespace-relation wider']);
});

test('a NetworkPolicy accepts, then denies the rest; outside addresses get in all the same', async () => {
  const policy = plain('web', {
    podSelector: {matchLabels: {app: 'web'}},
    policyTypes: ['Ingress', 'Egress'],
    ingress: [{from: [{podSelector: {}}], ports: [{port: 80}]}],
    egress: [{to: [{ipBlock: {cidr: '10.0.0.0/30', except: ['10.0.0.1/32']}}]}],
  });
  const {specs, losses} = await converted([policy]);
  assert.equal(specs, {
    'shop.web': {
      tier: 'Baseline',
      priority: 0,
      subject: {
        pods: {
          namespaceSelector: {matchLabels: {'kubernetes.io/metadata.name': 'shop'}},
          podSelector: {matchLabels: {app: 'web'}},
        },
      },
      ingress: [
        {
          action: 'Accept',
          from: [{namespaces: {matchLabels: {'kubernetes.io/metadata.name': 'shop'}}}],
          protocols: [{tcp: {destinationPort: {number: 80}}}],
        },
        {action: 'Deny', from: [everyone]},
      ],
      egress: [
        {action: 'Accept', to: [{networks: ['10.0.0.0/32', '10.0.0.2/31']}]},
        {action: 'Deny', to: [everyone, everywhere]},
      ],
    },
  });
  assert.equal(losses, ['ingress-outside wider']);
});

test('NetworkPolicies for the same pods accept before any of them denies, and both before the Baseline tier', async () => {
  const types = {podSelector: {}, policyTypes: ['Egress']};
  const one = plain('one', {...types, egress: [{to: [{podSelector: {}}]}]});
  const two = plain('two', {...types, egress: [{ports: [{port: 53, protocol: 'UDP'}]}]});
  const base = cluster('base', {tier: 'Baseline', priority: 2, egress: [{action: 'Accept', to: [everyone]}]});
  const {objects, losses} = await converted([base, one, two]);
  assert.equal(
    objects.map((each) => [valueAt(each, ['metadata', 'name']), valueAt(each, ['spec', 'priority'])]),
    [
      ['base', 4],
      ['shop.one', 0],
      ['shop.one-2', 2],
      ['shop.two', 1],
      ['shop.two-2', 3],
    ],
  );
  assert.equal(losses, ['priority none']);
});

test('who comes in by address cannot be said, unless the pods of this world all do, or none', async () => {
  const from = (cidr: string): JsonObject =>
    plain('p', {podSelector: {}, policyTypes: ['Ingress'], ingress: [{from: [{ipBlock: {cidr}}]}]});
  const world = [namespace('shop'), pod('shop', 'a', '10.0.0.1'), pod('shop', 'b', '10.0.0.2')];
  const losses = async (cidr: string, given?: readonly unknown[]): Promise<readonly string[]> =>
    (await converted([from(cidr)], given && {world: given})).losses;
  assert.equal(await losses('10.0.0.0/8'), ['ingress-address narrower', 'ingress-outside wider']);
  assert.equal(await losses('10.0.0.1/32', world), ['ingress-address narrower', 'ingress-outside wider']);
  assert.equal(await losses('10.0.0.0/8', world), ['address-snapshot none', 'ingress-outside wider']);
  assert.equal(await losses('203.0.113.0/24', world), ['pod-snapshot none', 'ingress-outside wider']);
});

test('a port name stands for every protocol, and never beside networks', async () => {
  const policy = plain('p', {podSelector: {}, policyTypes: ['Egress'], egress: [{ports: [{port: 'web'}, {port: 1}]}]});
  const open = await converted([policy]);
  assert.equal(open.losses, ['port-name-protocol narrower']);
  const world = [namespace('shop'), pod('shop', 'a', '10.0.0.1')];
  const known = await converted([policy], {world});
  assert.equal(known.losses, ['port-name-snapshot none']);
  assert.equal(valueAt(known.specs['shop.p'], ['egress']), [
    {action: 'Accept', to: [everyone, everywhere], protocols: [{tcp: {destinationPort: {number: 1}}}]},
    {action: 'Accept', to: [everyone], protocols: [{destinationNamedPort: 'web'}]},
    {action: 'Deny', to: [everyone, everywhere]},
  ]);
  const other = await converted([policy], {world: [...world, pod('shop', 'b', '10.0.0.2', 'UDP')]});
  assert.equal(other.losses, ['port-name-protocol narrower']);
});

test('two tiers of Calico are the two tiers here', async () => {
  const tier = {apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: {name: 't'}, spec: {order: 1}};
  const policy = (name: string, spec: JsonObject): JsonObject => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'GlobalNetworkPolicy',
    metadata: {name},
    spec: {types: ['Egress'], ...spec},
  });
  const pass = policy('t.pass', {tier: 't', egress: [{action: 'Pass', destination: {namespaceSelector: 'all()'}}]});
  const deny = policy('deny', {egress: [{action: 'Deny', protocol: 'TCP'}, {action: 'Allow'}]});
  const {specs} = await converted([pass, deny], {world: [tier]});
  assert.equal(
    Object.entries(specs).map(([name, spec]) => [name, valueAt(spec, ['tier'])]),
    [
      ['t.pass', 'Admin'],
      ['deny', 'Baseline'],
    ],
  );
});

test('a domain name is said, a request is not', async () => {
  const spec = {
    endpointSelector: {},
    egress: [
      {toFQDNs: [{matchName: 'api.example.org'}]},
      {toEndpoints: [{}], toPorts: [{ports: [{port: '80', protocol: 'TCP'}], rules: {http: [{method: 'GET'}]}}]},
    ],
  };
  const policy = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: {name: 'p', namespace: 'shop'},
    spec,
  };
  const {specs, losses} = await converted([policy]);
  assert.equal(valueAt(specs['shop.p'], ['egress', 0]), {action: 'Accept', to: [{domainNames: ['api.example.org']}]});
  assert.equal(losses, ['http-rule narrower']);
});

test('whether pods or namespaces are named stays as it is: some engines tell them apart (calico.md C44)', async () => {
  const other = {matchExpressions: [{key: 'team', operator: 'DoesNotExist'}]};
  const from = [{namespaces: other}, {pods: {namespaceSelector: other, podSelector: {}}}];
  const {specs} = await converted([cluster('a', {tier: 'Admin', priority: 1, ingress: [{action: 'Deny', from}]})]);
  assert.equal(valueAt(specs['a'] ?? {}, ['ingress', 0, 'from']), from);
});

test.run();
