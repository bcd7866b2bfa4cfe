import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../../base/json.ts';
import {compareEverywhere} from '../../prove/everywhere/compare-everywhere.ts';
import type {JudgedSet} from '../../prove/this-world.ts';
import {engines} from '../differential/trial.ts';
import {loadLegal} from '../laws/input.ts';

const test = suite('facts that nobody knows in proofs');

const groups = (...securityGroupsIds: readonly string[]): readonly JsonObject[] => [{aws: {securityGroupsIds}}];

/** A policy that lets pods reach what the cloud knows by this group. */
function toGroup(...ids: readonly string[]): Promise<JudgedSet> {
  return judged({egress: [{toGroups: groups(...ids)}]});
}

async function judged(rules: JsonObject): Promise<JudgedSet> {
  const document: JsonObject = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: {name: 'p', namespace: 'shop'},
    spec: {endpointSelector: {}, ...rules},
  };
  const loaded = await loadLegal([document]);
  if (typeof loaded === 'string') throw new Error(loaded);
  return {profile: engines.cilium, policies: loaded.applied, world: loaded.world};
}

test('two groups of the cloud are two facts, each the same wherever it is asked for', async () => {
  const [one, again, other] = await Promise.all([toGroup('sg-1'), toGroup('sg-1'), toGroup('sg-2')]);
  assert.is(compareEverywhere(one, again).result, 'equal');
  assert.is(compareEverywhere(one, other).result, 'different');
});

test('what does not matter to a difference is no part of its witness', async () => {
  const from = {fromGroups: groups('sg-1')};
  const ports = (port: string): JsonObject => ({toPorts: [{ports: [{port, protocol: 'TCP'}]}]});
  const egress = [{toGroups: groups('sg-1'), ...ports('443')}];
  const [one, other] = [
    await judged({
      ingress: [
        {...from, ...ports('80')},
        {...from, ...ports('81')},
      ],
      egress,
    }),
    await judged({ingress: [{...from, ...ports('80')}], egress}),
  ];
  const {result, witness} = compareEverywhere(one, other);
  assert.is(result, 'narrower');
  assert.is(witness?.from.kind, 'external');
  assert.equal(witness?.taken, [
    'the witness takes this to be so: which addresses the cloud group has: {"aws":{"securityGroupsIds":["sg-1"]}}',
  ]);
});

test('beyond its end a range from a name holds the port of the name alone', async () => {
  const ports = (port: string, endPort?: number): JsonObject => ({
    toPorts: [{ports: [{port, protocol: 'SCTP', ...(endPort !== undefined && {endPort})}]}],
  });
  const ingress = [ports('http', 9000)];
  const [without, kept] = [
    await judged({ingress}),
    await judged({ingress, ingressDeny: [{fromEndpoints: [{}], ...ports('65534')}]}),
  ];
  const {result, witness} = compareEverywhere(kept, without);
  assert.is(result, 'wider');
  assert.equal(
    witness?.to.ports.map(({name, port}) => `${name} ${port}`),
    ['http 65534'],
  );
});

test.run();
