import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../src/base/json.ts';
import {printPolicy} from '../../src/ir/print.ts';
import {load} from '../../src/load/load.ts';
import {valueDocuments} from '../../src/testing/value-documents.ts';
import {writeCalico} from './write.ts';

const test = suite('StagedKubernetesNetworkPolicy');

const spec = {
  podSelector: {matchLabels: {app: 'db'}},
  ingress: [{from: [{podSelector: {}}], ports: [{port: 5432}]}],
};

function object(kind: string, more: JsonObject, apiVersion = 'projectcalico.org/v3'): JsonObject {
  return {apiVersion, kind, metadata: {name: 'db', namespace: 'shop'}, spec: more};
}

function read(...objects: readonly JsonObject[]) {
  return load(valueDocuments(objects), {namespace: 'default'});
}

async function problems(more: JsonObject): Promise<readonly string[]> {
  const {diagnostics} = await read(object('StagedKubernetesNetworkPolicy', more));
  return diagnostics.map(({code, layer, arguments: {path}}) => `${code} ${layer} ${path}`);
}

test('it is read as the policy of Kubernetes, and is no duplicate of it', async () => {
  const plain = object('NetworkPolicy', spec, 'networking.k8s.io/v1');
  const {applied, diagnostics} = await read(
    plain,
    object('StagedKubernetesNetworkPolicy', {...spec, stagedAction: 'Learn'}),
  );
  assert.equal(diagnostics, []);
  assert.equal(
    applied.map(({id, staged, group}) => [id.dialect, id.kind, staged, group.group]),
    [
      ['kubernetes', 'NetworkPolicy', undefined, 'networkpolicy'],
      ['calico', 'StagedKubernetesNetworkPolicy', 'learn', 'networkpolicy'],
    ],
  );
  const [first, second] = applied.map((policy) => printPolicy(policy).split('\n').slice(1));
  assert.equal(second, first);
});

test('without types it isolates egress only where it has egress rules', async () => {
  const typesOf = async (more: JsonObject) => {
    const {applied} = await read(object('StagedKubernetesNetworkPolicy', {podSelector: {}, ...more}));
    return applied.map(({ingress, egress}) => [ingress?.isolates, egress?.isolates]);
  };
  assert.equal(await typesOf({}), [[true, undefined]]);
  assert.equal(await typesOf({egress: [{}]}), [[true, true]]);
});

test('the stored form keeps name and labels in its annotation', async () => {
  const kept = JSON.stringify({name: 'db', labels: {a: 'b'}});
  const metadata = {name: 'default.db', namespace: 'shop', annotations: {'projectcalico.org/metadata': kept}};
  const stored = {...object('StagedKubernetesNetworkPolicy', spec, 'crd.projectcalico.org/v1'), metadata};
  const {applied} = await read(stored);
  assert.equal(
    applied.map(({id, labels, annotations}) => [id.name, labels, annotations]),
    [['db', {a: 'b'}, {}]],
  );
});

test('the server refuses less than it does of a NetworkPolicy, the validator the same', async () => {
  assert.equal(await problems({...spec, ingress: [{from: [{ipBlock: {}}]}]}), [
    'value-invalid api-server spec.ingress[0].from[0].ipBlock.cidr',
  ]);
  assert.equal(await problems({...spec, ingress: [{ports: [{port: 0}]}]}), [
    'value-invalid engine spec.ingress[0].ports[0].port',
  ]);
  assert.equal(await problems({...spec, ingress: {}}), ['field-type api-server spec.ingress']);
  assert.equal(await problems({...spec, stagedAction: 'set'}), ['value-invalid api-server spec.stagedAction']);
  assert.equal(await problems({stagedAction: 'Delete', podSelector: {}}), []);
  assert.equal(await problems({...spec, stagedAction: 'Delete'}), ['combination-invalid engine spec']);
});

test('with Delete the rest must be empty, but for types that a server wrote', async () => {
  const refused = async (more: JsonObject, resourceVersion?: string) => {
    const staged = object('StagedNetworkPolicy', {stagedAction: 'Delete', tier: 'default', ...more});
    const metadata = {name: 'db', namespace: 'shop', ...(resourceVersion !== undefined && {resourceVersion})};
    return (await read({...staged, metadata})).diagnostics.map(({code}) => code);
  };
  assert.equal(await refused({}), []);
  assert.equal(await refused({order: 1}), ['combination-invalid']);
  assert.equal(await refused({types: ['Ingress']}), ['combination-invalid']);
  assert.equal(await refused({types: ['Ingress']}, '7'), []);
});

test('to Calico it becomes a StagedNetworkPolicy as the engine converts it', async () => {
  const {applied} = await read(object('StagedKubernetesNetworkPolicy', spec));
  const written = writeCalico(applied, {allow: 'equal'});
  assert.equal(written.losses, []);
  assert.equal(
    written.objects.map(({object: each}) => each),
    [
      object('StagedNetworkPolicy', {
        order: 1000,
        selector: "projectcalico.org/orchestrator == 'k8s' && app == 'db'",
        types: ['Ingress'],
        ingress: [
          {
            action: 'Allow',
            protocol: 'TCP',
            source: {selector: "projectcalico.org/orchestrator == 'k8s'"},
            destination: {ports: [5432]},
          },
        ],
      }),
    ],
  );
  const gone = await read(object('StagedKubernetesNetworkPolicy', {stagedAction: 'Delete'}));
  assert.equal(
    writeCalico(gone.applied, {allow: 'equal'}).objects.map(({object: each}) => each),
    [object('StagedNetworkPolicy', {stagedAction: 'Delete'})],
  );
});

test.run();
