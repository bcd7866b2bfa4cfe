import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {buildWorld} from './build-world.ts';
import {hiddenKinds} from './hidden-kinds.ts';

const test = suite('hidden kinds');

const hidden = (...missingKinds: readonly string[]): readonly string[] => hiddenKinds(buildWorld([{missingKinds}], []));

test('kinds that may hold what decides', () => {
  const kinds = [
    'adminnetworkpolicies.policy.networking.k8s.io',
    'ciliumcidrgroups.cilium.io',
    'ciliumnetworkpolicies.cilium.io',
    'configmaps',
    'globalnetworksets.projectcalico.org',
    'hostendpoints.projectcalico.org',
    'networkpolicies.crd.projectcalico.org',
    'networkpolicies.networking.k8s.io',
    'tiers.projectcalico.org',
  ];
  assert.equal(
    hidden(...kinds),
    kinds.map((kind) => `${kind}, which could not be listed`),
  );
});

test('kinds that decide nothing by themselves', () => {
  assert.equal(hidden('namespaces', 'nodes', 'pods', 'services', 'stagednetworkpolicies.projectcalico.org'), []);
});

test('staged kinds decide once they count as enforced', () => {
  const world = buildWorld([{missingKinds: ['nodes', 'stagednetworkpolicies.projectcalico.org']}], []);
  assert.equal(hiddenKinds({...world, stagedCount: true}), [
    'stagednetworkpolicies.projectcalico.org, which could not be listed',
  ]);
});

test.run();
