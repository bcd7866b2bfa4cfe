import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {calicoProfile} from '../../plugins/calico/profile.ts';
import {type JsonObject, printPath} from '../base/json.ts';
import {load} from '../load/load.ts';
import {pod, service} from '../testing/corner.ts';
import {valueDocuments} from '../testing/value-documents.ts';
import {ask} from './ask.ts';
import {targetOrError} from './batch.ts';
import {classEvaluator} from './class-evaluator.ts';
import {naiveEvaluator} from './naive.ts';
import {referenceFindings} from './reference-findings.ts';

const test = suite('references that lead nowhere');

function policy(spec: JsonObject, kind = 'NetworkPolicy'): JsonObject {
  return {apiVersion: 'projectcalico.org/v3', kind, metadata: {name: 'p', namespace: 'shop'}, spec};
}

const onService = (name: string): JsonObject =>
  policy({types: ['Egress'], egress: [{action: 'Allow', destination: {services: {name, namespace: 'shop'}}}]});

async function loaded(objects: readonly JsonObject[], missingKinds: readonly string[] = []) {
  return load(valueDocuments([pod('web', {app: 'web'}), ...objects]), {namespace: 'shop', world: {missingKinds}});
}

async function found(objects: readonly JsonObject[], missingKinds: readonly string[] = []): Promise<readonly string[]> {
  const {world, applied} = await loaded(objects, missingKinds);
  return referenceFindings(calicoProfile, world, applied).map(({code, origin}) =>
    `${code} ${origin?.document} ${printPath(origin?.path ?? [])}`.trim(),
  );
}

const tier = {apiVersion: 'projectcalico.org/v3', kind: 'Tier', metadata: {name: 'gone'}, spec: {order: 1}};

test('a tier that does not exist', async () => {
  assert.equal(await found([policy({tier: 'gone'})]), ['tier-missing 2']);
  assert.equal(await found([policy({tier: 'gone'}), tier]), []);
  assert.equal(await found([policy({}), policy({tier: 'adminnetworkpolicy'}, 'GlobalNetworkPolicy')]), []);
  assert.equal(await found([policy({tier: 'gone'}, 'StagedNetworkPolicy')]), []);
  assert.equal(await found([policy({tier: 'gone'})], ['tiers.projectcalico.org']), []);
});

test('a service that does not exist', async () => {
  assert.equal(await found([onService('db')]), ['never-matches 2 spec.egress[0]']);
  assert.equal(await found([onService('db'), service('db', {selector: {app: 'db'}, ports: [{port: 80}]})]), []);
  assert.equal(await found([onService('db')], ['services']), []);
});

/** The naive and the fast answer to `can web db 80`, with what it hangs on. */
async function answers(missingKinds: readonly string[]): Promise<readonly unknown[]> {
  const {world, applied} = await loaded([onService('db'), pod('db', {app: 'db'})], missingKinds);
  const [from, to] = ['web', 'db'].map((name) => targetOrError(world, name, applied, 'shop', false));
  if (!from || !to || 'error' in from || 'error' in to) throw new Error('no such pod');
  return [naiveEvaluator, classEvaluator].map((evaluator) =>
    ask(evaluator(calicoProfile, world, applied), from, to, {protocol: 6, port: 80}, {}).map(({verdict, egress}) =>
      [verdict, ...(egress?.unknowns ?? [])].join(': '),
    ),
  );
}

test('one that could not be listed leaves the verdict unknown, one that is not there matches nothing', async () => {
  assert.equal(await answers([]), [['deny'], ['deny']]);
  const open = ['unknown: backends of service shop/db'];
  assert.equal(await answers(['services']), [open, open]);
  assert.equal(await answers(['endpointslices.discovery.k8s.io']), [open, open]);
});

test.run();
