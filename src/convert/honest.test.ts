import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import {load} from '../load/load.ts';
import {valueDocuments} from '../testing/value-documents.ts';
import type {Conversion} from './conversion.ts';
import {convert} from './convert.ts';

const test = suite('what a conversion may not hide');

const pod = (name: string, labels: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {name, namespace: 'a', labels},
  spec: {nodeName: 'n', containers: [{name: 'c', image: 'c'}]},
  status: {podIP: name === 'web' ? '10.0.0.1' : '10.0.0.2'},
});
const world = [pod('web', {app: 'web', 'pod-template-hash': 'abc'}), pod('db', {app: 'db'})];

const cilium = (spec: JsonObject): JsonObject => ({
  apiVersion: 'cilium.io/v2',
  kind: 'CiliumNetworkPolicy',
  metadata: {name: 'p', namespace: 'a'},
  spec,
});

async function converted(objects: readonly JsonObject[], to: string): Promise<Conversion> {
  const loaded = await load(valueDocuments(objects), {namespace: 'default'});
  const conversion = await convert({loaded, to, allow: 'equal', cni: 'auto'});
  if ('diagnostic' in conversion) throw new Error(conversion.diagnostic.code);
  return conversion;
}

const dns = {
  endpointSelector: {matchLabels: {app: 'web'}},
  egress: [{toPorts: [{ports: [{port: '53', protocol: 'ANY'}], rules: {dns: [{matchName: 'ok.com'}]}}]}],
};

test('a restriction that no comparison looks at needs leave, with workloads as without', async () => {
  for (const objects of [[cilium(dns)], [cilium(dns), ...world]]) {
    const {losses, written} = await converted(objects, 'kubernetes');
    assert.ok(losses.some(({effect}) => effect === 'wider'));
    assert.is(written, false);
  }
});

test('labels that Cilium never sees do not wake up under another engine', async () => {
  const hidden = cilium({endpointSelector: {matchLabels: {'pod-template-hash': 'abc'}}, ingress: [{}]});
  for (const to of ['kubernetes', 'calico']) {
    assert.not.match(JSON.stringify((await converted([hidden, ...world], to)).objects), 'pod-template-hash');
  }
  const absent = {matchExpressions: [{key: 'pod-template-hash', operator: 'DoesNotExist'}]};
  const all = await converted([cilium({endpointSelector: absent, ingress: [{}]}), ...world], 'kubernetes');
  assert.is(all.certificate.result, 'equal');
});

test('a staged policy closes nothing in Cilium either', async () => {
  const staged = {
    apiVersion: 'projectcalico.org/v3',
    kind: 'StagedNetworkPolicy',
    metadata: {name: 's', namespace: 'a'},
    spec: {selector: 'all()', types: ['Ingress']},
  };
  const {objects, losses} = await converted([staged, ...world], 'cilium');
  assert.equal(objects, []);
  assert.equal(
    losses.map(({code}) => code),
    ['staged'],
  );
});

test('nothing is proved of input that was read in part', async () => {
  const broken = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {name: 'b', namespace: 'a'},
    spec: {podSelector: {}, ingress: [{from: [{}]}]},
  };
  assert.is((await converted([broken], 'kubernetes')).certificate.result, 'unproved');
  assert.is((await converted([broken, ...world], 'calico')).certificate.result, 'unproved');
});

const calico = (spec: JsonObject): JsonObject => ({
  apiVersion: 'projectcalico.org/v3',
  kind: 'GlobalNetworkPolicy',
  metadata: {name: 'g'},
  spec: {selector: "app == 'web'", types: ['Ingress'], ...spec},
});

/** Restrictions that decide, or may, where no comparison of all clusters looks; each beside what is compared. */
const unseen: Readonly<Record<string, JsonObject>> = {
  'names that may be asked for': cilium(dns),
  'server names': cilium({
    endpointSelector: {},
    egress: [{toPorts: [{ports: [{port: '443', protocol: 'TCP'}], serverNames: ['a.example']}]}],
  }),
  'proof of who it is': cilium({
    endpointSelector: {},
    ingress: [{fromEndpoints: [{}], authentication: {mode: 'required'}}],
  }),
  'headers of requests': cilium({
    endpointSelector: {},
    ingress: [{toPorts: [{ports: [{port: '80', protocol: 'TCP'}], rules: {http: [{headers: ['X-A: b']}]}}]}],
  }),
  'a proxy of its own': cilium({
    endpointSelector: {},
    egress: [{toPorts: [{ports: [{port: '80', protocol: 'TCP'}], listener: {envoyConfig: {name: 'a'}, name: 'b'}}]}],
  }),
  nodes: {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumClusterwideNetworkPolicy',
    metadata: {name: 'n'},
    spec: {nodeSelector: {}, ingress: [{fromEntities: ['cluster']}]},
  },
  'untracked packets of hosts': calico({doNotTrack: true, applyOnForward: true, ingress: [{action: 'Deny'}]}),
  'packets before their destination changes': calico({
    preDNAT: true,
    applyOnForward: true,
    ingress: [{action: 'Deny'}],
  }),
};

for (const [what, policy] of Object.entries(unseen)) {
  test(`${what}: never called equal in an engine that lacks it, and never handed out without leave`, async () => {
    for (const to of ['kubernetes', 'admin', 'calico', 'cilium'].filter(
      (each) => !`${policy['apiVersion']}`.includes(each),
    )) {
      const {certificate, losses, written} = await converted([policy], to);
      assert.is.not(certificate.result, 'equal', to);
      assert.ok(
        losses.some(({effect}) => effect === 'wider'),
        to,
      );
      assert.is(written, false, to);
    }
  });
}

test.run();
