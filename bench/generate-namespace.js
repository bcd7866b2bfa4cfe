const SELECTORS = 300;

/** Case (d): one namespace with so many pods and as many policies, each of which selects every pod. */
export function* oneNamespace(size) {
  const namespace = 'one';
  yield {apiVersion: 'v1', kind: 'Namespace', metadata: {name: namespace}};
  for (let index = 0; index < size; index++) {
    const ip = `10.0.${index >> 8}.${index & 255}`;
    yield {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {name: `pod-${index}`, namespace, labels: {app: `a${index % SELECTORS}`, zone: `z${index % 7}`}},
      spec: {containers: [{name: 'main', image: 'app:1'}]},
      status: {phase: 'Running', podIP: ip, podIPs: [{ip}]},
    };
  }
  for (let index = 0; index < size; index++) {
    const app = (step) => ({podSelector: {matchLabels: {app: `a${(index + step) % SELECTORS}`}}});
    const ports = [{protocol: 'TCP', port: 8000 + (index % 40)}];
    yield {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: {name: `policy-${index}`, namespace},
      spec: {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        ingress: [{from: [app(0)], ports}],
        egress: [{to: [app(1)], ports}],
      },
    };
  }
}
