import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Decision, Verdict} from '../evaluate/answer.ts';
import type {Endpoint} from '../ir/world.ts';
import type {ReportContext} from './reference-text.ts';
import {plain} from './terminal.ts';
import {verdictJson} from './verdict-json.ts';
import {verdictText} from './verdict-text.ts';

const test = suite('verdicts in words');

const endpoint = (name: string, kind: Endpoint['kind'] = 'pod'): Endpoint => ({
  name,
  kind,
  labels: {},
  openLabels: [],
  addresses: [],
  hostNetwork: false,
  ports: [],
  roles: [],
});

const context: ReportContext = {
  policies: [],
  paint: plain,
  locate: ({file, document}) => ({file, document, path: '', line: 3, column: 1}),
  text: () => undefined,
};

const reference = {
  id: {dialect: 'calico', apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkPolicy', name: 'x\u001b'},
  origin: {file: 'a.yaml', document: 1, path: []},
};

function decision(parts: Partial<Decision>): Decision {
  return {verdict: 'allow', reason: 'no-policy', decidedBy: [], considered: [], unknowns: [], ...parts};
}

function verdict(egress: Decision | null, ingress: Decision | null, to = endpoint('shop/db')): Verdict {
  const connection = {from: endpoint('shop/web'), to, protocol: 6, port: 80, sourcePort: 40000, family: 4} as const;
  return {connection, verdict: egress?.verdict ?? 'allow', egress, ingress, caveats: []};
}

const reasons: readonly (readonly [string, Partial<Decision>])[] = [
  ['allow, no policy isolates it for egress', {}],
  ['deny, isolated, and no rule lets this through', {verdict: 'deny', reason: 'isolated'}],
  [
    'deny, at the end of tier t: it selects shop/web and no rule of it decides',
    {verdict: 'deny', reason: 'end-of-tier', stage: 't'},
  ],
  ['deny, by this rule', {verdict: 'deny', reason: 'rule', decidedBy: [{...reference, action: 'deny'}]}],
  [
    'deny, the connection opens, but this rule lets no such request through',
    {verdict: 'deny', reason: 'rule', decidedBy: [{...reference, action: 'allow'}]},
  ],
  ['allow, no policy decides, and the profile of its namespace allows', {reason: 'endpoint-profile'}],
  ['allow, built into the engine: own node', {reason: 'built-in', stage: 'own node'}],
  ['allow, this engine enforces no such policy', {reason: 'capability'}],
  ['unknown, it depends on what is not known here', {verdict: 'unknown', reason: 'default'}],
  ['deny, no policy decides, and the rest is denied', {verdict: 'deny', reason: 'default'}],
  ['allow, policies select it, none decides, and the rest is allowed', {reason: 'default'}],
];

for (const [text, parts] of reasons) {
  test(text, () => {
    const [, egress] = verdictText(verdict(decision(parts), decision({})), context).split('\n');
    assert.is(egress, `  egress of shop/web: ${text}`);
  });
}

test('who selected, what is not known, and who is not judged', () => {
  const given = verdict(
    decision({verdict: 'unknown', reason: 'default', decidedBy: [reference], unknowns: ['a\nb']}),
    null,
    endpoint('192.0.2.1', 'external'),
  );
  assert.is(
    verdictText(given, context, 'calico'),
    [
      'UNKNOWN as calico judges: shop/web -> 192.0.2.1, TCP 80',
      '  egress of shop/web: unknown, it depends on what is not known here',
      '    selected by GlobalNetworkPolicy x\\u001b (a.yaml:3)',
      '    not known: a\\nb',
      '  ingress of 192.0.2.1: not judged, it is outside the cluster',
    ].join('\n'),
  );
});

test('the shape for programs', () => {
  const item = verdictJson(verdict(decision({}), null), context, 'calico');
  assert.equal(Object.keys(item), [
    'profile',
    'from',
    'to',
    'protocol',
    'port',
    'verdict',
    'egress',
    'ingress',
    'caveats',
  ]);
  assert.is(item['ingress'], null);
  assert.equal(item['egress'], {
    verdict: 'allow',
    reason: 'no-policy',
    stage: null,
    decidedBy: [],
    considered: [],
    unknowns: [],
  });
});

test.run();
