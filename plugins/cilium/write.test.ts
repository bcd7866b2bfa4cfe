import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../src/base/json.ts';
import {ICMP, TCP} from '../../src/base/protocols.ts';
import {
  addressIn,
  and,
  anything,
  exists,
  isKind,
  label,
  type Match,
  namespaceIs,
  namespaceLabel,
  not,
  oneOf,
  or,
  sameNamespace,
  serviceAccountIs,
  someIdentity,
} from '../../src/ir/match.ts';
import {type Direction, type Group, type Policy, type Rule, rule} from '../../src/ir/policy.ts';
import {box, numberedPorts, ports, protocolPorts, type TrafficBox} from '../../src/ir/traffic.ts';
import type {World} from '../../src/ir/world.ts';
import {plainDocument} from '../../src/testing/plain-cilium.ts';
import {origin, pod, worldOf} from '../../src/testing/small-world.ts';
import type {WriteContext} from '../dialect.ts';
import {read} from './read.ts';
import {write} from './write.ts';

const test = suite('cilium writing');

const web = label('app', oneOf(['web']));
const subject = and(isKind('pod'), namespaceIs('shop'), web);
const tcp80 = protocolPorts(TCP, numberedPorts([[80, 80]]));

function allow(peer: Match, traffic?: readonly TrafficBox[], parts: Partial<Rule> = {}): Rule {
  const boxes = traffic && [{value: traffic, path: []}];
  const peers = peer.is === 'true' ? undefined : [{value: peer, path: []}];
  return {...rule({action: 'allow', peers, ports: boxes, path: [], index: 0}), ...parts};
}

function deny(peer: Match, traffic?: readonly TrafficBox[]): Rule {
  return {...allow(peer, traffic), action: 'deny'};
}

function policy(parts: Partial<Policy> & {readonly name?: string}): Policy {
  const {name = 'sample', ...rest} = parts;
  return {
    id: {dialect: 'kubernetes', apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'shop', name},
    origin,
    labels: {},
    annotations: {},
    group: {group: 'networkpolicy'},
    subject,
    remainder: [],
    ...rest,
  };
}

function tier(rules: readonly Rule[], order: number, name: string): Policy {
  const group: Group = {group: 'tier', tier: 'default', order};
  const id = {dialect: 'calico', apiVersion: 'projectcalico.org/v3', kind: 'NetworkPolicy', namespace: 'shop', name};
  return {...policy({group, ingress: isolating(...rules)}), id};
}

function isolating(...rules: readonly Rule[]): Direction {
  return {isolates: true, rules};
}

interface Said {
  readonly specs: readonly unknown[];
  readonly losses: readonly string[];
}

/** What is written, read back without a complaint, and the losses that change something. */
function said(policies: readonly Policy[], context: Partial<WriteContext> = {}): Said {
  const {objects, losses} = write(policies, {allow: 'equal', ...context});
  for (const {object} of objects) {
    const {diagnostics = []} = read(plainDocument(object), {namespace: 'default'});
    assert.equal(
      diagnostics.filter(({severity}) => severity === 'error'),
      [],
      JSON.stringify(object),
    );
  }
  return {
    specs: objects.map(({object}) => object['spec'] ?? object['specs']),
    losses: losses.flatMap(({code, effect}) => (effect === 'none' ? [] : [`${code} ${effect}`])),
  };
}

function ingressOf(...rules: readonly Rule[]): Said {
  const {specs, losses} = said([policy({ingress: isolating(...rules)})]);
  return {specs: specs.map((spec) => (isSpec(spec) ? (spec['ingress'] ?? spec) : spec)), losses};
}

function isSpec(spec: unknown): spec is JsonObject {
  return typeof spec === 'object' && spec !== null && !Array.isArray(spec);
}

test('isolation without rules is the empty rule, any peer the entity all', () => {
  assert.equal(ingressOf(), {specs: [[{}]], losses: []});
  assert.equal(ingressOf(allow(anything)), {specs: [[{fromEntities: ['all']}]], losses: []});
  assert.equal(ingressOf(allow(anything, [tcp80])), {
    specs: [[{toPorts: [{ports: [{port: '80', protocol: 'TCP'}]}]}]],
    losses: [],
  });
});

test('namespaces are written out wherever Cilium would add another one', () => {
  const peers: readonly (readonly [Match, object])[] = [
    [and(isKind('pod'), sameNamespace, web), {matchLabels: {'k8s:app': 'web'}}],
    [isKind('pod'), {matchExpressions: [{key: 'k8s:io.kubernetes.pod.namespace', operator: 'Exists'}]}],
    [and(isKind('pod'), namespaceIs('other')), {matchLabels: {'k8s:io.kubernetes.pod.namespace': 'other'}}],
    [
      and(isKind('pod'), namespaceLabel('team', exists)),
      {matchExpressions: [{key: 'k8s:io.cilium.k8s.namespace.labels.team', operator: 'Exists'}]},
    ],
    [
      and(isKind('pod'), sameNamespace, serviceAccountIs('bob')),
      {matchLabels: {'k8s:io.cilium.k8s.policy.serviceaccount': 'bob'}},
    ],
    [
      and(isKind('pod'), namespaceLabel('kubernetes.io/metadata.name', oneOf(['other'])), not(web)),
      {
        matchLabels: {'k8s:io.kubernetes.pod.namespace': 'other'},
        matchExpressions: [{key: 'k8s:app', operator: 'NotIn', values: ['web']}],
      },
    ],
  ];
  for (const [peer, selector] of peers) {
    assert.equal(ingressOf(allow(peer)), {specs: [[{fromEndpoints: [selector]}]], losses: []});
  }
});

test('peer kinds stand in rules of their own', () => {
  const peer = or(and(isKind('pod'), sameNamespace), isKind('external'), isKind('host'));
  assert.equal(ingressOf(allow(peer)).specs, [
    [{fromEndpoints: [{}]}, {fromEntities: ['host', 'remote-node', 'world']}],
  ]);
});

test('a block that may lie inside the cluster is narrower, one that does not is exact in this world', () => {
  const block = allow(and(addressIn('10.0.0.0/8'), not(addressIn('10.1.0.0/16'))));
  const written = [{fromCIDRSet: [{cidr: '10.0.0.0/8', except: ['10.1.0.0/16']}]}];
  assert.equal(ingressOf(block), {
    specs: [written],
    losses: ['ip-block-inside-cluster narrower', 'ip-block-inside-cluster narrower'],
  });
  const outside: World = worldOf(pod('web', {}, {addresses: ['192.168.0.5']}));
  const {specs, losses} = said([policy({ingress: isolating(block)})], {world: outside});
  assert.equal(
    specs.map((spec) => isSpec(spec) && spec['ingress']),
    [written],
  );
  assert.equal(losses, []);
});

test('a whole family is never the plain world of the other one', () => {
  const {specs} = ingressOf(allow(addressIn('::/0')));
  assert.equal(specs, [[{fromCIDR: ['::/1', '8000::/1']}]]);
});

test('ports: ANY, ranges, names and never more than 40 in one item', () => {
  const three = [6, 17, 132].map((protocol) => protocolPorts(protocol, numberedPorts([[53, 53]])));
  const many = Array.from({length: 41}, (_, index) => [index * 2 + 1, index * 2 + 1] as const);
  assert.equal(ingressOf(allow(anything, three)).specs, [[{toPorts: [{ports: [{port: '53', protocol: 'ANY'}]}]}]]);
  assert.equal(
    ingressOf(allow(anything, [protocolPorts(TCP, ports({numbers: [[80, 90]], names: [{name: 'web'}]}))])).specs,
    [
      [
        {
          toPorts: [
            {
              ports: [
                {port: '80', endPort: 90, protocol: 'TCP'},
                {port: 'web', protocol: 'TCP'},
              ],
            },
          ],
        },
      ],
    ],
  );
  const [rules] = ingressOf(allow(anything, [protocolPorts(TCP, numberedPorts(many))])).specs;
  assert.is(JSON.stringify(rules).split('"ports":').length - 1, 2);
});

test('ICMP: all types, one type; type 0 alone and codes cannot be said', () => {
  const only = (icmp: readonly [number, number]): TrafficBox => box({protocols: [[ICMP, ICMP]], icmp: [icmp]});
  const field = (type: number) => [{icmps: [{fields: [{family: 'IPv4', type}]}]}];
  assert.equal(ingressOf(allow(anything, [protocolPorts(ICMP)])), {specs: [field(0)], losses: []});
  assert.equal(ingressOf(allow(anything, [only([2048, 2303])])), {specs: [field(8)], losses: []});
  assert.equal(ingressOf(allow(anything, [only([0, 255])])), {specs: [[{}]], losses: ['icmp-type-zero narrower']});
  assert.equal(ingressOf(allow(anything, [only([2048, 2048])])), {specs: [[{}]], losses: ['icmp-code narrower']});
});

test('source ports: left out, or opened when the user allows the wider result', () => {
  const traffic = [box({...tcp80, sourcePorts: numberedPorts([[1024, 65535]])})];
  const ordered = policy({ingress: isolating(allow(anything, traffic))});
  assert.equal(said([ordered]).losses, ['source-ports narrower']);
  const {specs, losses} = said([ordered], {allow: 'wider'});
  assert.equal(losses, ['source-ports wider']);
  assert.equal(
    specs.map((spec) => isSpec(spec) && spec['ingress']),
    [[{toPorts: [{ports: [{port: '80', protocol: 'TCP'}]}]}]],
  );
});

test('HTTP becomes whole regular expressions', () => {
  const application = {
    http: [
      {
        method: {test: 'exact', text: 'GET'},
        path: {test: 'prefix', text: '/a.b'},
      },
    ],
  } as const;
  const {specs} = ingressOf(allow(anything, [tcp80], {application}));
  assert.equal(specs, [
    [
      {
        toPorts: [{ports: [{port: '80', protocol: 'TCP'}], rules: {http: [{method: 'GET', path: '/a\\.b([/?#].*)?'}]}}],
      },
    ],
  ]);
});

test('alternatives of the subject and rules that narrow it are entries of one object', () => {
  const two = policy({
    subject: and(isKind('pod'), namespaceIs('shop'), or(web, label('app', oneOf(['db'])))),
    ingress: isolating(allow(anything, undefined, {self: label('tier', exists)})),
  });
  const {specs, losses} = said([two]);
  assert.equal(losses, []);
  const [entries] = specs;
  assert.ok(Array.isArray(entries));
  assert.is(entries.length, 4);
});

test('labels that Cilium filters are told', () => {
  const filtered = and(isKind('pod'), sameNamespace, label('pod-template-hash', exists));
  assert.equal(ingressOf(allow(filtered)).losses, ['label-filtered narrower']);
  assert.equal(
    said([policy({subject: and(subject, not(label('pod-template-hash', exists))), ingress: isolating()})]).losses,
    ['label-filtered narrower'],
  );
});

test('substring tests and peers of sets without a world are losses', () => {
  const part = and(isKind('pod'), sameNamespace, label('app', {test: 'contains', text: 'we'}));
  assert.equal(ingressOf(allow(part)).losses, ['selector narrower']);
  const {specs, losses} = ingressOf(allow(someIdentity(['pod', 'host', 'addressSet'], web)));
  assert.equal(losses, [
    'ip-block-inside-cluster narrower',
    'ip-block-inside-cluster narrower',
    'outside-peer narrower',
  ]);
  assert.is(JSON.stringify(specs).includes('k8s:app'), true);
});

test('a deny that an earlier allow limits is left out, one that stands apart stays', () => {
  const db = and(isKind('pod'), sameNamespace, label('app', oneOf(['db'])));
  const front = and(isKind('pod'), sameNamespace, web);
  const apart = said([tier([allow(front), deny(db)], 1, 'first')]);
  assert.equal(apart.losses, []);
  assert.is(JSON.stringify(apart.specs).includes('ingressDeny'), true);
  const limited = said([
    tier([allow(front)], 1, 'first'),
    tier([deny(and(isKind('pod'), sameNamespace))], 2, 'second'),
  ]);
  assert.equal(limited.losses, ['deny-order wider']);
});

test('policies of different subjects do not limit each other', () => {
  const everybody = and(isKind('pod'), sameNamespace);
  const other = and(isKind('pod'), namespaceIs('shop'), label('app', oneOf(['db'])));
  const first = tier([allow(everybody)], 1, 'first');
  const second = {...tier([deny(everybody)], 2, 'second'), subject: other};
  assert.equal(said([first, second]).losses, []);
});

test('a last deny of everything is default deny', () => {
  const {specs, losses} = said([tier([allow(and(isKind('pod'), sameNamespace)), deny(anything)], 1, 'only')]);
  assert.equal(losses, []);
  assert.equal(
    specs.map((spec) => isSpec(spec) && spec['ingress']),
    [[{fromEndpoints: [{}]}]],
  );
});

test('pass is lost, log changes nothing', () => {
  const pass: Rule = {...allow(anything), action: 'pass'};
  const log: Rule = {...allow(anything), action: 'log'};
  assert.equal(said([tier([log, pass], 1, 'only')]).losses, ['pass narrower']);
});

test('a policy without namespace is cluster-wide and keeps to pods', () => {
  const {id} = policy({});
  const {namespace: _namespace, ...wide} = id;
  const peer = and(isKind('pod'), sameNamespace);
  const {objects, losses} = write([{...policy({subject: isKind('pod'), ingress: isolating(allow(peer))}), id: wide}], {
    allow: 'equal',
  });
  assert.equal(objects[0]?.object['kind'], 'CiliumClusterwideNetworkPolicy');
  assert.equal(objects[0]?.object['spec'], {
    endpointSelector: {matchExpressions: [{key: 'k8s:io.kubernetes.pod.namespace', operator: 'Exists'}]},
    ingress: [{}],
  });
  assert.equal(
    losses.map(({code, effect}) => `${code} ${effect}`),
    ['same-namespace narrower'],
  );
});

test('kinds that become one keep apart by name', () => {
  const kubernetes = policy({name: 'web', ingress: isolating()});
  const calico = {...tier([], 1, 'web')};
  const {objects, losses} = write([kubernetes, calico], {allow: 'equal'});
  assert.equal(
    objects.map(({object}) => object['metadata']),
    [
      {name: 'web', namespace: 'shop'},
      {name: 'web-networkpolicy', namespace: 'shop'},
    ],
  );
  assert.equal(
    losses.map(({code, effect}) => `${code} ${effect}`),
    ['renamed none'],
  );
});

/** Every rule of what was written, and every peer in it. */
function rulesOf({specs}: Said): readonly JsonObject[] {
  return specs
    .flat()
    .filter(isSpec)
    .flatMap((spec) => ['ingress', 'egress', 'ingressDeny', 'egressDeny'].flatMap((section) => spec[section] ?? []))
    .filter(isSpec);
}

test('the checklist of the specification holds for every rule that is written', () => {
  const all = or(
    and(isKind('pod'), sameNamespace, web),
    and(isKind('pod'), namespaceLabel('team', exists)),
    isKind('host'),
    addressIn('198.51.100.0/24'),
    and(isKind('external'), not(addressIn('203.0.113.0/24'))),
  );
  const many = Array.from({length: 100}, (_, at) => [at * 2 + 1, at * 2 + 1] as const);
  const written = rulesOf(
    said([policy({ingress: isolating(allow(all, [protocolPorts(TCP, numberedPorts(many))])), egress: isolating()})]),
  );
  assert.ok(written.length > 3);
  for (const each of written) {
    const peers = Object.keys(each).filter((key) => /^(from|to)(?!Ports)/.test(key));
    assert.ok(peers.length <= 1, `one peer kind a rule: ${peers}`);
    for (const peer of peers) assert.not.equal(each[peer], [], 'no empty list');
    const items = Array.isArray(each['toPorts']) ? each['toPorts'] : [];
    for (const item of items) {
      const list = isSpec(item) && Array.isArray(item['ports']) ? item['ports'] : [];
      assert.ok(list.length > 0 && list.length <= 40, `${list.length} ports in one item`);
    }
    const selectors = Array.isArray(each['fromEndpoints']) ? each['fromEndpoints'] : [];
    const keys = selectors
      .filter(isSpec)
      .flatMap(({matchLabels = {}, matchExpressions = []}) => [
        ...Object.keys(isSpec(matchLabels) ? matchLabels : {}),
        ...(Array.isArray(matchExpressions) ? matchExpressions : []).filter(isSpec).map(({key}) => String(key)),
      ]);
    for (const key of keys) assert.match(key, /^k8s:/);
  }
});

test('a rule that nobody fulfils is left out, never an empty list of peers', () => {
  assert.equal(ingressOf(allow(and(isKind('pod'), not(isKind('pod'))))), {specs: [[{}]], losses: []});
  assert.equal(ingressOf(allow(and(isKind('pod'), sameNamespace, web, not(web)))).specs, [[{}]]);
});

test('HTTP stands beside TCP ports alone, and what it matches literally is escaped', () => {
  const application = {http: [{path: {test: 'exact', text: '/v1/a.b?c=(d)*'}}]} as const;
  assert.equal(rulesOf(said([policy({ingress: isolating(allow(anything, [tcp80], {application}))})])), [
    {
      toPorts: [{ports: [{port: '80', protocol: 'TCP'}], rules: {http: [{path: '/v1/a\\.b\\?c=\\(d\\)\\*'}]}}],
    },
  ]);
  const both = [protocolPorts(6, numberedPorts([[80, 80]])), protocolPorts(17, numberedPorts([[80, 80]]))];
  assert.equal(said([policy({ingress: isolating(allow(anything, both, {application}))})]).losses, [
    'http-rule narrower',
  ]);
});

test('a cluster-wide subject of pods says that it has a namespace, a namespaced one is a CiliumNetworkPolicy', () => {
  const kinds = write(
    [policy({ingress: isolating()}), policy({name: 'wide', subject: and(isKind('pod'), web), ingress: isolating()})],
    {allow: 'equal'},
  ).objects.map(({object}) => object);
  assert.equal(
    kinds.map(({kind}) => kind),
    ['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'],
  );
  assert.equal(kinds[1]?.['spec'], {
    endpointSelector: {
      matchLabels: {'k8s:app': 'web'},
      matchExpressions: [{key: 'k8s:io.kubernetes.pod.namespace', operator: 'Exists'}],
    },
    ingress: [{}],
  });
});

test('a policy that cannot be written loses what it isolates and what it allows', () => {
  const subjectBy = and(isKind('pod'), namespaceIs('shop'), label('app', {test: 'contains', text: 'we'}));
  const lost = said([policy({subject: subjectBy, ingress: isolating(allow(anything))})]);
  assert.equal(lost, {specs: [], losses: ['subject wider', 'subject narrower']});
  assert.equal(said([policy({subject: subjectBy, ingress: isolating()})]).losses, ['subject wider']);
  const known = said([policy({subject: subjectBy, ingress: isolating()})], {
    world: worldOf(pod('web', {app: 'web'}), pod('db', {app: 'db'})),
  });
  assert.equal(known, {specs: [{endpointSelector: {matchLabels: {'k8s:app': 'web'}}, ingress: [{}]}], losses: []});
});

test('order counts across tiers: a later deny that an earlier tier limits is left out, an earlier end is told', () => {
  const everybody = and(isKind('pod'), sameNamespace);
  const first = {...tier([allow(everybody)], 1, 'first'), group: {group: 'tier', tier: 'early', order: 1} as const};
  const tiers = [{name: 'early', order: 10, defaultAction: 'deny' as const}];
  const world = {...worldOf(pod('web', {app: 'web'})), tiers};
  assert.equal(said([tier([deny(everybody)], 1, 'second'), first], {world}).losses, ['deny-order wider']);
  assert.equal(said([first, tier([allow(isKind('external'))], 1, 'second')], {world}).losses, ['tier wider']);
});

test('policies of Kubernetes stand at order 1000 of the default tier', () => {
  const everybody = and(isKind('pod'), sameNamespace);
  const kubernetes = policy({name: 'k', ingress: isolating(allow(everybody))});
  assert.equal(said([kubernetes, tier([deny(everybody)], 999, 'before')]).losses, []);
  assert.equal(said([kubernetes, tier([deny(everybody)], 1001, 'behind')]).losses, ['deny-order wider']);
});

test('dormant rules are nothing', () => {
  const quiet = policy({ingress: {isolates: false, dormant: true, rules: [allow(anything)]}, egress: isolating()});
  assert.equal(said([quiet]).specs, [{endpointSelector: {matchLabels: {'k8s:app': 'web'}}, egress: [{}]}]);
});

test.run();
