import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {exampleProfile} from '../../plugins/template/profile.ts';
import {single} from '../base/intervals.ts';
import {ICMP, TCP, UDP} from '../base/protocols.ts';
import {addressIn, and, anything, isKind, label, not, oneOf, sameNamespace, unknownMatch} from '../ir/match.ts';
import type {HttpTest, Policy} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import {box, numberedPorts, ports, protocolPorts, type Traffic} from '../ir/traffic.ts';
import type {World} from '../ir/world.ts';
import {pod, policyFor, type RuleText, rules, worldOf} from '../testing/small-world.ts';
import type {Certificate} from './certificate.ts';
import {type CompareOptions, compareInWorld} from './this-world.ts';

const test = suite('compare in this world');

const world = worldOf(
  pod(
    'db',
    {app: 'db'},
    {addresses: ['10.0.0.2'], ports: [{name: 'sql', protocol: TCP, port: 5432, declaredBy: 'container'}]},
  ),
  pod('web', {app: 'web'}, {addresses: ['10.0.0.1']}),
);

function tcp(low: number, high = low): Traffic {
  return [protocolPorts(TCP, numberedPorts([[low, high]]))];
}

function dbAllows(...list: readonly RuleText[]): readonly Policy[] {
  return [policyFor('db', {ingress: {isolates: true, rules: rules(...list)}})];
}

function compare(
  source: readonly Policy[],
  target: readonly Policy[],
  options: CompareOptions & {readonly profile?: Profile; readonly world?: World} = {},
): Certificate {
  const where = options.world ?? world;
  return compareInWorld(
    {profile: exampleProfile, policies: source, world: where},
    {profile: options.profile ?? exampleProfile, policies: target, world: where},
    options,
  );
}

test('a set equals itself, and says on what it was compared', () => {
  const {result, scope, assumptions, witness} = compare(dbAllows({traffic: tcp(80)}), dbAllows({traffic: tcp(80)}));
  assert.is(result, 'equal');
  assert.is(scope, 'this-world');
  assert.is(witness, null);
  assert.match(assumptions.join('\n'), /^compared on \d+ connections of this world\ntraffic of a pod to itself/);
});

test('each way of differing has its name, and a witness', () => {
  const [narrow, wide, other] = [tcp(80), tcp(80, 90), tcp(443)].map((traffic) => dbAllows({traffic}));
  assert.ok(narrow && wide && other);
  const narrower = compare(wide, narrow);
  assert.is(narrower.result, 'narrower');
  assert.is(compare(narrow, wide).result, 'wider');
  assert.is(compare(narrow, other).result, 'different');
  const {from, to, port, source, target} = narrower.witness ?? {};
  assert.equal([from?.name, to?.name, port, source, target], ['shop/web', 'shop/db', 81, 'allow', 'deny']);
});

test('the borders of port ranges are found, wherever they are', () => {
  assert.is(compare(dbAllows({traffic: tcp(1, 65535)}), dbAllows({traffic: tcp(1, 65534)})).result, 'narrower');
  const twice = [...tcp(1, 100), ...tcp(101, 65535)];
  assert.is(compare(dbAllows({traffic: tcp(1, 65535)}), dbAllows({traffic: twice})).result, 'equal');
});

test('a protocol without ports and a type of ICMP count', () => {
  const all = dbAllows({});
  const threeProtocols = dbAllows({traffic: [6, 17, 132].map((each) => protocolPorts(each))});
  assert.is(compare(all, threeProtocols).result, 'narrower');
  const echo = (code: number): Traffic => [box({protocols: single(ICMP), icmp: single(8 * 256 + code)})];
  assert.is(compare(dbAllows({traffic: echo(0)}), dbAllows({traffic: echo(1)})).result, 'different');
});

test('a named port means what the receiver declares', () => {
  const named = dbAllows({traffic: [protocolPorts(TCP, ports({names: [{name: 'sql'}]}))]});
  assert.is(compare(named, dbAllows({traffic: tcp(5432)})).result, 'equal');
  assert.is(
    compare(named, dbAllows({traffic: [protocolPorts(UDP, numberedPorts([[5432, 5432]]))]})).result,
    'different',
  );
});

test('the ports of a service are asked at each of its backends, not only at the first party', () => {
  const service = {name: 'sql', namespace: 'shop'};
  const traffic = [protocolPorts(TCP, ports({services: [service]}))];
  const sends = (...list: readonly RuleText[]): readonly Policy[] => [
    policyFor('web', {egress: {isolates: true, rules: rules(...list)}}),
  ];
  const backends = [{...service, service: 'sql', addresses: ['10.0.0.2'], ports: [{protocol: TCP, port: 9999}]}];
  const others = [pod('a', {app: 'a'}, {addresses: ['10.0.0.7']}), pod('db', {app: 'db'}, {addresses: ['10.0.0.2']})];
  const where = {...worldOf(...others, pod('web', {app: 'web'}, {addresses: ['10.0.0.1']})), backends};
  const {result, witness} = compare(sends({traffic}), sends(), {world: where});
  assert.is(result, 'narrower');
  assert.is(witness?.to.name, 'shop/db');
  assert.is(witness?.port, 9999);
});

test('outside addresses are told apart by every block that is mentioned', () => {
  const block = and(isKind('external'), addressIn('192.0.2.0/24'));
  const without = and(block, not(addressIn('192.0.2.128/25')));
  const {result, witness} = compare(dbAllows({peer: block}), dbAllows({peer: without}));
  assert.is(result, 'narrower');
  assert.is(witness?.from.name, '192.0.2.129');
  const halves = [{peer: and(block, addressIn('192.0.2.0/25'))}, {peer: and(block, addressIn('192.0.2.128/25'))}];
  assert.is(compare(dbAllows({peer: block}), dbAllows(...halves)).result, 'equal');
});

test('everything of one family is not everything', () => {
  const dual = worldOf(pod('db', {app: 'db'}, {addresses: ['10.0.0.2', 'fd00::2']}), pod('web', {app: 'web'}));
  const all = dbAllows({peer: isKind('external')});
  const onlyIpv4 = dbAllows({peer: and(isKind('external'), addressIn('0.0.0.0/0'))});
  const {result, witness} = compare(all, onlyIpv4, {world: dual});
  assert.is(result, 'narrower');
  assert.equal([witness?.from.name, witness?.family], ['2001:db8::1', 6]);
  assert.is(compare(all, onlyIpv4).result, 'equal', 'no pod of this world has an IPv6 address');
  assert.is(compare(all, dbAllows({peer: addressIn('0.0.0.0/0')}), {world: dual}).result, 'different');
});

test('requests are asked where some rule looks at them', () => {
  const path = (test: HttpTest): readonly Policy[] =>
    dbAllows({traffic: tcp(80), application: {http: [{method: {test: 'exact', text: 'GET'}, path: test}]}});
  const exact = path({test: 'exact', text: '/v1'});
  assert.is(compare(exact, path({test: 'regex', pattern: '/v1(\\?.*)?'})).result, 'equal');
  assert.is(compare(exact, path({test: 'regex', pattern: '/v1'})).result, 'narrower', 'it does not see the query');
  assert.is(compare(exact, path({test: 'regex', pattern: '/v1.*'})).result, 'wider');
  const {result, witness} = compare(exact, dbAllows({traffic: tcp(80)}));
  assert.is(result, 'wider');
  assert.equal(witness?.http, {method: 'OPTIONS', path: '/v1'});
});

test('the same open fact on both sides does not matter, different ones do', () => {
  const open = (reason: string): readonly Policy[] => dbAllows({peer: unknownMatch(reason)});
  assert.is(compare(open('later'), open('later')).result, 'equal');
  const {result, assumptions} = compare(open('later'), open('never'));
  assert.is(result, 'unproved');
  assert.match(assumptions.join('\n'), /not proved: it depends on what is not known: later; never/);
  assert.is(compare(open('later'), dbAllows({peer: anything})).result, 'unproved');
});

test('a difference one way with an open one the other way is not-equal', () => {
  const source = dbAllows({peer: isKind('external')}, {traffic: tcp(80), peer: label('app', oneOf(['none']))});
  const target = dbAllows({peer: and(sameNamespace, unknownMatch('later'))});
  assert.is(compare(source, target).result, 'not-equal');
});

test('limits end in unproved, never in equal', () => {
  const {result, assumptions} = compare(dbAllows({}), dbAllows({}), {mostSteps: 5});
  assert.is(result, 'unproved');
  assert.match(assumptions.join('\n'), /too many pairs/);
  assert.is(compare([], [], {world: worldOf()}).result, 'unproved');
  const blocks = dbAllows({peer: addressIn('192.0.2.0/24')}, {peer: addressIn('192.0.3.0/24')});
  assert.is(compare(blocks, blocks, {mostBlocks: 1}).result, 'unproved');
});

test('packets that an engine drops before any policy are left out, and named', () => {
  const encapsulation = protocolPorts(UDP, numberedPorts([[4789, 4789]]));
  const profile: Profile = {
    ...exampleProfile,
    builtIn: [
      ...exampleProfile.builtIn,
      {
        name: 'no encapsulation',
        rule: 'a test',
        when: 'before-stages',
        direction: 'egress',
        subject: isKind('pod'),
        peer: anything,
        traffic: [encapsulation],
        action: 'deny',
      },
    ],
  };
  const {result, assumptions} = compare([], [], {profile});
  assert.is(result, 'equal');
  assert.match(assumptions.join('\n'), /left out \(no encapsulation\)/);
});

test('two replicas stand for all that are alike, an unlike one for itself', () => {
  const owner = {kind: 'Deployment', name: 'db'};
  const replicas = [1, 2, 3, 4].map((index) =>
    pod(`db-${index}`, {app: 'db', ...(index === 4 && {odd: 'yes'})}, {owner, addresses: [`10.0.0.${index}`]}),
  );
  const {result, assumptions} = compare(dbAllows({}), dbAllows({peer: not(label('odd', oneOf(['yes'])))}), {
    world: worldOf(...replicas),
  });
  assert.is(result, 'narrower');
  assert.match(assumptions.join('\n'), /1 replicas are taken to be as others/);
});

test.run();
