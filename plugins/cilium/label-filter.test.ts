import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {defaultLabelFilter, labelFilter} from './label-filter.ts';

const test = suite('cilium label filter');

test('the default keeps what selects and drops what changes with every pod', () => {
  const keys = [
    'app',
    'app.kubernetes.io/name',
    'team.example/owner',
    'kubernetes.io/arch',
    'node.kubernetes.io/role',
    'beta.kubernetes.io/os',
    'failure-domain.beta.kubernetes.io/zone',
    'topology.kubernetes.io/zone',
    'k8s.io/x',
    'pod-template-hash',
    'pod-template-generation',
    'controller-revision-hash',
    'statefulset.kubernetes.io/pod-name',
    'apps.kubernetes.io/pod-index',
    'batch.kubernetes.io/controller-uid',
    'batch.kubernetes.io/job-name',
    'annotation.x',
    'etcd_node',
    'io.cilium.k8s.policy.serviceaccount',
    'io.kubernetes.pod.namespace',
  ];
  assert.equal(
    keys.filter((key) => defaultLabelFilter.keeps(key)),
    [
      'app',
      'app.kubernetes.io/name',
      'team.example/owner',
      'node.kubernetes.io/role',
      'batch.kubernetes.io/job-name',
      'io.kubernetes.pod.namespace',
    ],
  );
});

test('own includes turn the list into an allow list, own excludes shorten it', () => {
  const only = labelFilter({labels: 'k8s:app k8s:team'});
  assert.equal([only.keeps('app'), only.keeps('team.x'), only.keeps('tier')], [true, true, false]);
  const without = labelFilter({labels: '!k8s:tier !zone'});
  assert.equal([without.keeps('app'), without.keeps('zone')], [true, false]);
});

test('of an include and an exclude the longer match wins', () => {
  const filter = labelFilter({labels: 'k8s:kubernetes.io/arch'});
  assert.equal([filter.keeps('kubernetes.io/arch'), filter.keeps('kubernetes.io/os')], [true, false]);
});

test.run();
