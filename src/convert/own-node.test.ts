import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {exampleProfile} from '../../plugins/template/profile.ts';
import {and, isKind, sameNode} from '../ir/match.ts';
import type {Policy} from '../ir/policy.ts';
import type {BuiltInRule, Profile} from '../ir/profile.ts';
import {origin, policyFor, type RuleText, rules, worldOf} from '../testing/small-world.ts';
import {ownNodeLosses} from './own-node.ts';

const test = suite('own node');

function engine(name: string, when: BuiltInRule['when'] | undefined): Profile {
  const own: BuiltInRule[] = when
    ? [
        {
          name: 'own node',
          rule: 'a test',
          when,
          direction: 'ingress',
          subject: isKind('pod'),
          peer: and(isKind('host'), sameNode),
          action: 'allow',
        },
      ]
    : [];
  return {...exampleProfile, name, builtIn: [...exampleProfile.builtIn, ...own]};
}

const always = engine('always', 'before-stages');
const unlessDenied = engine('unless-denied', 'before-finally');
const byPolicy = engine('by-policy', undefined);

function policy(...list: readonly RuleText[]): Policy {
  return policyFor('db', {ingress: {isolates: true, rules: rules(...list)}});
}

function effects(source: Profile, target: Profile, from: Policy, to: Policy = from): string {
  const losses = ownNodeLosses([{policy: from, back: [to]}], source, target, worldOf(), []);
  return losses.map(({effect}) => effect).join(' ');
}

const denies = policy({action: 'deny'});
const deniesPods = policy({action: 'deny', peer: isKind('pod')});
const looksAtRequests = policy({application: {http: [{}]}});
const allows = policy({});

test('the same access on both sides loses nothing', () => {
  assert.is(effects(always, engine('other', 'before-stages'), denies), '');
});

test('a deny that reaches the node counts on one side only', () => {
  assert.is(effects(always, unlessDenied, denies), 'narrower');
  assert.is(effects(unlessDenied, always, denies), 'wider');
  assert.is(effects(unlessDenied, always, deniesPods), '');
  assert.is(effects(unlessDenied, always, allows), '');
});

test('an HTTP rule sends the node to a proxy too', () => {
  assert.is(effects(unlessDenied, always, looksAtRequests), 'wider');
});

test('a deny that the target was spared does not count', () => {
  assert.is(effects(always, unlessDenied, denies, allows), '');
});

test('where the node is asked like anybody, isolation counts', () => {
  assert.is(effects(byPolicy, always, allows), 'wider');
  assert.is(effects(unlessDenied, byPolicy, allows), 'narrower');
});

test('what a writer told is not told again', () => {
  const told = {code: 'own-node', origin, effect: 'wider', message: 'told'} as const;
  assert.equal(ownNodeLosses([{policy: denies, back: [denies]}], unlessDenied, always, worldOf(), [told]), []);
});

test.run();
