import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {buildWorld} from './build-world.ts';
import {hostNetworkPodsAreNodes} from './prepare.ts';
import type {Endpoint} from './world.ts';

const test = suite('steps that prepare a world');

const proxy: Endpoint = {
  name: 'kube-system/proxy',
  kind: 'pod',
  namespace: 'kube-system',
  labels: {app: 'proxy'},
  openLabels: ['controller-revision-hash'],
  serviceAccount: 'proxy',
  addresses: [],
  node: 'n1',
  hostNetwork: true,
  ports: [{name: 'health', protocol: 6, port: 10256, declaredBy: 'container'}],
  roles: [],
};

test('a host-network pod is its node under its own name', () => {
  const nodes = [{name: 'n1', labels: {zone: 'a'}, addresses: ['10.0.0.1'], podCidrs: []}];
  const world = buildWorld([{endpoints: [proxy], nodes}]);
  const prepared = hostNetworkPodsAreNodes.apply(world, {}, world);
  const {namespace: _namespace, serviceAccount: _account, ...rest} = proxy;
  assert.equal(prepared.endpoints[0], {
    ...rest,
    kind: 'host',
    labels: {zone: 'a'},
    openLabels: [],
    addresses: ['10.0.0.1'],
  });
});

test('other endpoints stay as they are', () => {
  const world = buildWorld([{endpoints: [{...proxy, hostNetwork: false}]}]);
  assert.equal(hostNetworkPodsAreNodes.apply(world, {}, world), world);
});

test.run();
