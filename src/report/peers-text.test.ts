import {suite} from 'uvu';
import * as assert from 'uvu/assert';
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
  nothing,
  oneOf,
  or,
  sameNamespace,
  serviceAccountIs,
  someIdentity,
  unknownMatch,
} from '../ir/match.ts';
import {peersText} from './peers-text.ts';

const test = suite('peers in words');

const pod = isKind('pod');
const web = label('app', oneOf(['web']));

const cases: readonly (readonly [string, Match])[] = [
  ['anywhere', anything],
  ['nowhere', nothing],
  ['all pods', pod],
  ['all pods in namespace shop', and(pod, sameNamespace)],
  ['pods with app=web in namespace shop', and(pod, sameNamespace, web)],
  ['all pods in namespace a or b', and(pod, namespaceIs('b', 'a'))],
  ['all pods in namespaces with team=x', and(pod, namespaceLabel('team', oneOf(['x'])))],
  ['pods with app!=web', and(pod, not(web))],
  ['pods with app notin (a, b)', and(pod, not(label('app', oneOf(['a', 'b']))))],
  ['pods with any app', and(pod, label('app', exists))],
  ['pods with no app', and(pod, not(label('app', exists)))],
  ['pods with (app=web or tier=db)', and(pod, or(web, label('tier', oneOf(['db']))))],
  ['all pods outside namespace shop', and(pod, not(sameNamespace))],
  ['pods with service account bot', and(pod, serviceAccountIs('bot'))],
  ['10.0.0.0/8 except 10.1.0.0/16', and(addressIn('10.0.0.0/8'), not(addressIn('10.1.0.0/16')))],
  ['any IPv4 address', addressIn('0.0.0.0/0')],
  ['addresses outside the cluster in 10.0.0.0/8', and(isKind('external'), addressIn('10.0.0.0/8'))],
  ['all addresses outside the cluster', isKind('external')],
  ['pods or network sets with app=web', someIdentity(['addressSet', 'pod'], web)],
  ['domain *.example.com', {is: 'domain', pattern: '*.example.com'}],
  ['the backends of service shop/db', {is: 'backendOf', service: {namespace: 'shop', name: 'db'}}],
  ['pods with app=web (not known: a\\nb)', and(pod, web, unknownMatch('a\nb'))],
];

for (const [text, match] of cases) {
  test(text, () => {
    assert.equal(peersText(match, {namespace: 'shop'}), [text]);
  });
}

test('each alternative by itself', () => {
  assert.equal(peersText(or(and(pod, web), addressIn('192.0.2.0/24'))), ['pods with app=web', '192.0.2.0/24']);
});

test('without a namespace the policy is spoken of', () => {
  assert.equal(peersText(and(pod, sameNamespace)), ["all pods in the policy's own namespace"]);
});

test('a value is a word or stands in quotes', () => {
  assert.equal(peersText(and(pod, label('a', oneOf(['b in namespace c'])))), ['pods with a="b in namespace c"']);
  assert.equal(peersText(and(pod, label('a', oneOf(['\u202e'])))), ['pods with a="\\u202e"']);
});

test.run();
