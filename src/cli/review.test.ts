import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {jointVerdict, type ReviewVerdict, reviewHeads} from '../report/review-answer.ts';
import {causesWords} from '../report/review-words.ts';
import {sharedDirectory} from '../testing/shared.ts';
import {temporaryDirectory} from '../testing/temporary.ts';
import {askReview, type FoundReview} from './ask-review.ts';
import {openReviews, type ReviewedPlan} from './reviewed-plan.ts';

// Recorded plans beside a small cluster: the connections that each changes, no more and no less, with what causes them.
const test = suite('review of a plan');
const {path: temporary, remove} = temporaryDirectory();

test.after(remove);

const pods = {
  default: [['a', {a: '1'}]],
  'ms-b': [['b', {x: 'y'}]],
  shop: [
    ['web', {app: 'web'}],
    ['api', {app: 'api'}],
    ['db', {app: 'db'}],
  ],
} as const;

/** One pod a document; namespaces that a plan manages are left to it. */
function cluster(...namespaces: readonly (keyof typeof pods)[]): string {
  const file = join(temporary, `${namespaces.join('-')}.yaml`);
  const objects = namespaces.flatMap((namespace) => [
    {apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}},
    ...pods[namespace].map(([name, labels]) => ({
      ...{apiVersion: 'v1', kind: 'Pod', metadata: {name, namespace, labels}},
      spec: {containers: [{name, image: name}]},
    })),
  ]);
  writeFileSync(file, objects.map((each) => JSON.stringify(each)).join('\n---\n'));
  return file;
}

async function opened(plan: string, ...filename: readonly string[]): Promise<readonly ReviewedPlan[]> {
  const flags = {
    ...{filename, recursive: false, cni: 'auto', verbose: false},
    ...{'skip-invalid': false, 'warnings-as-errors': false},
  };
  return openReviews(flags, [], {plan});
}

async function review(plan: string, ...filename: readonly string[]): Promise<FoundReview> {
  const [only, ...others] = await opened(plan, ...filename);
  assert.ok(only && others.length === 0);
  return askReview(only, plan);
}

/** `opened shop/api -> shop/web: TCP 80; cause; cause`, sorted as the review has them. */
function lines({answer: {connections, diff}}: FoundReview): readonly string[] {
  return reviewHeads.flatMap((head) =>
    connections.flatMap((each) => {
      if (each[head].length === 0) return [];
      const ends = `${diff.nameOf(each.item.from)} -> ${diff.nameOf(each.item.to)}`;
      return [[`${head} ${ends}: ${diff.words(each[head])}`, ...causesWords(each.causes)].join('; ')];
    }),
  );
}

function risksOf({answer}: FoundReview): readonly string[] {
  return answer.risks.map(({code, origin}) => [code, origin?.resource].filter((word) => word !== undefined).join(' '));
}

const seed = (name: string): string => `${sharedDirectory}testdata/terraform-seed/${name}/plan.json`;
const recorded = (name: string): string => `${sharedDirectory}conformance/terraform/${name}/plan.json`;

const policy = (name: string): string => `kubernetes_network_policy_v1.${name}`;

test('90: the drifted policy closes again; moved, imported, forgotten and replaced ones change nothing', async () => {
  const found = await review(seed('90-plan-changes'), cluster('default', 'ms-b'));
  // Pods come in all the same, by the policy that stays.
  assert.equal(lines(found), [
    'closed external -> default/a: all; kubernetes_network_policy.drift spec[0].ingress[0] (updated in place)',
  ]);
  assert.is(found.answer.verdict, 'narrower');
  assert.equal(risksOf(found), [
    'review-selects-nothing kubernetes_network_policy.upd',
    'plan-window kubernetes_network_policy.repl',
    'plan-direction-closed kubernetes_network_policy.drift',
    'plan-drift kubernetes_network_policy.drift',
    'terraform-forgotten kubernetes_network_policy.forget',
  ]);
});

test('91: nothing that touches an unknown value is opened or closed', async () => {
  const found = await review(seed('91-plan-unknown'), cluster('default', 'ms-b'));
  assert.equal(
    lines(found).map((line) => line.replace(/;.*/, '')),
    [
      'unknown default/a -> ms-b/b: all',
      'unknown ms-b/b -> default/a: all',
      'unknown default/a -> external: all',
      'unknown external -> default/a: all',
      'unknown external -> ms-b/b: all',
      'unknown ms-b/b -> external: all',
    ],
  );
  assert.is(found.answer.verdict, 'unknown');
  const [first] = found.answer.connections;
  assert.ok(first?.causes.some(({attribute}) => attribute === 'spec[0].ingress[0].from'));
  assert.ok(found.answer.changes.some(({unknown}) => unknown.includes('spec[0].pod_selector[0].match_labels')));
});

test('update', async () => {
  const found = await review(recorded('40-update'), cluster('shop'));
  const type = `${policy('type')} spec[0].egress[0], spec[0].policy_types[1] (updated in place)`;
  const rule = `${policy('rule')} spec[0].ingress[0] (updated in place)`;
  const web = [
    `${policy('peer')} spec[0].ingress[0].from[1] (updated in place)`,
    `${policy('port')} spec[0].ingress[0].ports[0].port (updated in place)`,
  ].join('; ');
  assert.equal(lines(found), [
    `closed shop/api -> shop/db: all; ${type}; ${rule}`,
    `closed shop/api -> shop/web: all but TCP 80,8080; ${type}; ${rule}; ${web}`,
    `closed shop/db -> shop/api: all; ${type}; ${rule}`,
    `closed shop/db -> shop/web: all; ${type}; ${rule}; ${web}`,
    `closed shop/web -> shop/api: all; ${type}; ${rule}`,
    `closed shop/web -> shop/db: all; ${type}; ${rule}`,
    `closed external -> shop/api: all; ${rule}; ${type}`,
    `closed external -> shop/db: all; ${rule}; ${type}`,
    `closed external -> shop/web: all; ${rule}; ${web}; ${type}`,
    ...['api', 'db', 'web'].map((name) => `closed shop/${name} -> external: all; ${type}`),
  ]);
  const risks = ['review-selects-nothing kubernetes_network_policy_v1.sel', 'review-dns-cut'];
  assert.equal(risksOf(found), [...risks, `plan-direction-closed ${policy('rule')}`]);
});

test('delete: one of two closes what it allowed, the last one opens', async () => {
  const one = await review(recorded('41-delete'), cluster('shop'));
  assert.equal(lines(one), [`closed shop/api -> shop/web: TCP 80; ${policy('allow')} spec[0].ingress[0] (deleted)`]);
  assert.equal(risksOf(one), []);
  const all = await review(recorded('50-destroy'), cluster('shop'));
  assert.ok(lines(all).length > 0);
  assert.ok(
    lines(all).every((line) => line.startsWith('opened ') && line.includes('(deleted)')),
    lines(all).join('\n'),
  );
  assert.ok(risksOf(all).includes('review-isolation-removed'));
  assert.ok(risksOf(all).includes('review-opened-outside'));
});

test('replace', async () => {
  const found = await review(recorded('42-replace'), cluster('shop'));
  const cbd = `${policy('cbd')} metadata[0].name, spec[0].ingress[0] (created, then the old one deleted)`;
  assert.equal(lines(found), [`opened shop/api -> shop/web: TCP 80; ${cbd}`]);
  const windows = risksOf(found).filter((risk) => risk.startsWith('plan-window'));
  assert.equal(windows, [`plan-window ${policy('name')}`, `plan-window ${policy('ns')}`]);
});

test('what changes nothing: no-op, moved, ignored, and refresh-only', async () => {
  for (const name of ['43-no-op', '44-moved', '53-ignore-changes', '54-refresh-only', '65-manifest-no-op']) {
    const found = await review(recorded(name), cluster('shop'));
    assert.equal(lines(found), [], name);
    assert.is(found.answer.verdict, 'no-change', name);
  }
});

test('a namespace that is only labelled anew is why', async () => {
  const found = await review(recorded('48-relabel'), cluster('shop'), inClient());
  const because = 'kubernetes_namespace_v1.client metadata[0].labels';
  assert.ok(lines(found).length > 0);
  for (const line of lines(found)) assert.ok(line.startsWith('closed client/c -> ') && line.includes(because), line);
});

function inClient(): string {
  const file = join(temporary, 'client.yaml');
  writeFileSync(
    file,
    '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "c", "namespace": "client"}, "spec": {}}',
  );
  return file;
}

test('of a snapshot only what the plan does not manage counts', async () => {
  const file = join(temporary, 'live.yaml');
  const live = (name: string, spec: object): string =>
    JSON.stringify({
      ...{apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name, namespace: 'shop'}},
      spec,
    });
  // As the cluster has them before the apply, and one that nobody manages.
  const texts = [
    live('allow', {podSelector: {matchLabels: {app: 'web'}}, policyTypes: ['Ingress'], ingress: [{}]}),
    live('extra', {
      podSelector: {matchLabels: {app: 'web'}},
      policyTypes: ['Ingress'],
      ingress: [{ports: [{port: 80}]}],
    }),
  ];
  writeFileSync(file, texts.join('\n---\n'));
  const found = await review(recorded('41-delete'), cluster('shop'), file);
  assert.equal(lines(found), []);
  assert.equal(
    found.diagnostics.filter(({code}) => code === 'document-duplicate'),
    [],
  );
});

test('pods of a workload that changes are made anew, and a policy that no longer selects them leaves them open', async () => {
  const [plan, live] = [join(temporary, 'relabel.json'), join(temporary, 'pods.yaml')];
  const metadata = [{name: 'web', namespace: 'shop'}];
  const deployment = (app: string) => ({
    ...{metadata, spec: [{selector: [{match_labels: {app}}]}]},
    ...{spec: [{template: [{metadata: [{labels: {app}}], spec: [{container: [{name: 'c', port: []}]}]}]}]},
  });
  const closed = {metadata, spec: [{pod_selector: [{match_labels: {app: 'web'}}], policy_types: ['Ingress']}]};
  const entry = (type: string, actions: readonly string[], before: object, after: object) => ({
    ...{address: `${type}.web`, mode: 'managed', type, change: {actions, before, after}},
  });
  const changes = [
    entry('kubernetes_deployment_v1', ['update'], deployment('web'), deployment('front')),
    entry('kubernetes_network_policy_v1', ['no-op'], closed, closed),
  ];
  writeFileSync(plan, JSON.stringify({format_version: '1.2', resource_changes: changes}));
  const owned = (apiVersion: string, kind: string, name: string, owner: object, spec: object): string =>
    JSON.stringify({
      ...{apiVersion, kind, spec},
      metadata: {name, namespace: 'shop', labels: {app: 'web'}, ownerReferences: [{controller: true, ...owner}]},
    });
  const selector = {matchLabels: {app: 'web'}};
  const texts = [
    '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}',
    '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "one", "namespace": "shop"}, "spec": {}}',
    owned('apps/v1', 'ReplicaSet', 'web-5d', {kind: 'Deployment', name: 'web'}, {selector, template: {metadata: {}}}),
    owned('v1', 'Pod', 'web-5d-x', {kind: 'ReplicaSet', name: 'web-5d'}, {containers: [{name: 'c'}]}),
  ];
  writeFileSync(live, texts.join('\n---\n'));
  const found = await review(plan, live);
  const because = 'kubernetes_deployment_v1.web spec[0].template[0].metadata[0].labels.app (updated in place)';
  assert.equal(lines(found), [
    `opened shop/one -> shop/web: all; ${because}`,
    `opened external -> shop/web: all; ${because}`,
  ]);
  assert.ok(risksOf(found).includes('review-isolation-removed'));
});

test('without anybody to ask about, pods that are made up show what holds in every cluster', async () => {
  const deleted = await review(recorded('41-delete'));
  assert.equal(lines(deleted), [
    `closed shop/(app=api) -> shop/(app=web): TCP 80; ${policy('allow')} spec[0].ingress[0] (deleted)`,
  ]);
  assert.is(deleted.answer.verdict, 'narrower');
  assert.equal(risksOf(deleted), ['review-stand-ins', 'plan-unmanaged-unseen']);
  const all = await review(recorded('50-destroy'));
  assert.ok(
    lines(all).includes(`opened external -> shop/(app=web): all; ${policy('a')} (deleted); ${policy('b')} (deleted)`),
  );
  assert.is(all.answer.verdict, 'wider');
  for (const code of ['review-opened-outside', 'review-across-namespaces', 'review-isolation-removed']) {
    assert.ok(risksOf(all).includes(code), code);
  }
  const replaced = await review(recorded('42-replace'));
  assert.is(replaced.answer.verdict, 'mixed');
  assert.ok(risksOf(replaced).includes(`plan-window ${policy('name')}`));
});

test('where it cannot be told for every cluster the verdict is unknown', async () => {
  const open = await review(recorded('49-update-unknown'));
  assert.ok(lines(open).every((line) => line.startsWith('unknown ')));
  assert.ok(lines(open).length > 0);
  assert.is(open.answer.verdict, 'unknown');
  // What the label of a namespace decides, pods must show that nobody knows.
  const relabelled = await review(recorded('48-relabel'));
  assert.is(relabelled.answer.verdict, 'unknown');
  assert.is(relabelled.answer.diff.certificate?.result, 'unproved');
  const same = await review(recorded('43-no-op'));
  assert.is(same.answer.verdict, 'no-change');
});

test('several provider configurations are clusters that are judged apart', async () => {
  const plan = recorded('26-provider-aliases');
  const reviews = await opened(plan);
  assert.equal(
    reviews.map(({cluster}) => cluster),
    ['kubernetes', 'kubernetes.second'],
  );
  const answers = await Promise.all(reviews.map(async (each) => (await askReview(each, plan)).answer));
  assert.equal(
    answers.map(({cluster, changes}) => [cluster, ...changes.map(({address}) => address)]),
    [
      ['kubernetes', policy('first')],
      ['kubernetes.second', policy('second'), `module.m.${policy('inner')}`],
    ],
  );
  assert.is(jointVerdict(answers), 'narrower');
});

test('workloads of one cluster do not say of which', async () => {
  const reviews = await opened(recorded('26-provider-aliases'), cluster('shop'));
  assert.equal(
    reviews.map(({session}) => session.obstacles.map(({code}) => code)),
    [['clusters-several']],
  );
});

test('clusters of which one widens and one narrows make a mixed plan', () => {
  const joint = (...verdicts: readonly ReviewVerdict[]) => jointVerdict(verdicts.map((verdict) => ({verdict})));
  assert.is(joint('wider', 'narrower'), 'mixed');
  assert.is(joint('no-change', 'unknown', 'wider'), 'unknown');
  assert.is(joint('no-change', 'narrower'), 'narrower');
});

test.run();
