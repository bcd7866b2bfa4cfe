import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {Policy} from '../../src/ir/policy.ts';
import {readPlain} from '../../src/testing/plain-cilium.ts';
import {readShared} from '../../src/testing/shared.ts';
import {ciliumProfile} from './profile.ts';

const test = suite('cilium validation');

/** Rows of `sanitize.tsv` that hold, all of them: a smaller number is a step back. */
const ROWS_THAT_HOLD = 190;

test('takes and refuses what the agent takes and refuses', () => {
  const [, ...rows] = readShared('conformance/cilium/sanitize.tsv').trimEnd().split('\n');
  const wrong = rows.flatMap((row, index) => {
    const [document = '', result = ''] = row.split('\t');
    const {policies, diagnostics} = readPlain(JSON.parse(document));
    const refused = diagnostics.some(({code}) => code === 'policy-refused');
    const accepted = !refused && policies.every(isPlaced);
    return accepted === (result === 'ok') ? [] : [`line ${index + 2}: ${result}; ${document.slice(-120)}`];
  });
  assert.is(rows.length - wrong.length, ROWS_THAT_HOLD, wrong.join('\n'));
});

/** Node peers are refused by an option that only the profile knows. */
function isPlaced(policy: Policy): boolean {
  const empty = {namespaces: [], serviceAccounts: [], endpoints: [], nodes: [], services: [], backends: []};
  const world = {
    ...empty,
    addressSets: [],
    hostEndpoints: [],
    endpointProfiles: [],
    tiers: [],
    agents: [],
    domains: {},
    settings: {},
    missingKinds: [],
  };
  return ciliumProfile.place(policy, world, ciliumProfile.settings(world)) !== undefined;
}

test('one invalid rule rejects the whole object, and says so', () => {
  const {policies, diagnostics} = readPlain({
    specs: [
      {endpointSelector: {}, ingress: [{fromEndpoints: [{}]}]},
      {endpointSelector: {}, egress: [{toEndpoints: [{}], toCIDR: ['10.0.0.0/8']}]},
    ],
  });
  assert.is(policies.length, 0);
  assert.equal(
    diagnostics.map(({code, arguments: args}) => [code, args['path'] ?? args['name']]),
    [
      ['combination-invalid', 'specs[1].egress[0]'],
      ['policy-refused', 'sample'],
    ],
  );
});

test('what only the API server refuses stays in force and is an error all the same', () => {
  const {policies, diagnostics} = readPlain({
    spec: {endpointSelector: {}, ingress: [{fromCIDR: ['10.0.0.5']}], extra: 1},
  });
  assert.is(policies.length, 1);
  assert.equal(
    diagnostics.map(({code, severity, layer}) => [code, severity, layer]),
    [
      ['field-unknown', 'error', 'api-server'],
      ['value-invalid', 'error', 'api-server'],
    ],
  );
});

test('what a live cluster holds has passed its API server', () => {
  const {diagnostics} = readPlain({spec: {endpointSelector: {}, ingress: [{}], extra: 1}}, {live: true});
  assert.equal(diagnostics, []);
});

test.run();
