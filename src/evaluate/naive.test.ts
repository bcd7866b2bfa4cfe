import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {TCP} from '../base/protocols.ts';
import type {Origin} from '../diagnostics/origin.ts';
import {emptyWorld} from '../ir/empty-world.ts';
import {and, anything, isKind, label, type Match, namespaceIs, oneOf, sameEndpoint, unknownMatch} from '../ir/match.ts';
import {type Action, type Policy, type Rule, rule} from '../ir/policy.ts';
import type {Profile, Stage} from '../ir/profile.ts';
import {numberedPorts, protocolPorts} from '../ir/traffic.ts';
import type {Endpoint, World} from '../ir/world.ts';
import type {Verdict} from './answer.ts';
import {naiveEvaluator} from './naive.ts';

const test = suite('naive evaluator');

const origin: Origin = {file: 'test', document: 1, path: []};

function pod(name: string, labels: Record<string, string> = {}, parts: Partial<Endpoint> = {}): Endpoint {
  return {
    name: `shop/${name}`,
    kind: 'pod',
    namespace: 'shop',
    labels,
    openLabels: [],
    addresses: [],
    hostNetwork: false,
    ports: [],
    roles: [],
    ...parts,
  };
}

const web = pod('web', {app: 'web'});
const db = pod('db', {app: 'db'});

const world: World = {
  ...emptyWorld,
  namespaces: [{name: 'shop', labels: {'kubernetes.io/metadata.name': 'shop'}, labelsKnown: false}],
  endpoints: [db, web],
};

const stages: readonly Stage[] = [
  {name: 'first', atEnd: 'continue', endReason: 'isolated'},
  {name: 'second', atEnd: 'deny-if-isolated', endReason: 'isolated'},
  {name: 'third', atEnd: 'continue', endReason: 'isolated'},
];

/** Stages by the policy's own name: `first-2-x` stands in stage first with rank 2, rules in order. */
const profile: Profile = {
  name: 'test',
  settings: () => ({}),
  prepare: [],
  adapt: [],
  stages: () => stages,
  place: ({id}) => {
    const [stage = '', rank = '0'] = id.name.split('-');
    return {stage, rank: [Number(rank)], rules: stage === 'second' ? 'together' : 'in-order'};
  },
  subjects: ['pod'],
  builtIn: [
    {
      name: 'self',
      rule: 'kubernetes.md A9.8',
      when: 'before-stages',
      direction: 'both',
      subject: anything,
      peer: sameEndpoint,
      action: 'allow',
    },
  ],
  finally: 'allow',
  finallyReason: 'default',
  capabilities: {enforces: true, ipv6: true},
};

const toDb = and(isKind('pod'), namespaceIs('shop'), label('app', oneOf(['db'])));

function rules(...list: readonly (readonly [Action, (Match | undefined)?, number?])[]): readonly Rule[] {
  return list.map(([action, peer, port], index) =>
    rule({
      action,
      peers: peer && [{value: peer, path: []}],
      ports: port === undefined ? undefined : [{value: [protocolPorts(TCP, numberedPorts([[port, port]]))], path: []}],
      path: [],
      index,
    }),
  );
}

function ingress(name: string, list: readonly Rule[], isolates = name.startsWith('second'), subject = toDb): Policy {
  return {
    id: {dialect: 'test', apiVersion: 'v1', kind: 'Policy', name},
    origin,
    labels: {},
    annotations: {},
    group: {group: 'networkpolicy'},
    subject,
    ingress: {isolates, rules: list},
    remainder: [],
  };
}

function ask(policies: readonly Policy[], port = 80, from = web, to = db, in_: World = world): Verdict {
  const connection = {from, to, protocol: TCP, port, sourcePort: 40_000, family: 4 as const};
  return naiveEvaluator(profile, in_, policies).decide(connection);
}

test('without a policy everything passes, and says so', () => {
  const {verdict, ingress: side} = ask([]);
  assert.is(verdict, 'allow');
  assert.is(side?.reason, 'no-policy');
});

test('isolated with nothing that matches is denied, with the near miss named', () => {
  const {verdict, ingress: side} = ask([ingress('second-0', rules(['allow', label('app', oneOf(['web'])), 443]))]);
  assert.is(verdict, 'deny');
  assert.is(side?.reason, 'isolated');
  assert.equal(
    side?.considered.map(({missed}) => missed),
    ['port'],
  );
});

test('a rule that matches allows, whatever other policies say', () => {
  const {ingress: side} = ask([ingress('second-0', []), ingress('second-0-b', rules(['allow', undefined, 80]))]);
  assert.is(side?.verdict, 'allow');
  assert.equal(
    side?.decidedBy.map(({id}) => id.name),
    ['second-0-b'],
  );
});

test('in order, the first match decides; pass leaves the stage; log decides nothing', () => {
  const second = ingress('second-0', rules(['allow', undefined, 80]));
  assert.is(ask([ingress('first-0', rules(['log'], ['deny'], ['allow'])), second]).verdict, 'deny');
  assert.is(ask([ingress('first-0', rules(['allow'], ['deny'])), ingress('second-0', [])]).verdict, 'allow');
  assert.is(ask([ingress('first-0', rules(['pass'], ['deny'])), second]).verdict, 'allow');
  assert.is(ask([ingress('first-1', rules(['allow'])), ingress('first-0', rules(['deny']))]).verdict, 'deny');
});

test('equal ranks are judged together: deny, then allow', () => {
  assert.is(ask([ingress('second-0', rules(['allow'], ['deny']))]).verdict, 'deny');
});

test('a later stage is asked only when no earlier one isolates for good', () => {
  const baseline = ingress('third-0', rules(['deny']));
  assert.is(ask([baseline]).verdict, 'deny');
  assert.is(ask([baseline, ingress('second-0', rules(['allow']))]).verdict, 'allow');
});

test('an open fact that changes nothing is not mentioned', () => {
  const uncertain = unknownMatch('var.team');
  assert.is(ask([ingress('second-0', rules(['allow', uncertain], ['allow']))]).verdict, 'allow');
  assert.is(ask([ingress('second-0', rules(['allow', uncertain, 443]))]).verdict, 'deny');
});

test('an open fact that matters makes the verdict unknown and is named alone', () => {
  const policy = ingress('second-0', rules(['allow', unknownMatch('var.a')], ['allow', unknownMatch('var.b'), 443]));
  const {verdict, ingress: side} = ask([policy]);
  assert.is(verdict, 'unknown');
  assert.equal(side?.unknowns, ['var.a']);
});

test('the same open fact on both ways of a choice cancels out', () => {
  const either: Match = {is: 'or', of: [unknownMatch('x'), {is: 'not', of: unknownMatch('x')}]};
  assert.is(ask([ingress('second-0', rules(['allow', either]))]).verdict, 'allow');
});

test('an uncertain subject is isolated or not', () => {
  const {verdict, ingress: side} = ask([ingress('second-0', [], true, and(toDb, unknownMatch('var.selector')))]);
  assert.is(verdict, 'unknown');
  assert.equal(side?.unknowns, ['var.selector']);
});

test('labels of a namespace without its object are open, not absent', () => {
  const peer: Match = {is: 'namespaceLabel', key: 'team', value: {test: 'in', values: ['a']}};
  assert.is(ask([ingress('second-0', rules(['allow', peer]))]).verdict, 'unknown');
});

test('too many open facts end in unknown, not in a long wait', () => {
  const many = Array.from({length: 40}, (_, index) => ['allow', unknownMatch(`fact ${index}`)] as const);
  const {verdict} = ask([ingress('second-0', rules(...many))]);
  assert.is(verdict, 'unknown');
});

test('a pod reaches itself; replicas of a workload are different pods', () => {
  const closed = [ingress('second-0', [])];
  assert.is(ask(closed, 80, db, db).ingress?.reason, 'built-in');
  const workload = {...db, workload: {kind: 'Deployment', name: 'db'}};
  assert.is(ask(closed, 80, workload, workload, {...world, endpoints: [workload, web]}).verdict, 'deny');
});

test('an outside end is under no policy', () => {
  const outside = {...pod('x'), name: '192.0.2.1', kind: 'external' as const, addresses: ['192.0.2.1']};
  const {egress, verdict} = ask([ingress('second-0', [])], 80, outside);
  assert.is(egress, null);
  assert.is(verdict, 'deny');
});

test('policies that could not be listed leave every verdict open', () => {
  const hidden = {...world, missingKinds: ['nodes', 'networkpolicies.networking.k8s.io']};
  const {verdict, egress} = ask([ingress('second-0', [])], 80, web, db, hidden);
  assert.is(verdict, 'unknown');
  assert.equal(egress?.unknowns, ['networkpolicies.networking.k8s.io, which could not be listed']);
});

test.run();
