import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {jsonDocument} from '../../src/testing/terraform-document.ts';
import type {Planned} from '../dialect.ts';
import {terraform} from './index.ts';

const test = suite('what a plan changes');

const type = 'kubernetes_network_policy';

function planned(plan: object): Planned {
  const found = terraform.planned?.(jsonDocument('plan.json', {format_version: '1.2', ...plan}), {});
  assert.ok(found);
  return found;
}

function entry(actions: readonly string[], before: object | null, after: object | null, parts: object = {}): object {
  return {address: `${type}.p`, mode: 'managed', type, change: {actions, before, after, ...parts}};
}

function values(spec: object, metadata: object = {}): object {
  return {metadata: [{name: 'p', namespace: 'shop', ...metadata}], spec: [{policy_types: ['Ingress'], ...spec}]};
}

const selector = {pod_selector: [{match_expressions: [], match_labels: {app: 'db'}}]};
const peer = {ip_block: [], namespace_selector: [], pod_selector: [{match_labels: {app: 'web'}}]};
const name = {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', namespace: 'shop', name: 'p'};

test('the objects on both sides, and the attributes that differ', () => {
  const [before, after] = [
    values({...selector, ingress: [{from: [peer], ports: []}]}, {annotations: null, uid: '1'}),
    values({...selector, ingress: [{from: [peer, peer], ports: []}]}, {annotations: {}, uid: '2'}),
  ];
  const [change] = planned({resource_changes: [entry(['update'], before, after)]}).changes;
  assert.ok(change);
  const {address, actions, attributes, unknown, sensitive} = change;
  assert.equal([address, actions, change.before, change.after], [`${type}.p`, ['update'], [name], [name]]);
  assert.equal([attributes, unknown, sensitive], [['spec[0].ingress[0].from[1]'], [], []]);
  assert.is(change.attributeAt(['spec', 'ingress', 0, 'from', 1]), 'spec[0].ingress[0].from[1]');
});

test('an empty block is not the same as none, an absent argument is the same as an empty one', () => {
  const differing = (a: object, b: object) =>
    planned({resource_changes: [entry(['update'], values(a), values(b))]}).changes[0]?.attributes;
  assert.equal(differing({ingress: []}, {ingress: [{from: [], ports: []}]}), ['spec[0].ingress[0]']);
  assert.equal(differing({ingress: [{from: [{}]}]}, {ingress: [{from: []}]}), ['spec[0].ingress[0].from[0]']);
  assert.equal(differing({ingress: [{ports: [{port: ''}]}]}, {ingress: [{ports: [{port: null}]}]}), []);
});

test('what is only moved or taken over is told, what stays is not', () => {
  const value = values(selector);
  const {changes} = planned({
    resource_changes: [
      entry(['no-op'], value, value),
      {...entry(['no-op'], value, value), address: `${type}.new`, previous_address: `${type}.old`},
      {...entry(['no-op'], value, value, {importing: {id: 'shop/p'}}), address: `${type}.taken`},
      {...entry(['read'], value, value), mode: 'data'},
      {...entry(['create'], null, {}), address: 'terraform_data.x', type: 'terraform_data'},
    ],
  });
  assert.equal(
    changes.map(({address, previousAddress, importing}) => [address, previousAddress, importing]),
    [
      [`${type}.new`, `${type}.old`, undefined],
      [`${type}.taken`, undefined, true],
    ],
  );
});

test('what is unknown or sensitive is named by its attribute, and nothing inside a sensitive one', () => {
  const [before, after] = [{hush: 'a'}, {hush2: 'b'}].map((match_labels) => values({pod_selector: [{match_labels}]}));
  const masks = {spec: [{pod_selector: [{match_labels: true}]}]};
  const parts = {before_sensitive: masks, after_sensitive: masks, after_unknown: {spec: [{ingress: true}]}};
  const [change] = planned({resource_changes: [entry(['update'], before ?? {}, after ?? {}, parts)]}).changes;
  assert.equal(change?.sensitive, ['spec[0].pod_selector[0].match_labels']);
  assert.equal(change?.attributes, ['spec[0].ingress', 'spec[0].pod_selector[0].match_labels']);
  assert.equal(change?.unknown, ['spec[0].ingress']);
  assert.not.match(JSON.stringify(change), /hush/);
});

test('what is printed, and what is meant', () => {
  const found = (before: object | null, after: object) =>
    planned({
      resource_changes: [entry([before ? 'update' : 'create'], before && values(before), values(after))],
    }).findings.map(({code, arguments: {attribute, allTraffic = null, emptied = null}}) => [
      code,
      attribute,
      allTraffic,
      emptied,
    ]);
  const [open, port] = [{from: [], ports: []}, [{port: '80', protocol: 'TCP'}]];
  const rule = 'spec[0].ingress[0]';
  assert.equal(found(null, {...selector, ingress: [open]}), [['plan-rule-open', rule, true, false]]);
  assert.equal(found({...selector, ingress: [open]}, {...selector, ingress: [open]}), []);
  const narrow = {...selector, ingress: [{from: [peer], ports: port}]};
  assert.equal(found(narrow, {...selector, ingress: [{from: [], ports: port}]}), [
    ['plan-rule-open', rule, false, true],
  ]);
  assert.equal(found(null, {...selector, ingress: []}), [
    ['plan-direction-closed', 'spec[0].policy_types', null, null],
  ]);
  assert.equal(found(null, narrow), []);
  // What the plan does not know is not taken for empty.
  const unknown = entry(['create'], null, values({...selector, ingress: [{ports: []}]}), {
    after_unknown: {spec: [{ingress: [{from: true}]}]},
  });
  assert.equal(planned({resource_changes: [unknown]}).findings, []);
});

test('drift is told where something differs', () => {
  const value = values({...selector, ingress: []}, {annotations: null, labels: null});
  const noise = values({...selector, ingress: []}, {annotations: {}, labels: {}});
  const opened = values({...selector, ingress: [{from: [], ports: []}]});
  const found = (before: object, after: object | null, changes: readonly object[] = []) =>
    planned({resource_drift: [entry([after ? 'update' : 'delete'], before, after)], resource_changes: changes})
      .findings.filter(({code}) => code === 'plan-drift')
      .map(({arguments: {gone, undone, attributes}}) => [gone, undone, attributes]);
  assert.equal(found(value, noise), []);
  assert.equal(found(value, opened), [[false, false, ['spec[0].ingress[0]']]]);
  assert.equal(found(value, opened, [entry(['update'], opened, value)]), [[false, true, ['spec[0].ingress[0]']]]);
  assert.equal(found(value, null), [[true, false, []]]);
});

test('junk in every place is no crash', () => {
  for (const junk of [null, 1, 'x', [], {}, [null], [[1]], {spec: 1}, {metadata: [1], spec: [1]}]) {
    planned({planned_values: {}, resource_changes: junk, resource_drift: junk});
    const changes = [junk, {...entry([], {}, {}), change: junk}, entry(['update'], Object(junk), Object(junk))];
    planned({resource_changes: changes, resource_drift: changes});
    planned({
      resource_changes: [entry(['update'], values({}), values({}), {after_unknown: junk, replace_paths: junk})],
    });
  }
});

test.run();
