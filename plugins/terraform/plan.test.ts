import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {jsonDocument} from '../../src/testing/terraform-document.ts';
import type {ReadContext} from '../dialect.ts';
import {terraform} from './index.ts';

const test = suite('terraform plan');

async function read(plan: object, context: Partial<ReadContext> = {}) {
  const value = {format_version: '1.2', ...plan};
  const {
    documents = [],
    diagnostics = [],
    hasSecrets,
  } = await terraform.read(jsonDocument('plan.json', value), {
    namespace: 'default',
    ...context,
  });
  return {
    documents,
    hasSecrets,
    objects: documents.map(({content}) => (content.syntax === 'value' ? content.value : undefined)),
    codes: diagnostics.map(({code}) => code),
  };
}

const type = 'kubernetes_network_policy';

function change(actions: readonly string[], after: object | null, masks: object = {}, before: object | null = null) {
  return {address: `${type}.p`, mode: 'managed', type, change: {actions, before, after, ...masks}};
}

function values(spec: object, metadata: object = {}) {
  return {metadata: [{name: 'p', namespace: 'shop', ...metadata}], spec: [{policy_types: ['Ingress'], ...spec}]};
}

const closed = {podSelector: {}, policyTypes: ['Ingress']};
const metadata = {name: 'p', namespace: 'shop'};
const object = {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: closed};

/** The `spec` of a policy whose values and unknown parts are these. */
async function specOf(spec: object, unknowns: object): Promise<unknown> {
  const {objects} = await read({
    resource_changes: [change(['create'], values(spec), {after_unknown: {spec: [unknowns]}})],
  });
  const [found] = objects;
  return typeof found === 'object' && found !== null && 'spec' in found ? found.spec : undefined;
}

function unknown(path: string): UnknownValue {
  return new UnknownValue(`${type}.p.spec[0].${path} is known only after apply`);
}

const selector = {pod_selector: [{match_expressions: [], match_labels: null}]};

test('section 6.5: what is unknown is laid over the values, and never reads as absent', async () => {
  const rows: readonly (readonly [object, object, object])[] = [
    [
      {...selector, ingress: [{ports: []}]},
      {ingress: [{from: true, ports: []}]},
      {...closed, ingress: [{from: unknown('ingress[0].from')}]},
    ],
    [selector, {ingress: true}, {...closed, ingress: unknown('ingress')}],
    [
      {pod_selector: [{match_expressions: []}]},
      {pod_selector: [{match_labels: true}]},
      {...closed, podSelector: {matchLabels: unknown('pod_selector[0].match_labels')}},
    ],
    [
      {...selector, ingress: [{from: [{ip_block: [{cidr: '10.0.0.0/8'}]}], ports: []}]},
      {ingress: [{from: [{ip_block: [{except: true}]}]}]},
      {
        ...closed,
        ingress: [{from: [{ipBlock: {cidr: '10.0.0.0/8', except: unknown('ingress[0].from[0].ip_block[0].except')}}]}],
      },
    ],
    [
      {...selector, ingress: [{from: [], ports: [{protocol: 'UDP'}]}]},
      {ingress: [{ports: [{port: true}]}]},
      {...closed, ingress: [{ports: [{protocol: 'UDP', port: unknown('ingress[0].ports[0].port')}]}]},
    ],
    [{...selector, policy_types: null}, {policy_types: true}, {...closed, policyTypes: unknown('policy_types')}],
  ];
  for (const [spec, unknowns, expected] of rows) assert.equal(await specOf(spec, unknowns), expected);
});

test('section 6.4: an empty rule is not an empty peer', async () => {
  const rule = await specOf({...selector, ingress: [{from: [], ports: []}]}, {});
  assert.equal(rule, {...closed, ingress: [{}]});
  const peer = {ip_block: [], namespace_selector: [], pod_selector: []};
  assert.equal(await specOf({...selector, ingress: [{from: [peer], ports: []}]}, {}), {
    ...closed,
    ingress: [{from: [{}]}],
  });
});

test('section 6.3: the after side of each action', async () => {
  const value = values(selector);
  const after = async (...changes: object[]) => (await read({resource_changes: changes})).objects;
  for (const actions of [['no-op'], ['create'], ['update'], ['delete', 'create'], ['create', 'delete']]) {
    assert.equal(await after(change(actions, value)), [object], actions.join());
  }
  assert.equal(await after(change(['delete'], null, {}, value)), []);
  assert.equal(await after(change(['forget'], null, {}, value)), [object]);
  assert.equal((await after(change(['create', 'forget'], value, {}, value))).length, 2);
  assert.equal(await after({...change(['read'], value), mode: 'data'}), []);
});

test('a forgotten object stays, and is said to', async () => {
  const {codes} = await read({resource_changes: [change(['forget'], null, {}, values(selector))]});
  assert.equal(codes, ['terraform-forgotten']);
});

test('section 6.6: a sensitive value is never shown', async () => {
  const spec = {pod_selector: [{match_labels: {s: 'hush', a: 'b'}}]};
  const masks = {after_sensitive: {spec: [{pod_selector: [{match_labels: {s: true}}]}]}};
  const plan = {resource_changes: [change(['create'], values(spec), masks)]};
  const {objects, hasSecrets} = await read(plan);
  assert.not.match(JSON.stringify(objects), /hush/);
  assert.match(JSON.stringify(objects), /"a":"b"/);
  assert.is(hasSecrets, true);
  const used = await read(plan, {secrets: 'used'});
  assert.equal(used.objects, [{...object, spec: {...closed, podSelector: {matchLabels: {s: 'hush', a: 'b'}}}}]);
  assert.is((await read({resource_changes: [change(['create'], values(spec))]})).hasSecrets, undefined);
});

test('a type that the provider is not known to have may be a policy', async () => {
  const resource = {...change(['create'], values(selector)), type: 'kubernetes_network_polcy', address: 'x'};
  assert.equal((await read({resource_changes: [resource]})).codes, ['terraform-resource-unseen']);
  assert.equal((await read({resource_changes: [{...resource, type: 'kubernetes_secret'}]})).codes, []);
});

test('section 12, 76: the mask of kubectl_manifest says nothing', async () => {
  const body = 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\nspec: {podSelector: {}}\n';
  const {objects} = await read({
    resource_changes: [
      {
        address: 'kubectl_manifest.p',
        mode: 'managed',
        type: 'kubectl_manifest',
        change: {
          actions: ['create'],
          after: {yaml_body: body, override_namespace: 'shop'},
          after_sensitive: {yaml_body: true},
        },
      },
    ],
  });
  assert.equal(objects, [{...object, spec: {podSelector: {}}}]);
});

test('section 3.1: a manifest is read as it was written, its nulls left out, never from object', async () => {
  const manifest = {...object, spec: {podSelector: {}, ingress: [{from: [{podSelector: {}, ipBlock: null}]}]}};
  const forced = {...manifest, spec: {podSelector: {}, ingress: [{from: [{podSelector: {}, namespaceSelector: {}}]}]}};
  const {objects} = await read({
    resource_changes: [
      {
        address: 'kubernetes_manifest.p',
        mode: 'managed',
        type: 'kubernetes_manifest',
        change: {actions: ['create'], after: {manifest, object: forced}},
      },
    ],
  });
  assert.equal(objects, [{...object, spec: {podSelector: {}, ingress: [{from: [{podSelector: {}}]}]}}]);
});

test('plans that cannot be relied upon are refused or named', async () => {
  const changes = {resource_changes: [change(['create'], values(selector))]};
  assert.equal((await read({...changes, errored: true})).codes, ['terraform-plan-errored']);
  assert.equal((await read({...changes, errored: true})).documents, []);
  const taken = await read({...changes, errored: true}, {allowsErrored: true});
  assert.equal(taken.codes, ['terraform-plan-partial']);
  assert.is(taken.documents.length, 1);
  assert.equal((await read({...changes, complete: false})).codes, ['terraform-plan-partial']);
  const odd = [null, {mode: 'managed', address: 'a', type, change: 5}, {mode: 'data', address: 'b', type}];
  assert.equal((await read({resource_changes: odd})).codes, ['terraform-plan-partial']);
  assert.equal((await read({resource_changes: 'none'})).codes, ['terraform-plan-partial']);
  assert.equal((await read({...changes, format_version: '2.0'})).codes, ['terraform-plan-version']);
});

test('state, and the raw state file', async () => {
  const resource = {address: `${type}.p`, mode: 'managed', type, values: values(selector)};
  const state = {format_version: '1.0', values: {root_module: {child_modules: [{resources: [resource]}]}}};
  const raw = {
    version: 4,
    terraform_version: '1.11.4',
    resources: [
      {
        mode: 'managed',
        type,
        name: 'p',
        module: 'module.m',
        instances: [{index_key: 'k', attributes: values(selector)}],
      },
    ],
  };
  const objectsOf = async (value: unknown) => {
    const {documents = []} = await terraform.read(jsonDocument('s.json', value), {namespace: 'default'});
    return documents.map(({origin, content}) => [origin.resource, content.syntax === 'value' && content.value]);
  };
  assert.equal(await objectsOf(state), [[`${type}.p`, object]]);
  assert.equal(await objectsOf(raw), [[`module.m.${type}.p["k"]`, object]]);
});

test('junk in every place is no crash', async () => {
  for (const junk of [null, 1, 'x', [], {}, [null], [[1]], {spec: 1}, {metadata: [1], spec: [1]}]) {
    await read({resource_changes: [junk, change(['create'], junk as object), {...change([], {}), change: junk}]});
    await read({planned_values: junk, resource_changes: junk});
    await terraform.read(jsonDocument('s.json', {terraform_version: '1', version: 4, resources: [junk]}), {
      namespace: 'd',
    });
  }
});

test('a plan of OpenTofu is read alike: flags may be missing, keys may be new, the provider has another host', async () => {
  const plan = {
    ...{format_version: '1.0', terraform_version: '1.9.0', unheard_of: {}},
    planned_values: {root_module: {}},
    resource_changes: [
      {
        ...{
          address: 'kubernetes_network_policy_v1.a',
          mode: 'managed',
          type: 'kubernetes_network_policy_v1',
          name: 'a',
        },
        provider_name: 'registry.example/hashicorp/kubernetes',
        change: {
          actions: ['create'],
          before: null,
          after: {metadata: [{name: 'a'}], spec: [{pod_selector: [{}], policy_types: ['Ingress']}]},
        },
      },
    ],
  };
  const {documents = [], diagnostics} = await terraform.read(jsonDocument('plan.json', plan), {namespace: 'default'});
  assert.is(documents.length, 1);
  assert.equal(diagnostics, []);
});

test.run();
