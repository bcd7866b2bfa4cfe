/** Which parts of a value are kept. Without `fields`: all of it. */
export interface Kept {
  /** Of an object these fields, of a list those of each item; anything else stays whole for its reader to refuse. */
  readonly fields?: Readonly<Record<string, Kept>>;
  /** The fields that are not named: kept too, but for the names in `dropped`. */
  readonly others?: {readonly dropped: readonly string[]};
  /** Many objects have the same value here, or in all places of this `Kept`: equal ones may become one object. */
  readonly shared?: 'here' | 'everywhere';
}

const whole: Kept = {};
const shared: Kept = {shared: 'here'};
const namespaceName: Kept = {shared: 'everywhere'};

function only(fields: Readonly<Record<string, Kept>>): Kept {
  return {fields};
}

function allBut(dropped: readonly string[], fields: Readonly<Record<string, Kept>>): Kept {
  return {fields, others: {dropped}};
}

/** Of a list or an object each item: smaller things than `whole`, which is parsed in one piece. */
const each = allBut([], {});
const labels: Kept = {...each, shared: 'here'};

// Fields stand in the order of the alphabet, as kubectl and the API server print them.

const meta = {
  labels,
  name: whole,
  namespace: namespaceName,
  ownerReferences: {...only({controller: shared, kind: shared, name: shared}), shared: 'here'},
} as const;
const metadata = only(meta);

/** Also `items`, by which a list is known where it is not allowed (lists.ts of load). */
function object(fields: Readonly<Record<string, Kept>>): Kept {
  return only({apiVersion: shared, kind: shared, metadata, ...fields, items: whole});
}

const containers: Kept = {...only({name: shared, ports: shared, restartPolicy: shared}), shared: 'here'};
/** What tells the agents of a network apart too. */
const startedContainers = only({
  args: whole,
  command: whole,
  env: only({name: whole, value: whole}),
  image: whole,
  name: shared,
  ports: shared,
  restartPolicy: shared,
});
const podSpec = podSpecOf(containers);
const template = templateOf(podSpec);
const controlled = controlledBy(template);

function podSpecOf(running: Kept): Kept {
  return {
    ...only({
      containers: running,
      hostNetwork: shared,
      initContainers: containers,
      nodeName: shared,
      serviceAccount: shared,
      serviceAccountName: shared,
    }),
    shared: 'here',
  };
}

function templateOf(spec: Kept): Kept {
  return only({metadata: only({labels}), spec});
}

function controlledBy(pods: Kept): Kept {
  return object({spec: only({completionMode: shared, replicas: whole, selector: shared, template: pods})});
}
const nothingElse = object({});
const selector: Kept = {
  ...allBut([], {matchExpressions: allBut([], {key: shared, operator: shared, values: each}), matchLabels: labels}),
  shared: 'here',
};
const peer = allBut([], {ipBlock: shared, namespaceSelector: selector, podSelector: selector});
/** Specs that differ mostly differ in one part, and rules in one selector. */
const policySpec: Kept = {
  ...allBut([], {
    egress: {...allBut([], {ports: shared, to: peer}), shared: 'here'},
    ingress: {...allBut([], {from: peer, ports: shared}), shared: 'here'},
    podSelector: selector,
    policyTypes: shared,
  }),
  shared: 'here',
};
const unread = object({spec: whole});

/** Kinds of which there may be many, by group and kind, with all that any reader takes of them. */
const keptOfMany: Readonly<Record<string, Kept>> = {
  'v1 Namespace': object({metadata: only({...meta, name: namespaceName})}),
  'v1 ServiceAccount': nothingElse,
  'v1 Pod': object({
    spec: podSpec,
    status: only({hostIP: shared, phase: shared, podIP: whole, podIPs: only({ip: whole})}),
  }),
  'apps Deployment': controlled,
  'apps ReplicaSet': controlled,
  'apps StatefulSet': controlled,
  'apps DaemonSet': controlledBy(templateOf(podSpecOf(startedContainers))),
  'batch Job': controlled,
  'batch CronJob': object({spec: only({jobTemplate: only({spec: only({completionMode: shared, template})})})}),
  'discovery.k8s.io EndpointSlice': object({addressType: shared, endpoints: only({addresses: whole}), ports: shared}),
  'networking.k8s.io NetworkPolicy': {
    fields: {
      apiVersion: shared,
      kind: shared,
      metadata: allBut(['managedFields'], {namespace: namespaceName}),
      spec: policySpec,
    },
    others: {dropped: []},
  },
  // Nobody reads these; a pod template would still be a workload of an unknown kind.
  'v1 Secret': unread,
  'v1 Event': unread,
  'v1 PersistentVolume': unread,
  'v1 PersistentVolumeClaim': unread,
  'apps ControllerRevision': unread,
  'coordination.k8s.io Lease': unread,
  'events.k8s.io Event': unread,
  'rbac.authorization.k8s.io ClusterRole': object({rules: only({resources: whole})}),
  'rbac.authorization.k8s.io ClusterRoleBinding': unread,
  'rbac.authorization.k8s.io Role': unread,
  'rbac.authorization.k8s.io RoleBinding': unread,
};

const anyOther = allBut([], {apiVersion: shared, kind: shared, metadata: allBut(['managedFields'], {})});

/**
 * What is kept of an object of this kind: of those that come by the ten thousand a few fields, of all others everything
 * but the bookkeeping of field managers. Nothing that a reader or a diagnostic could speak of is dropped.
 */
export function keptOf(apiVersion: unknown, kind: unknown): Kept {
  const [group = '', version] = String(apiVersion).split('/');
  const key = `${version === undefined ? 'v1' : group} ${String(kind)}`;
  return (Object.hasOwn(keptOfMany, key) ? keptOfMany[key] : undefined) ?? anyOther;
}

/** Whether anything is left out of a value. */
export function drops({fields, others}: Kept): boolean {
  if (!fields) return false;
  return others === undefined || others.dropped.length > 0 || Object.values(fields).some(drops);
}
