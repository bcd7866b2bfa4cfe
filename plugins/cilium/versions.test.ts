import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Version} from '../../src/base/version.ts';
import {printMatch} from '../../src/ir/match.ts';
import {readPlain} from '../../src/testing/plain-cilium.ts';
import {worldOf} from '../../src/testing/small-world.ts';
import {engines} from './engines.ts';

const test = suite('cilium versions');

const port = (entry: object, more: object = {}): object => ({egress: [{toPorts: [{ports: [entry], ...more}]}]});
const rules = (layer7: object): object => port({port: '9092', protocol: 'TCP'}, {rules: layer7});
const E = 'spec.egress[0]';

/** A `spec`, versions, and in each who refuses what; `in force` where the object holds all the same. */
const cases: readonly (readonly [string, object, Readonly<Record<string, string>>])[] = [
  [
    'protocols',
    port({protocol: 'GRE', port: '0'}),
    {'1.19': `api-server ${E}.toPorts[0].ports[0].protocol`, '1.20': 'in force'},
  ],
  [
    'entity',
    {egress: [{toEntities: ['cluster-mesh']}]},
    {'1.19.4': `api-server ${E}.toEntities[0]`, '1.20.0-rc.1': 'in force'},
  ],
  [
    'default deny',
    {egress: [{}], enableDefaultDeny: {egress: false}},
    {'1.15': 'in force, api-server spec.enableDefaultDeny', '1.16': 'in force'},
  ],
  [
    'port ranges',
    port({port: '80', endPort: 90}),
    {'1.15': `in force, api-server ${E}.toPorts[0].ports[0].endPort`, '1.16': 'in force'},
  ],
  ['no rules', {ingress: []}, {'1.16': 'in force', '1.17': 'engine spec'}],
  [
    'requirements',
    {ingress: [{fromRequires: [{matchLabels: {a: 'b'}}]}]},
    {'1.18': 'in force', '1.19': 'api-server spec.ingress[0].fromRequires'},
  ],
  [
    'wildcards in server names',
    port({port: '443', protocol: 'TCP'}, {serverNames: ['*.a.io', '**.b.io', 'c*.io']}),
    {'1.19': `engine ${E}.toPorts[0].serverNames[2]`, '1.20': 'in force'},
  ],
  [
    'an exception wider than its cidr',
    {egress: [{toCIDRSet: [{cidr: '10.9.0.0/16', except: ['10.9.8.7/8']}]}]},
    {'1.19': 'in force', '1.20': `engine ${E}.toCIDRSet[0].except[0]`},
  ],
  [
    'an exception beside its cidr',
    {egress: [{toCIDRSet: [{cidr: '10.9.0.0/16', except: ['10.0.0.0/8']}]}]},
    {'1.19': `engine ${E}.toCIDRSet[0].except[0]`},
  ],
  ['requirements that are none', {ingress: [{fromRequires: []}]}, {'1.18': 'in force', '1.20': 'in force'}],
  [
    'Kafka',
    rules({kafka: [{role: 'produce'}]}),
    {
      '1.19': 'in force',
      '1.20': `in force, api-server ${E}.toPorts[0].rules.kafka`,
    },
  ],
  ['two kinds', rules({kafka: [{}], http: [{}]}), {'1.19': `in force, api-server ${E}.toPorts[0].rules`}],
  ['another layer 7', rules({l7proto: 'x', l7: [{}]}), {'1.19': 'in force'}],
];

function version(text: string): Version {
  return (text.split('-')[0] ?? '').split('.').map(Number);
}

function judged(spec: object, at: string): string {
  const {policies, diagnostics} = readPlain({spec: {endpointSelector: {}, ...spec}}, {version: version(at)});
  const refusals = diagnostics
    .filter(({severity, code}) => severity === 'error' && code !== 'policy-refused')
    .map(({layer, arguments: {path}}) => `${layer} ${path}`);
  return [...(policies.length > 0 ? ['in force'] : []), ...refusals].join(', ');
}

for (const [name, spec, expected] of cases) {
  for (const [at, result] of Object.entries(expected)) {
    test(`${name} in ${at}`, () => assert.is(judged(spec, at), result));
  }
}

test('layer 7 that is removed is shown where it exists, and no restriction where it does not', () => {
  const shown = (at: string) => {
    const spec = {endpointSelector: {}, ...rules({kafka: [{topic: 'a'}]})};
    const [policy] = readPlain({spec}, {version: version(at)}).policies;
    return [policy?.egress?.rules[0]?.application?.shown, policy?.remainder.map(({field}) => field)];
  };
  assert.equal(shown('1.19'), [['Kafka: {"topic":"a"}'], ['rules.kafka']]);
  assert.equal(shown('1.20'), [undefined, []]);
});

test('a leading double star is one label before 1.19', () => {
  const peer = (at: string) => {
    const spec = {endpointSelector: {}, egress: [{toFQDNs: [{matchPattern: '**.x.io'}]}]};
    const [rule] = readPlain({spec}, {version: version(at)}).policies[0]?.egress?.rules ?? [];
    return rule && printMatch(rule.peer);
  };
  assert.match(peer('1.18') ?? '', /"?\*\.x\.io/);
  assert.not.match(peer('1.18') ?? '', /\*\*\.x\.io/);
  assert.match(peer('1.19') ?? '', /\*\*\.x\.io/);
});

test('a requirement never lets a pod through that lacks its labels', () => {
  const spec = {endpointSelector: {}, ingress: [{fromRequires: [{matchLabels: {team: 'a'}}], fromEndpoints: [{}]}]};
  const [deny, allow] = readPlain({spec}, {version: [1, 18]}).policies[0]?.ingress?.rules ?? [];
  assert.is(deny?.action, 'deny');
  assert.match(printMatch(deny?.peer ?? {is: 'true'}), /unknown/);
  assert.is(allow?.action, 'allow');
});

test('options follow the version unless the cluster sets them', () => {
  const setting = (at: Version, option: string, given: Readonly<Record<string, string>> = {}) => {
    const profile = engines['cilium']?.atVersion?.(at);
    return profile?.settings({...worldOf(), settings: given})[option];
  };
  const local = 'policy-default-local-cluster';
  assert.is(setting([1, 18], local), 'false');
  assert.is(setting([1, 19], local), 'true');
  assert.is(setting([1, 18], local, {[local]: 'true'}), 'true');
  const modes = {'policy-cidr-match-mode': 'nodes,pods'};
  assert.is(setting([1, 14], 'policy-cidr-match-mode', modes), '');
  assert.is(setting([1, 19], 'policy-cidr-match-mode', modes), 'nodes');
  assert.is(setting([1, 20], 'policy-cidr-match-mode', modes), 'nodes,pods');
});

test('a leading **. is told where it means less than today', () => {
  const spec = {endpointSelector: {}, egress: [{toFQDNs: [{matchPattern: '**.x.io'}, {matchPattern: '*.y.io'}]}]};
  const said = (at: string) =>
    readPlain({spec}, {version: version(at)}).diagnostics.map(({code, origin}) => `${code} ${origin?.path.join('.')}`);
  assert.equal(said('1.18'), ['value-misleading spec.egress.0.toFQDNs.0.matchPattern']);
  assert.equal(said('1.19'), []);
});

test.run();
