import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {policyFor, rules} from '../testing/small-world.ts';
import {and, isKind, label, not, oneOf, or, printMatch, sameNamespace} from './match.ts';
import {mapAtoms, mapPeers, mapRules} from './rewrite.ts';

const test = suite('rewriting');

const peer = and(isKind('pod'), or(sameNamespace, not(label('a', oneOf(['b'])))));
const policy = policyFor('web', {
  ingress: {isolates: true, rules: rules({peer}, {})},
  egress: {isolates: true, rules: rules({peer: sameNamespace})},
});

test('what does not change stays the same object', () => {
  assert.is(
    mapAtoms(peer, (atom) => atom),
    peer,
  );
  assert.is(
    mapRules(policy, (rule) => mapPeers(rule, (each) => each)),
    policy,
  );
});

test('what changes is made again, and nothing else', () => {
  const changed = mapRules(policy, (rule) =>
    mapPeers(rule, (each) => mapAtoms(each, (atom) => (atom.is === 'label' ? isKind('host') : atom))),
  );
  assert.is(changed.egress, policy.egress);
  assert.is(changed.ingress?.rules[1], policy.ingress?.rules[1]);
  const made = and(isKind('pod'), or(sameNamespace, not(isKind('host'))));
  assert.is(printMatch(changed.ingress?.rules[0]?.peer ?? sameNamespace), printMatch(made));
});

test.run();
