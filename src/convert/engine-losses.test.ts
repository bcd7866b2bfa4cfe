import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {JsonObject} from '../base/json.ts';
import {load} from '../load/load.ts';
import {valueDocuments} from '../testing/value-documents.ts';
import {convert} from './convert.ts';

const test = suite('losses of engines');

/** Pods of equal labels, one identity for Cilium, with another number behind the same port name. */
function pod(name: string, containerPort: number, at: number): JsonObject {
  const ports = [{name: 'http', containerPort, protocol: 'TCP'}];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, namespace: 'n', labels: {app: 'web'}},
    spec: {containers: [{name: 'main', ports}]},
    status: {phase: 'Running', podIP: `10.0.0.${at}`, podIPs: [{ip: `10.0.0.${at}`}]},
  };
}

function toPort(port: string): JsonObject {
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: {name: 'p', namespace: 'n'},
    spec: {
      endpointSelector: {},
      egress: [{toEndpoints: [{}], toPorts: [{ports: [{port, protocol: 'TCP'}]}]}],
    },
  };
}

async function losses(...documents: readonly JsonObject[]): Promise<readonly string[]> {
  const loaded = await load(valueDocuments(documents), {namespace: 'default'});
  const conversion = await convert({loaded, to: 'calico', allow: 'equal', cni: 'cilium'});
  if (!('certificate' in conversion)) throw new Error(JSON.stringify(conversion));
  return conversion.losses.map(({code, effect, origin, message}) => `${origin.document} ${code} ${effect}: ${message}`);
}

test('a proved difference that no writer told stands at the policy that decides it', async () => {
  const [told, ...others] = await losses(pod('a', 80, 1), pod('b', 8080, 2), toPort('http'));
  assert.equal(others, []);
  assert.match(
    told ?? '',
    /^3 engine wider: cilium and calico do not read this alike: n\/\w to n\/\w is denied by one /,
  );
});

test('what both engines read alike is no loss', async () => {
  assert.equal(await losses(pod('a', 80, 1), pod('b', 80, 2), toPort('http')), []);
  assert.equal(await losses(pod('a', 80, 1), pod('b', 8080, 2), toPort('80')), []);
});

test.run();
