import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import {message} from '../diagnostics/message.ts';
import {describeEffective} from '../evaluate/effective.ts';
import {engines} from '../testing/differential/trial.ts';
import {loadLegal} from '../testing/laws/input.ts';
import {withProvedNotes} from './proved-notes.ts';

const test = suite('proved notes');

function policy(name: string, ...clients: readonly string[]) {
  const ingress = clients.map((role) => ({from: [{podSelector: {matchLabels: {role}}}]}));
  const spec = {podSelector: {matchLabels: {app: 'db'}}, ingress};
  return {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name, namespace: 'shop'}, spec};
}

function pod(app: string) {
  const spec = {containers: [{name: 'main', image: 'main'}]};
  return {apiVersion: 'v1', kind: 'Pod', metadata: {name: app, namespace: 'shop', labels: {app}}, spec};
}

test('an endpoint has those of its own policies, and no other', async () => {
  const loaded = await loadLegal([policy('wide', 'web', 'ops'), policy('narrow', 'ops'), pod('db'), pod('web')]);
  if (typeof loaded === 'string') throw new Error(loaded);
  const {world, applied} = loaded;
  const described = describeEffective(engines.spec, world, applied, world.endpoints);
  const notes = withProvedNotes(described, {profile: engines.spec, world, policies: applied}).map(
    ({endpoint, caveats}) => [endpoint.name, ...caveats.map(message)],
  );
  assert.equal(notes, [
    [
      'shop/db',
      'spec.ingress[1] of NetworkPolicy/shop/wide alone can go: nothing changes without it, in every possible cluster',
      'NetworkPolicy/shop/narrow alone can go: nothing changes without it, in every possible cluster',
    ],
    ['shop/web'],
  ]);
});

/** Of all pods and nodes that have the role, or of pods alone. */
function ofRole(name: string, more: JsonObject = {}) {
  const spec = {selector: `role == 'db'`, ...more, types: ['Ingress'], ingress: [{action: 'Deny'}]};
  return {apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkPolicy', metadata: {name}, spec};
}

test('what changes nothing while no node has a host endpoint is said of such clusters', async () => {
  const labels = {role: 'db'};
  const db = {...pod('db'), metadata: {name: 'db', namespace: 'shop', labels}};
  const loaded = await loadLegal([ofRole('all'), ofRole('pods', {namespaceSelector: 'all()'}), db]);
  if (typeof loaded === 'string') throw new Error(loaded);
  const {world, applied} = loaded;
  const described = describeEffective(engines.calico, world, applied, world.endpoints);
  const noted = withProvedNotes(described, {profile: engines.calico, world, policies: applied});
  assert.match(
    noted.flatMap(({caveats}) => caveats.map(message)).join(),
    /GlobalNetworkPolicy\/all alone can go: .*, taking for granted that there are no host endpoints/,
  );
});

test.run();
