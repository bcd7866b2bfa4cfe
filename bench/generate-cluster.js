const apps = ['web', 'api', 'worker', 'db'];
const TEAMS = 50;
const HASH = '7d9c5b8f6d';

/**
 * Case (c): in every namespace four pods and three policies, which say the same for each of fifty teams: 25,000
 * namespaces have 100,000 pods and 75,000 policies of 52 contents. `neighbours`: the policy of every namespace names two
 * other namespaces instead of its team. `replicas`: so many pods with the same labels. `asPrinted`: pods with all that a
 * cluster adds.
 */
export function* hugeCluster({namespaces, neighbours = false, replicas = 1, asPrinted = false}) {
  const nameOf = (index) => `ns-${String(index % namespaces).padStart(5, '0')}`;
  const teamOf = (index) => `t${index % TEAMS}`;
  for (let index = 0; index < namespaces; index++) {
    const name = nameOf(index);
    const labels = {'kubernetes.io/metadata.name': name, team: teamOf(index)};
    yield {apiVersion: 'v1', kind: 'Namespace', metadata: {name, labels}};
  }
  for (let index = 0; index < namespaces * apps.length * replicas; index++) {
    const namespace = Math.floor(index / (apps.length * replicas));
    const object = pod(index, nameOf(namespace), apps[index % apps.length], `v${namespace % 2}`);
    yield asPrinted ? printed(object, index) : object;
  }
  for (let index = 0; index < namespaces; index++) {
    const from = neighbours
      ? {
          matchExpressions: [
            {key: 'kubernetes.io/metadata.name', operator: 'In', values: [nameOf(index + 1), nameOf(index + 7)]},
          ],
        }
      : {matchLabels: {team: teamOf(index)}};
    yield* policies(nameOf(index), from);
  }
}

function pod(index, namespace, app, version) {
  const owner = `${app}-${HASH}`;
  const ip = `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${owner}-${index.toString(36).padStart(5, 'x')}`,
      namespace,
      labels: {app, version, 'pod-template-hash': HASH},
      ownerReferences: [{apiVersion: 'apps/v1', kind: 'ReplicaSet', name: owner, controller: true}],
    },
    spec: {
      nodeName: `node-${index % 1000}`,
      containers: [
        {
          name: 'main',
          image: 'registry.example.com/app:1',
          ports: [{name: 'http', containerPort: 8080, protocol: 'TCP'}],
        },
      ],
    },
    status: {phase: 'Running', podIP: ip, podIPs: [{ip}]},
  };
}

function* policies(namespace, from) {
  const policy = (name, spec) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {name, namespace},
    spec,
  });
  yield policy('default-deny', {podSelector: {}, policyTypes: ['Ingress', 'Egress']});
  yield policy('within', {
    podSelector: {matchLabels: {app: 'db'}},
    policyTypes: ['Ingress'],
    ingress: [{from: [{podSelector: {matchLabels: {app: 'api'}}}], ports: [{protocol: 'TCP', port: 5432}]}],
  });
  yield policy('team', {
    podSelector: {matchExpressions: [{key: 'app', operator: 'In', values: ['web', 'api']}]},
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [{namespaceSelector: from, podSelector: {matchLabels: {app: 'web'}}}],
        ports: [{protocol: 'TCP', port: 'http'}],
      },
    ],
    egress: [
      {to: [{ipBlock: {cidr: '10.0.0.0/8'}}], ports: [{protocol: 'TCP', port: 5432}]},
      {to: [{namespaceSelector: {}}], ports: [{protocol: 'UDP', port: 53}]},
      {
        to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: 'api'}}}],
        ports: [{protocol: 'TCP', port: 'http'}],
      },
    ],
  });
}

/** The pod as a cluster prints it: who manages which field, the environment, the whole status. */
function printed(object, index) {
  const time = '2026-01-01T00:00:00Z';
  const uid = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const [container] = object.spec.containers;
  const env = Array.from({length: 8}, (_, at) => ({name: `SETTING_${at}`, value: `value ${at} of the application`}));
  const fields = {
    'f:metadata': {'f:labels': {'f:app': {}, 'f:version': {}, 'f:pod-template-hash': {}}},
    'f:spec': {'f:containers': {'k:{"name":"main"}': {'.': {}, 'f:env': {}, 'f:image': {}, 'f:ports': {}}}},
    'f:status': {'f:conditions': {'.': {}}, 'f:phase': {}, 'f:podIP': {}, 'f:startTime': {}},
  };
  const managed = (manager) => ({
    apiVersion: 'v1',
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    manager,
    operation: 'Update',
    time,
  });
  return {
    ...object,
    metadata: {
      ...object.metadata,
      creationTimestamp: time,
      managedFields: [managed('kube-controller-manager'), managed('kubelet')],
      resourceVersion: String(index),
      uid,
    },
    spec: {
      ...object.spec,
      containers: [{...container, env, imagePullPolicy: 'Always', resources: {limits: {cpu: '1', memory: '1Gi'}}}],
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      serviceAccountName: 'default',
      tolerations: ['not-ready', 'unreachable'].map((key) => ({
        effect: 'NoExecute',
        key: `node.kubernetes.io/${key}`,
        operator: 'Exists',
        tolerationSeconds: 300,
      })),
    },
    status: {
      ...object.status,
      conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({
        lastProbeTime: null,
        lastTransitionTime: time,
        status: 'True',
        type,
      })),
      hostIP: `192.168.${(index >> 8) & 255}.${index & 255}`,
      qosClass: 'Burstable',
      startTime: time,
    },
  };
}
