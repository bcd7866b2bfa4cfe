import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import {load} from '../load/load.ts';
import {valueDocuments} from '../testing/value-documents.ts';
import {convert} from './convert.ts';

const test = suite('differences that no policy decides');

function networkPolicy(spec: JsonObject): JsonObject {
  return {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: {name: 'k', namespace: 'n'}, spec};
}

function global(spec: JsonObject): JsonObject {
  return {apiVersion: 'projectcalico.org/v3', kind: 'GlobalNetworkPolicy', metadata: {name: 'g'}, spec};
}

const isolating: JsonObject = {
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: {name: 'p', namespace: 'n'},
  spec: {endpointSelector: {}, ingress: [{}]},
};

function options(data: JsonObject): JsonObject {
  return {apiVersion: 'v1', kind: 'ConfigMap', metadata: {name: 'cilium-config', namespace: 'kube-system'}, data};
}

function hostEndpoint(profiles: readonly string[]): JsonObject {
  const spec = {node: 'one', interfaceName: 'eth0', expectedIPs: ['192.168.0.1'], profiles};
  return {apiVersion: 'projectcalico.org/v3', kind: 'HostEndpoint', metadata: {name: 'one-eth0'}, spec};
}

/** The losses of such codes, such as `1 wider spec.egress`. */
async function told(to: string, codes: readonly string[], ...documents: readonly JsonObject[]) {
  const loaded = await load(valueDocuments(documents), {namespace: 'n'});
  const conversion = await convert({loaded, to, allow: 'any', cni: 'auto'});
  if (!('certificate' in conversion)) throw new Error(JSON.stringify(conversion));
  return conversion.losses
    .filter(({code}) => codes.includes(code))
    .map(({effect, origin}) => `${origin.document} ${effect} ${origin.path.join('.')}`);
}

test('a pod whose egress is isolated may lose its own node', async () => {
  const egress = (...rules: readonly JsonObject[]) =>
    networkPolicy({podSelector: {}, policyTypes: ['Egress'], egress: rules});
  for (const to of ['cilium', 'calico']) {
    assert.equal(await told(to, ['own-node-egress'], egress()), ['1 none ']);
    assert.equal(await told(to, ['own-node-egress'], egress({ports: [{port: 53}]})), ['1 none ']);
    assert.equal(await told(to, ['own-node-egress'], egress({})), []);
    assert.equal(await told(to, ['own-node-egress'], networkPolicy({podSelector: {}})), []);
  }
});

test('packets that an engine drops by itself are named where a rule lets them through', async () => {
  const udp = (port: number) =>
    networkPolicy({podSelector: {}, policyTypes: ['Egress'], egress: [{ports: [{protocol: 'UDP', port}]}]});
  assert.equal(await told('calico', ['packets'], udp(4789)), ['1 none spec.egress.0']);
  assert.equal(await told('calico', ['packets'], udp(53)), []);
  assert.equal(await told('cilium', ['packets'], udp(4789)), []);
  const everything = global({selector: 'all()', types: ['Egress'], egress: [{action: 'Allow'}]});
  const pods = global({
    selector: 'all()',
    types: ['Egress'],
    egress: [{action: 'Allow', destination: {selector: 'all()'}}],
  });
  assert.equal(await told('cilium', ['packets'], everything), ['1 none spec.egress.0']);
  assert.equal(await told('cilium', ['packets'], pods), []);
});

test('an option that closes or opens pods without a policy is a loss at the option', async () => {
  const codes = ['engine-option'];
  assert.equal(await told('calico', codes, options({'enable-policy': 'always'}), isolating), [
    '1 wider data.enable-policy',
  ]);
  assert.equal(await told('calico', codes, options({'enable-policy': 'never'}), isolating), [
    '1 narrower data.enable-policy',
  ]);
  assert.equal(await told('calico', codes, options({'policy-audit-mode': 'true'}), isolating), [
    '1 narrower data.policy-audit-mode',
  ]);
  assert.equal(await told('calico', codes, options({'enable-policy': 'default'}), isolating), []);
  assert.equal(await told('cilium', codes, options({'enable-policy': 'always'}), networkPolicy({podSelector: {}})), [
    '1 narrower data.enable-policy',
  ]);
});

test('a host endpoint that no profile opens closes nothing elsewhere', async () => {
  const policy = global({selector: 'app == "web"', types: ['Ingress']});
  assert.equal(await told('cilium', ['host-endpoint'], hostEndpoint([]), policy), ['1 wider ']);
  assert.equal(await told('cilium', ['host-endpoint'], hostEndpoint(['projectcalico-default-allow']), policy), []);
  assert.equal(await told('cilium', ['host-endpoint'], hostEndpoint(['gone']), policy), ['1 wider ']);
});

test('odd packets and requests that Cilium reads by its own lights are named', async () => {
  const icmp = global({selector: 'all()', ingress: [{action: 'Allow', protocol: 'ICMP'}]});
  assert.equal(await told('cilium', ['icmp-family'], icmp), ['1 none spec.ingress.0']);
  const number = global({selector: 'all()', ingress: [{action: 'Allow', protocol: 1}]});
  assert.equal(await told('cilium', ['icmp-family'], number), []);
  const asked = (http: JsonObject) =>
    global({selector: 'all()', ingress: [{action: 'Allow', protocol: 'TCP', destination: {ports: [80]}, http}]});
  assert.equal(await told('cilium', ['http-path'], asked({paths: [{prefix: '/a'}]})), ['1 none spec.ingress.0']);
  assert.equal(await told('cilium', ['http-path'], asked({methods: ['GET']})), []);
});

test.run();
