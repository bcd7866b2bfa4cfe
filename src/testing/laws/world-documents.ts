import fc from 'fast-check';
import type {JsonObject} from '../../base/json.ts';
import {apps, ID, namespaces, portNames, portNumbers, protocols} from './vocabulary.ts';

/** Objects of a small cluster: all but the policies. Finished pods and namespaces without an object are among them. */
export const worldDocuments: fc.Arbitrary<readonly JsonObject[]> = fc
  .record({
    spaces: fc.subarray([...namespaces], {minLength: 1}),
    teams: fc.array(fc.constantFrom('x', 'y', undefined), {minLength: 4, maxLength: 4}),
    pods: fc.array(podParts(), {minLength: 2, maxLength: 7}),
    workloads: fc.array(workloadParts(), {maxLength: 2}),
    nodes: fc.subarray(['one', 'two']),
    services: fc.array(service(), {maxLength: 2}),
  })
  .map(({spaces, teams, pods, workloads, nodes, services}) => [
    ...spaces.map((name, index) => namespace(name, teams[index])),
    ...pods.map(pod),
    ...workloads.map(workload),
    ...nodes.map(node),
    ...services.map((each, index) => ({...each, metadata: {name: `s${index}`, namespace: 'ant'}})),
  ]);

function namespace(name: string, team: string | undefined): JsonObject {
  const labels: JsonObject = team === undefined ? {} : {team};
  return {apiVersion: 'v1', kind: 'Namespace', metadata: {name, labels}};
}

interface PodParts {
  readonly where: (typeof namespaces)[number];
  readonly labels: JsonObject;
  readonly ports: readonly JsonObject[];
  readonly families: '4' | '6' | '46' | 'none';
  readonly node: string | undefined;
  readonly hostNetwork: boolean;
  readonly finished: boolean;
}

function podParts(): fc.Arbitrary<PodParts> {
  return fc.record({
    where: fc.constantFrom(...namespaces),
    labels: labels(),
    ports: fc.array(containerPort(), {maxLength: 3}),
    families: fc.constantFrom('4', '4', '46', '46', '6', 'none'),
    node: fc.constantFrom('one', 'two', undefined),
    hostNetwork: fc.constantFrom(false, false, false, false, false, true),
    finished: fc.constantFrom(false, false, false, false, false, false, false, true),
  });
}

function labels(): fc.Arbitrary<JsonObject> {
  return fc
    .record({app: fc.constantFrom(...apps, undefined), tier: fc.constantFrom('web', '', undefined, undefined)})
    .map(({app, tier}) => ({...(app !== undefined && {app}), ...(tier !== undefined && {tier})}));
}

/** The same name can stand for different numbers, on one pod too. */
function containerPort(): fc.Arbitrary<JsonObject> {
  return fc.record({
    name: fc.constantFrom(...portNames),
    protocol: fc.constantFrom(...protocols),
    containerPort: fc.constantFrom(...portNumbers),
  });
}

/** One container a port, since names are unique within a container only. */
function containers(ports: readonly JsonObject[]): readonly JsonObject[] {
  return [{name: 'main'}, ...ports.map((port, index) => ({name: `c${index}`, ports: [port]}))];
}

function pod({where, labels: given, ports, families, node: nodeName, hostNetwork, finished}: PodParts, index: number) {
  const name = `p${index}`;
  const block = namespaces.indexOf(where) + 1;
  const own = [
    ...(families.includes('4') ? [`10.0.${block}.${index + 1}`] : []),
    ...(families.includes('6') ? [`fd00::${block}:${index + 1}`] : []),
  ];
  const addresses = hostNetwork ? [] : own;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {name, namespace: where, labels: {...given, [ID]: name}},
    spec: {...(nodeName && {nodeName}), ...(hostNetwork && {hostNetwork}), containers: containers(ports)},
    status: {
      phase: finished ? 'Succeeded' : 'Running',
      ...(addresses[0] !== undefined && {podIP: addresses[0], podIPs: addresses.map((ip) => ({ip}))}),
    },
  } satisfies JsonObject;
}

interface WorkloadParts {
  readonly kind: string;
  readonly where: string;
  readonly labels: JsonObject;
  readonly ports: readonly JsonObject[];
}

function workloadParts(): fc.Arbitrary<WorkloadParts> {
  return fc.record({
    kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet'),
    where: fc.constantFrom(...namespaces),
    labels: labels(),
    ports: fc.array(containerPort(), {maxLength: 1}),
  });
}

/** A workload without pods: its template stands for them, some of its labels are open, its address is not known. */
function workload({kind, where, labels: given, ports}: WorkloadParts, index: number): JsonObject {
  const name = `w${index}`;
  const own = {...given, [ID]: name};
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: {name, namespace: where},
    spec: {
      selector: {matchLabels: {[ID]: name}},
      template: {metadata: {labels: own}, spec: {containers: containers(ports)}},
    },
  };
}

function node(name: string): JsonObject {
  const last = name === 'one' ? 1 : 2;
  const addresses = [`192.168.0.${last}`, `fd01::${last}`].map((address) => ({type: 'InternalIP', address}));
  return {apiVersion: 'v1', kind: 'Node', metadata: {name, labels: {zone: name}}, status: {addresses}};
}

function service(): fc.Arbitrary<JsonObject> {
  return fc.constantFrom(...apps).map((app) => ({
    apiVersion: 'v1',
    kind: 'Service',
    spec: {selector: {app}, ports: [{port: 80, targetPort: 8080, protocol: 'TCP'}]},
  }));
}
