import {existsSync, readdirSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject} from '../../src/base/json.ts';
import type {Direction, Policy} from '../../src/ir/policy.ts';
import {printPolicy} from '../../src/ir/print.ts';
import {readSources} from '../../src/sources/read-sources.ts';
import {plainDocument} from '../../src/testing/plain-cilium.ts';
import {sharedDirectory} from '../../src/testing/shared.ts';
import {cilium} from './index.ts';
import {read} from './read.ts';

const test = suite('cilium round trip');

const root = `${sharedDirectory}conformance/cilium`;
const recorded = readdirSync(root)
  .map((name) => `${root}/${name}/policies.yaml`)
  .filter((file) => existsSync(file));
const seed = `${sharedDirectory}testdata/seeds/starwars/policies.yaml`;

/** The meaning of a policy without the rules that match nothing: they only isolate, which is said apart. */
function meaning(policy: Policy): string {
  const kept = (direction: Direction): Direction => ({
    ...direction,
    rules: direction.rules.filter(({peer, traffic}) => peer.is !== 'false' && traffic.length > 0),
  });
  const {ingress, egress} = policy;
  return printPolicy({
    ...policy,
    ...(ingress && {ingress: kept(ingress)}),
    ...(egress && {egress: kept(egress)}),
  });
}

test('what is written reads back as the same policy, names and labels included', async () => {
  let count = 0;
  for (const file of [...recorded, seed]) {
    const {documents} = await readSources({filenames: [file]});
    const own = documents.filter(({content}) => content.syntax === 'value' && isCilium(content.value));
    const policies = own.flatMap((document) => read(document, {namespace: 'default'}).policies ?? []);
    const written = cilium.write?.(policies, {allow: 'equal'});
    assert.equal(
      written?.losses.filter(({effect}) => effect !== 'none'),
      [],
      file,
    );
    const again = (written?.objects ?? []).flatMap(
      ({object}) => read(plainDocument(object), {namespace: 'default'}).policies ?? [],
    );
    assert.equal(again.map(meaning), policies.map(meaning), file);
    assert.equal(
      again.map(({labels, annotations}) => [labels, annotations]),
      policies.map(({labels, annotations}) => [labels, annotations]),
    );
    count += policies.length;
  }
  assert.ok(count > 150, `${count} policies`);
});

function isCilium(value: unknown): boolean {
  return isObject(value) && String(value['apiVersion']).startsWith('cilium.io/') && value['kind'] !== 'CiliumCIDRGroup';
}

test('what only Cilium says comes back as it was written', () => {
  const spec = {
    description: 'everything at once',
    endpointSelector: {matchLabels: {'k8s:app': 'x'}},
    ingress: [
      {fromEndpoints: [{matchLabels: {'k8s:app': 'y'}}], authentication: {mode: 'required'}},
      {fromNodes: [{matchLabels: {rack: 'r1'}}]},
      {fromEntities: ['cluster-mesh']},
    ],
    egress: [
      {
        toEndpoints: [{matchLabels: {'k8s:io.kubernetes.pod.namespace': 'kube-system'}}],
        toPorts: [{ports: [{port: '53', protocol: 'UDP'}], rules: {dns: [{matchPattern: '*.example'}]}}],
      },
      {
        toFQDNs: [{matchName: 'a.example'}],
        toPorts: [{ports: [{port: '443', protocol: 'TCP'}], serverNames: ['a.example']}],
      },
      {toServices: [{k8sServiceSelector: {selector: {matchLabels: {grade: 'a'}}, namespace: 'b'}}]},
      {toGroups: [{aws: {securityGroupsIds: ['sg-1']}}]},
      {toCIDRSet: [{cidrGroupRef: 'partners', except: ['10.0.0.0/8']}]},
      {
        toEntities: ['world'],
        toPorts: [
          {
            ports: [{port: '80', protocol: 'TCP'}],
            listener: {envoyConfig: {kind: 'CiliumEnvoyConfig', name: 'e'}, name: 'l', priority: 3},
          },
        ],
      },
    ],
    egressDeny: [{toEntities: ['remote-node'], icmps: [{fields: [{family: 'IPv4', type: 8}]}]}],
    labels: [{key: 'a', value: 'b'}],
    log: {value: 'seen'},
  };
  const object = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: {name: 'sample', namespace: 'a', annotations: {note: 'kept'}},
    spec,
  };
  const {policies = []} = read(plainDocument(object), {namespace: 'default'});
  const written = cilium.write?.(policies, {allow: 'equal'});
  assert.equal(
    written?.objects.map((each) => each.object),
    [object],
  );
});

test('entries of one object become one object again', () => {
  const object = {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumClusterwideNetworkPolicy',
    metadata: {name: 'wide'},
    specs: [
      {endpointSelector: {}, ingress: [{fromEntities: ['cluster']}]},
      {
        nodeSelector: {matchLabels: {rack: 'r1'}},
        enableDefaultDeny: {egress: false},
        egress: [{toCIDR: ['10.0.0.0/8']}],
      },
    ],
  };
  const {policies = []} = read(plainDocument(object), {namespace: 'default'});
  const written = cilium.write?.(policies, {allow: 'equal'});
  assert.equal(
    written?.objects.map((each) => each.object),
    [object],
  );
});

test.run();
