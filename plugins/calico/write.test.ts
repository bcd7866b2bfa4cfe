import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject} from '../../src/base/json.ts';
import {TCP, UDP} from '../../src/base/protocols.ts';
import {buildWorld} from '../../src/ir/build-world.ts';
import {
  addressIn,
  and,
  anything,
  isKind,
  label,
  type Match,
  namespaceIs,
  not,
  oneOf,
  sameNamespace,
  sameNode,
  unknownMatch,
} from '../../src/ir/match.ts';
import {type Action, type Application, type Policy, rule} from '../../src/ir/policy.ts';
import {numberedPorts, protocolPorts, type Traffic} from '../../src/ir/traffic.ts';
import type {WriteContext, WriteResult} from '../dialect.ts';
import {errorsOf, readValue} from './testing.ts';
import {writeCalico} from './write.ts';

const test = suite('calico write');

const origin = {file: 'a.yaml', document: 1, path: []};
const pods = and(isKind('pod'), namespaceIs('n'), label('app', oneOf(['web'])));

interface RuleParts {
  readonly action?: Action;
  readonly peer?: Match;
  readonly traffic?: Traffic;
  readonly application?: Application;
}

/** A policy of an engine that asks denies before allows, with these ingress rules. */
function additive(rules: readonly RuleParts[], parts: Partial<Policy> = {}, isolates = true): Policy {
  return {
    id: {dialect: 'cilium', apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', namespace: 'n', name: 'p'},
    origin,
    labels: {},
    annotations: {},
    group: {group: 'cilium'},
    subject: pods,
    ingress: {
      isolates,
      rules: rules.map(({action = 'allow', peer, traffic, application}, index) =>
        rule({
          action,
          peers: peer && [{value: peer, path: []}],
          ports: traffic && [{value: traffic, path: []}],
          ...(application && {application}),
          path: [],
          index,
        }),
      ),
    },
    remainder: [],
    ...parts,
  };
}

const world = buildWorld([
  {
    nodes: [{name: 'a', labels: {}, addresses: ['192.0.2.1'], podCidrs: ['10.1.0.0/16']}],
    endpoints: [
      {
        name: 'n/web-0',
        kind: 'pod',
        namespace: 'n',
        labels: {app: 'web'},
        openLabels: [],
        addresses: ['10.1.0.5'],
        node: 'a',
        hostNetwork: false,
        ports: [],
        roles: [],
      },
    ],
  },
]);

function write(policy: Policy, context: Partial<WriteContext> = {}): WriteResult {
  const written = writeCalico([policy], {allow: 'equal', ...context});
  for (const {object} of written.objects) assert.equal(errorsOf(readValue(object)), []);
  return written;
}

function specs({objects}: WriteResult): readonly unknown[] {
  return objects.map(({object}) => object['spec']);
}

function ingressOf(result: WriteResult): unknown {
  const [spec] = specs(result);
  return isObject(spec) ? (spec['ingress'] ?? []) : undefined;
}

function losses({losses: all}: WriteResult): readonly string[] {
  return all.map(({code, effect}) => `${code} ${effect}`);
}

test('pods of the own namespace, by label and port', () => {
  const peer = and(isKind('pod'), sameNamespace, label('app', oneOf(['db'])));
  const written = write(additive([{peer, traffic: [protocolPorts(TCP, numberedPorts([[80, 80]]))]}]));
  assert.equal(specs(written), [
    {
      order: 1000,
      selector: "app == 'web'",
      types: ['Ingress'],
      ingress: [
        {
          action: 'Allow',
          protocol: 'TCP',
          source: {selector: "projectcalico.org/orchestrator == 'k8s' && app == 'db'"},
          destination: {ports: [80]},
        },
      ],
    },
  ]);
  assert.equal(losses(written), []);
});

test('denies go before every allow, in a policy of their own', () => {
  const peer = and(isKind('pod'), namespaceIs('m'));
  const {objects} = write(additive([{peer: isKind('pod')}, {action: 'deny', peer}]));
  const order = objects.map(({object}) => [object['metadata'], object['spec']]);
  assert.equal(
    order.map(([metadata, spec]) => [isObject(metadata) && metadata['name'], isObject(spec) && spec['order']]),
    [
      ['p-deny', 100],
      ['p', 1000],
    ],
  );
});

test('a policy that does not isolate stands in a tier that passes', () => {
  const written = write(additive([{peer: isKind('pod')}], {}, false));
  assert.equal(
    written.objects.map(({object}) => object['kind']),
    ['Tier', 'NetworkPolicy'],
  );
  const spec = specs(written)[1];
  assert.is(isObject(spec) && spec['tier'], 'before-default');
});

test('what cannot be said is left out of an allow, or written without the condition where wider is allowed', () => {
  const policy = additive([{peer: and(isKind('pod'), unknownMatch('a variable'))}, {peer: unknownMatch('b')}]);
  assert.equal(ingressOf(write(policy)), []);
  assert.equal(losses(write(policy)), ['unknown narrower', 'unknown narrower']);
  assert.equal(losses(write(policy, {allow: 'any'})), ['unknown narrower', 'unknown narrower']);
  const wider = write(policy, {allow: 'wider'});
  assert.equal(losses(wider), ['unknown wider', 'unknown wider']);
  assert.equal(ingressOf(wider), [
    {action: 'Allow', source: {namespaceSelector: 'all()', selector: "projectcalico.org/orchestrator == 'k8s'"}},
    {action: 'Allow'},
  ]);
});

test('for a deny the directions are the other way round', () => {
  const policy = additive([{action: 'deny', peer: unknownMatch('a variable')}]);
  assert.equal(losses(write(policy)), ['unknown narrower']);
  assert.equal(ingressOf(write(policy)), [{action: 'Deny'}]);
  assert.equal(losses(write(policy, {allow: 'wider'})), ['unknown wider']);
  assert.equal(ingressOf(write(policy, {allow: 'wider'})), []);
});

test('HTTP is closed, or opened when that is allowed', () => {
  const application = {http: [{method: {test: 'regex', pattern: 'GET'} as const}]};
  const policy = additive([{traffic: [protocolPorts(TCP, numberedPorts([[80, 80]]))], application}]);
  assert.equal(losses(write(policy)), ['http-rule narrower']);
  assert.equal(ingressOf(write(policy)), []);
  assert.equal(losses(write(policy, {allow: 'wider'})), ['http-rule wider']);
  assert.equal(ingressOf(write(policy, {allow: 'wider'})), [
    {action: 'Allow', protocol: 'TCP', destination: {ports: [80]}},
  ]);
});

test('a subject nobody can select leaves the policy out, which opens', () => {
  const written = write(additive([{peer: isKind('pod')}], {subject: and(isKind('host'), label('a', oneOf(['b'])))}));
  assert.equal(written.objects, []);
  assert.equal(losses(written), ['subject wider']);
});

test('outside addresses leave out what of the cluster lies among them', () => {
  const policy = additive([{peer: and(isKind('external'), addressIn('10.0.0.0/8'))}]);
  assert.equal(losses(write(policy)), ['addresses-of-pods narrower']);
  const known = write(policy, {world});
  assert.equal(losses(known), ['snapshot none']);
  assert.equal(ingressOf(known), [{action: 'Allow', source: {nets: ['10.0.0.0/8'], notNets: ['10.1.0.5/32']}}]);
});

test('everything outside is everything but the ranges of the cluster, once for each family', () => {
  const known = write(additive([{peer: isKind('external')}]), {world});
  assert.equal(ingressOf(known), [
    {action: 'Allow', source: {notNets: ['10.1.0.0/16', '192.0.2.1/32']}},
    {action: 'Allow', ipVersion: 6},
  ]);
});

test('the own node needs no rule, and a deny of it cannot hold', () => {
  const peer = and(isKind('host'), sameNode);
  assert.equal(losses(write(additive([{peer}]))), []);
  assert.equal(ingressOf(write(additive([{peer}]))), []);
  assert.equal(losses(write(additive([{action: 'deny', peer}]))), ['own-node wider']);
});

test('a peer without any label condition on pods excludes them by a global policy', () => {
  const peer = not(and(isKind('pod'), label('app', oneOf(['db']))));
  const written = write(additive([{peer}]));
  assert.is(written.objects[0]?.object['kind'], 'GlobalNetworkPolicy');
  assert.equal(written.objects[0]?.object['metadata'], {name: 'n.p'});
  assert.equal(ingressOf(written), [
    {action: 'Allow', source: {notSelector: "projectcalico.org/orchestrator == 'k8s' && app == 'db'"}},
  ]);
});

test('a remainder that is not carried over is told', () => {
  const remainder = [{field: 'spec.x', origin, effect: 'unknown', value: null}] as const;
  assert.equal(losses(write(additive([], {remainder}))), ['remainder wider']);
});

test('no rule is written where nobody is left, and one for everybody where all are meant', () => {
  const policy = additive([{peer: anything, traffic: [protocolPorts(UDP)]}]);
  assert.equal(ingressOf(write(policy)), [{action: 'Allow', protocol: 'UDP'}]);
});

test.run();
