import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import type {Loaded} from '../load/loaded.ts';
import type {CertificateResult} from '../prove/certificate.ts';
import {compareEverywhere} from '../prove/everywhere/compare-everywhere.ts';
import {engines} from '../testing/differential/trial.ts';
import {loadLegal} from '../testing/laws/input.ts';
import {worstOf} from './ask-diff.ts';

const test = suite('certificates of two inputs');

const apiVersion = 'projectcalico.org/v3';

/** Who may connect to all pods. */
function letsIn(...ingress: readonly JsonObject[]): JsonObject {
  const spec = {selector: 'all()', types: ['Ingress'], ingress};
  return {apiVersion, kind: 'GlobalNetworkPolicy', metadata: {name: 'p'}, spec};
}

const partners: JsonObject = {action: 'Allow', source: {selector: `role == 'partner'`}};
const others: JsonObject = {action: 'Allow', source: {nets: ['192.0.2.0/24']}};

function set(cidr: string): JsonObject {
  return {apiVersion, kind: 'GlobalNetworkSet', metadata: {name: 's', labels: {role: 'partner'}}, spec: {nets: [cidr]}};
}

async function loadedOf(...documents: readonly JsonObject[]): Promise<Loaded> {
  const loaded = await loadLegal(documents);
  if (typeof loaded === 'string') throw new Error(loaded);
  return loaded;
}

async function compared(
  before: readonly JsonObject[],
  after: readonly JsonObject[],
): Promise<CertificateResult | undefined> {
  const inputs = await Promise.all([before, after].map(async (each) => ({loaded: await loadedOf(...each)})));
  const [one, other] = inputs.map(({loaded: {applied, world}}) => ({
    profile: engines.calico,
    policies: applied,
    world,
  }));
  return one && other && worstOf([compareEverywhere(one, other)], inputs)?.result;
}

const [here, there] = [set('203.0.113.0/24'), set('198.51.100.0/24')];

test('the same policies beside other sets of addresses are not proved equal', async () => {
  assert.is(await compared([letsIn(partners), here], [letsIn(partners), here]), 'equal');
  assert.is(await compared([letsIn(partners), here], [letsIn(partners), there]), 'unproved');
  assert.is(await compared([letsIn(partners), here], [letsIn(partners)]), 'unproved');
});

test('what one of them lets in more may not be all of it', async () => {
  assert.is(await compared([letsIn(partners), here], [letsIn(partners, others), here]), 'wider');
  assert.is(await compared([letsIn(partners), here], [letsIn(partners, others), there]), 'not-equal');
});

test('sets that only one side asks for, or none, make no difference', async () => {
  assert.is(await compared([letsIn(partners), here], []), 'wider');
  assert.is(await compared([letsIn(others), here], [letsIn(others), there]), 'equal');
});

test('policies before address translation are for host endpoints, which proofs take not to be there', async () => {
  const spec = {
    selector: 'all()',
    preDNAT: true,
    applyOnForward: true,
    types: ['Ingress'],
    ingress: [{action: 'Deny'}],
  };
  const early: JsonObject = {apiVersion, kind: 'GlobalNetworkPolicy', metadata: {name: 'early'}, spec};
  assert.is(await compared([letsIn(others)], [letsIn(others), early]), 'unproved');
  assert.is(await compared([early], [letsIn(others), early]), 'narrower');
});

test.run();
