import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isKind} from '../ir/match.ts';
import {type Policy, rule} from '../ir/policy.ts';
import {policyFor, rules} from '../testing/small-world.ts';
import {samePolicies} from './same-policies.ts';

const test = suite('same policies');

const web = policyFor('web', {ingress: {isolates: true, rules: rules({peer: isKind('pod')})}});
const db = policyFor('db', {egress: {isolates: true, rules: []}});

test('neither order nor origin nor metadata counts', () => {
  const elsewhere: Policy = {...web, origin: {file: 'other', document: 7, path: []}, labels: {team: 'x'}};
  assert.ok(samePolicies([web, db], [db, elsewhere]));
  assert.ok(samePolicies([], []));
});

test('everything that an engine reads counts', () => {
  const remainder = [{field: 'spec.x', origin: web.origin, effect: 'wider', value: 1}] as const;
  const others: readonly Policy[] = [
    {...web, subject: isKind('pod')},
    {...web, group: {group: 'cilium'}},
    {...web, staged: 'set'},
    {...web, remainder},
    {...web, ingress: {isolates: false, rules: web.ingress?.rules ?? []}},
    {...web, ingress: {isolates: true, rules: rules({action: 'deny', peer: isKind('pod')})}},
    {...web, id: {...web.id, name: 'first'}},
  ];
  for (const other of others) assert.not(samePolicies([web], [other]));
  assert.not(samePolicies([web], [web, db]));
});

test('so does the field of a peer, which some engines go by (calico.md C44)', () => {
  const value = isKind('pod');
  const written = (...fields: readonly string[]): Policy => {
    const peers = fields.map((field, at) => ({value, path: ['spec', 'ingress', 0, 'from', at, field]}));
    const only = rule({action: 'deny', peers, ports: undefined, path: ['spec', 'ingress', 0], index: 0});
    return {
      ...web,
      group: {group: 'admin', tier: 'Admin', priority: 1},
      ingress: {isolates: false, rules: [only]},
    };
  };
  assert.not(samePolicies([written('pods')], [written('namespaces')]));
  assert.ok(samePolicies([written('namespaces', 'pods')], [written('pods', 'namespaces')]));
});

test.run();
