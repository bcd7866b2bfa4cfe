import {hugeCluster} from './generate-cluster.js';

const NAMESPACES = 334;
const ports = [80, 443, 5432, 8080, 9090];

/** The cluster that the flows were recorded in: three policies in each of 334 namespaces. */
export function* flowCluster() {
  yield* hugeCluster({namespaces: NAMESPACES});
}

/** So many lines as `hubble observe -o jsonpb` prints them, between pods of that cluster. */
export function* flowLines(count) {
  const pods = [...hugeCluster({namespaces: NAMESPACES})].filter(({kind}) => kind === 'Pod');
  let state = 1;
  const next = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (let index = 0; index < count; index++) {
    const from = next(pods.length);
    // Most traffic is between a few, a pod and those beside it: some 50,000 kinds of flows in a million.
    const to = next(100) === 0 ? next(pods.length) : (from + 1 + next(3)) % pods.length;
    yield `${JSON.stringify(line(pods[from], pods[to], ports[next(ports.length)], index))}\n`;
  }
}

function line(from, to, port, index) {
  const time = new Date(1_700_000_000_000 + index).toISOString();
  return {
    flow: {
      time,
      uuid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      verdict: 'FORWARDED',
      IP: {source: from.status.podIP, destination: to.status.podIP, ipVersion: 'IPv4'},
      l4: {TCP: {source_port: 32768 + (index % 28000), destination_port: port, flags: {SYN: true}}},
      source: endpoint(from),
      destination: endpoint(to),
      Type: 'L3_L4',
      node_name: 'kind/node-1',
      event_type: {type: 4, sub_type: 3},
      traffic_direction: index % 2 === 0 ? 'EGRESS' : 'INGRESS',
      trace_observation_point: 'TO_ENDPOINT',
      is_reply: false,
      Summary: 'TCP Flags: SYN',
    },
    node_name: 'kind/node-1',
    time,
  };
}

function endpoint({metadata: {name, namespace, labels}}) {
  return {
    ID: 1000,
    identity: 20_000,
    namespace,
    labels: [
      ...Object.entries(labels).map(([key, value]) => `k8s:${key}=${value}`),
      `k8s:io.kubernetes.pod.namespace=${namespace}`,
    ],
    pod_name: name,
  };
}
