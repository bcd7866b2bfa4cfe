import {suite} from 'uvu';
import * as assert from 'uvu/assert';
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

test.run();
