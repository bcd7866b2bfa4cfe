import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {load} from '../load/load.ts';
import {chooseProfiles} from '../load/profile.ts';
import {usualLimits} from '../sources/limits.ts';
import {readText} from '../sources/text-documents.ts';
import {batch} from './batch.ts';
import {naiveEvaluator} from './naive.ts';

const test = suite('ports of services in rules');

const world = `
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: a, labels: {app: web}}
spec: {containers: [{name: web, image: web, ports: [{name: http, containerPort: 8080}]}]}
status: {podIP: 10.0.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: a, labels: {app: db}}
spec: {containers: [{name: db, image: db}]}
status: {podIP: 10.0.0.2}
---
apiVersion: v1
kind: Service
metadata: {name: websvc, namespace: a}
spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: projectcalico.org/v3
kind: NetworkPolicy
metadata: {name: p, namespace: a}
spec:
  selector: app == 'db'
  types: [Egress]
  egress: [{action: Deny, destination: {services: {name: websvc, namespace: a}}}, {action: Allow}]
`;

const slice = `---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: websvc-1, namespace: a, labels: {kubernetes.io/service-name: websvc}}
addressType: IPv4
endpoints: [{addresses: [10.0.0.1]}]
ports: [{name: '', port: 8080, protocol: TCP}]
`;

async function verdicts(text: string): Promise<readonly string[]> {
  const {documents} = await readText('test', text, usualLimits);
  const {world: read, applied} = await load(documents, {namespace: 'default'});
  const chosen = await chooseProfiles('calico', []);
  const profile = 'profiles' in chosen ? chosen.profiles[0] : undefined;
  assert.ok(profile);
  const answer = batch(naiveEvaluator(profile, read, applied), read, applied, {namespace: 'default'});
  return ['8080', '80', '9090'].map((port) => {
    const line = answer({from: 'a/db', to: 'a/web', protocol: 'TCP', port, http: '-'});
    return 'error' in line ? line.error.code : line.verdict;
  });
}

test('manifests without slices say the same by selector and target port', async () => {
  assert.equal(await verdicts(world + slice), ['deny', 'allow', 'allow']);
  assert.equal(await verdicts(world), ['deny', 'allow', 'allow']);
});

test.run();
