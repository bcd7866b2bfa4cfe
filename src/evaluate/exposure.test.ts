import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {printTraffic} from '../ir/traffic.ts';
import {load} from '../load/load.ts';
import {chooseProfiles} from '../load/profile.ts';
import {usualLimits} from '../sources/limits.ts';
import {readText} from '../sources/text-documents.ts';
import {describeEffective} from './effective.ts';
import type {Exposure} from './exposure.ts';
import type {OutsideTraffic} from './outside-traffic.ts';

const test = suite('exposure');

const pod = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, ports: [{name: metrics, protocol: UDP, containerPort: 9999}]}]}
`;

const service = `---
apiVersion: v1
kind: Service
metadata: {name: front, namespace: shop}
spec:
  type: LoadBalancer
  selector: {app: web}
  ports: [{name: a, port: 80, targetPort: 8080}, {name: b, port: 90, targetPort: 9000}, {name: c, port: 22}]
---
apiVersion: v1
kind: Service
metadata: {name: inner, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
`;

function policy(spec: string): string {
  return `---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p, namespace: shop}\nspec: ${spec}\n`;
}

async function exposure(text: string, cni = 'spec', index = 0): Promise<Exposure | undefined> {
  const {documents} = await readText('test', text, usualLimits);
  const {world, applied} = await load(documents, {namespace: 'default'});
  const chosen = await chooseProfiles(cni, []);
  assert.ok('profiles' in chosen && chosen.profiles[0]);
  return describeEffective(chosen.profiles[0], world, applied, world.endpoints)[index]?.exposure;
}

function words(found: OutsideTraffic | undefined): readonly string[] {
  assert.ok(found);
  return [
    `any: ${printTraffic(found.any.traffic)}`,
    ...(found.any.unknown.length > 0 ? [`perhaps ${printTraffic(found.any.unknown)}`] : []),
    ...found.blocks.map(({cidr, except, traffic}) =>
      [cidr, ...(except.length > 0 ? ['except', ...except] : []), printTraffic(traffic)].join(' '),
    ),
  ];
}

test('without policy everything passes', async () => {
  const found = await exposure(pod);
  assert.equal(words(found?.fromOutside), ['any: any']);
  assert.equal(words(found?.toOutside), ['any: any']);
  assert.equal(found?.services, []);
});

test('blocks are told where they differ from any address, with their exceptions', async () => {
  const found = await exposure(
    pod +
      policy(`
  podSelector: {}
  ingress:
    - from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}, {podSelector: {}}]
      ports: [{port: 8080}, {port: metrics, protocol: UDP}]
    - ports: [{port: 9000, endPort: 9100}]`),
  );
  assert.equal(words(found?.fromOutside), [
    'any: TCP :9000-9100',
    '10.0.0.0/8 except 10.1.0.0/16 TCP :8080,9000-9100 + UDP :9999',
  ]);
  assert.equal(words(found?.toOutside), ['any: any']);
});

test('an exception of everything is a block that is closed, and families do not cross', async () => {
  const found = await exposure(
    pod +
      policy(
        '{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]}',
      ),
  );
  assert.equal(words(found?.toOutside), ['any: ipv4', '10.0.0.0/8 no traffic']);
});

test('closed, and the deny that an engine adds itself', async () => {
  const closed = policy('{podSelector: {}, policyTypes: [Ingress, Egress]}');
  assert.equal(words((await exposure(pod + closed))?.toOutside), ['any: no traffic']);
  const built = words((await exposure(pod, 'calico'))?.toOutside).join();
  assert.match(built, /UDP :1-4788,4790-65535/);
  assert.equal(words((await exposure(pod + closed, 'flannel'))?.toOutside), ['any: any']);
});

test('what is not known is apart from what passes', async () => {
  const found = await exposure(
    pod + policy('{podSelector: {}, ingress: [{ports: [{port: 80, endPort: 90}]}]}'),
    'azure-npm',
  );
  assert.equal(words(found?.fromOutside), ['any: TCP :80 ipv4 + ipv6', 'perhaps TCP :81-90 ipv4']);
});

test('services with an address outside the cluster are named with who reaches their target ports', async () => {
  const found = await exposure(
    pod +
      service +
      policy(`
  podSelector: {}
  ingress:
    - from: [{ipBlock: {cidr: 10.0.0.0/8}}]
      ports: [{port: 8080}]
    - ports: [{port: 9000}]`),
  );
  assert.equal(
    found?.services.map((each) => each.service.name),
    ['front'],
  );
  assert.equal(
    found?.services[0]?.ports.map(({port, target, reach}) => [port, target, reach]),
    [
      [80, 8080, 'some'],
      [90, 9000, 'any'],
      [22, 22, 'none'],
    ],
  );
});

test('nodes are open on their side, and what is outside has no exposure', async () => {
  const node = 'apiVersion: v1\nkind: Node\nmetadata: {name: a}\n';
  assert.equal(words((await exposure(node))?.fromOutside), ['any: any']);
});

test.run();
