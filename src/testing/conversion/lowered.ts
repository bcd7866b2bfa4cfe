import * as assert from 'uvu/assert';
import type {JsonObject} from '../../base/json.ts';
import {convert} from '../../convert/convert.ts';
import {load} from '../../load/load.ts';
import {valueDocuments} from '../value-documents.ts';

function pod(namespace: string, name: string, labels: JsonObject, ip: string): JsonObject {
  const ports = [{name: 'http', containerPort: 8080, protocol: 'TCP'}];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, namespace, labels},
    spec: {serviceAccountName: 'runner', nodeName: 'one', containers: [{name: 'main', ports}]},
    status: {phase: 'Running', podIP: ip, podIPs: [{ip}]},
  };
}

/** Two namespaces, three pods on one node, and what stands behind one service, which only some tests have. */
const world: readonly JsonObject[] = [
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'n', labels: {env: 'p'}}},
  {apiVersion: 'v1', kind: 'Namespace', metadata: {name: 'm', labels: {env: 'q'}}},
  {apiVersion: 'v1', kind: 'ServiceAccount', metadata: {name: 'runner', namespace: 'n', labels: {grade: 'high'}}},
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {name: 'one'},
    status: {addresses: [{type: 'InternalIP', address: '192.168.0.1'}]},
  },
  pod('n', 'web', {app: 'web', role: 'x'}, '10.0.0.1'),
  pod('n', 'db', {app: 'db'}, '10.0.0.2'),
  pod('m', 'job', {app: 'job', role: 'y'}, '10.0.1.1'),
  {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {name: 'db-1', namespace: 'n', labels: {'kubernetes.io/service-name': 'db'}},
    addressType: 'IPv4',
    endpoints: [{addresses: ['10.0.0.2']}],
    ports: [{port: 8080, protocol: 'TCP'}],
  },
];

export function service(name: string, selector: JsonObject, ports: readonly JsonObject[]): JsonObject {
  return {apiVersion: 'v1', kind: 'Service', metadata: {name, namespace: 'n'}, spec: {selector, ports}};
}

/**
 * What becomes of policies in a small cluster, as the engine reads them, in another dialect: how the answers differ and
 * the losses that are told, such as `narrower: icmp-code`.
 */
export async function lowered(policies: readonly JsonObject[], to: string, cni: string): Promise<string> {
  const loaded = await load(valueDocuments([...world, ...policies]), {namespace: 'default'});
  assert.equal(
    loaded.diagnostics.filter(({severity}) => severity === 'error').map(({code}) => code),
    [],
  );
  const conversion = await convert({loaded, to, allow: 'equal', cni});
  if (!('certificate' in conversion)) throw new Error(JSON.stringify(conversion));
  const told = conversion.losses.filter(({effect}) => effect !== 'none').map(({code}) => code);
  return [conversion.certificate.result, ...new Set(told)].join(' ').replace(/ /, ': ');
}
