/**
 * Case (a): so many Deployments in a tenth as many namespaces; in each namespace a default deny, and for each workload
 * one policy with four selectors. `full`: which documents need the whole YAML library, by an anchor and a folded text:
 * `none`, the `first`, or `all`.
 */
export function* workloads(count, {full}) {
  const namespaces = count / 10;
  let written = 0;
  const metadata = (name, namespace) => {
    const plain = full === 'none' || (full === 'first' && written > 0);
    written++;
    return [
      'metadata:',
      plain ? `  name: ${name}` : `  name: &name ${name}`,
      ...(namespace ? [`  namespace: ${namespace}`] : []),
      ...(plain ? [] : ['  annotations:', '    called: *name', '    why: >-', '      written over', '      two lines']),
    ].join('\n');
  };
  for (let group = 0; group < namespaces; group++) {
    const namespace = `ns${group}`;
    yield `apiVersion: v1\nkind: Namespace\n${metadata(namespace)}\n`;
    yield `${policyHead(metadata('default-deny', namespace))}  podSelector: {}\n${bothTypes}`;
    for (let index = 0; index < 10; index++) {
      const name = `app-${group * 10 + index}`;
      yield deployment(name, `t${index % 3}`, metadata(name, namespace));
      yield policy(metadata(name, namespace), name, {group, index, namespaces});
    }
  }
}

const bothTypes = '  policyTypes:\n  - Ingress\n  - Egress\n';

function policyHead(metadata) {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n${metadata}\nspec:\n`;
}

function deployment(name, tier, metadata) {
  return `apiVersion: apps/v1
kind: Deployment
${metadata}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
        tier: ${tier}
    spec:
      containers:
      - name: main
        image: example/${name}:1
        ports:
        - name: http
          containerPort: 8080
`;
}

function policy(metadata, name, {group, index, namespaces}) {
  const beside = (step) => `    - podSelector:
        matchLabels:
          app: app-${group * 10 + ((index + step) % 10)}
`;
  const elsewhere = (step) => `    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: ns${(group + step) % namespaces}
      podSelector:
        matchLabels:
          tier: t${step % 3}
`;
  const ports = '    ports:\n    - protocol: TCP\n      port: 8080\n';
  return `${policyHead(metadata)}  podSelector:
    matchLabels:
      app: ${name}
${bothTypes}  ingress:
  - from:
${beside(1)}${elsewhere(1)}${ports}  egress:
  - to:
${beside(9)}${elsewhere(2)}${ports}`;
}
