import type {Match} from './match.ts';
import type {Endpoint} from './world.ts';

type Owner = NonNullable<Endpoint['owner']>;
type Workload = Endpoint & {readonly workload: Owner};

/** What a Deployment gives the pods of one of its ReplicaSets. */
const hashLabel = 'pod-template-hash';

/**
 * Where both a workload and pods of it are given, the pods stand (kubernetes.md A8). Pods are found through the chain of
 * owners (pod, ReplicaSet, Deployment; pod, Job, CronJob), and in manifests without owners by the workload's selector
 * together with the name that controllers give: `WORKLOAD-...`. A workload below another one that is given stands
 * behind it, and an owned one without replicas is history. Every pod learns the top of its chain.
 */
export function resolveWorkloads(endpoints: readonly Endpoint[]): readonly Endpoint[] {
  const given = new Map(endpoints.filter(isWorkload).map((each) => [keyOf(each, each.workload), each] as const));
  if (given.size === 0) return endpoints;
  const adopters = groupByNamespace([...given.values()].filter(({selector}) => selector));
  const standing = new Set<string>();
  const resolved = endpoints.map((endpoint): Endpoint => {
    const chain = ownersOf(endpoint, given);
    const adopter = chain.length > 0 || isWorkload(endpoint) ? undefined : adopterOf(endpoint, adopters);
    const owner = adopter?.workload ?? chain.at(-1);
    if (!owner) return endpoint;
    if (!isWorkload(endpoint)) for (const each of [...chain, owner]) standing.add(keyOf(endpoint, each));
    return {...endpoint, owner};
  });
  return resolved.filter((each) => {
    if (!isWorkload(each)) return true;
    const behind = each.owner && (given.has(keyOf(each, each.owner)) || each.replicas === 0);
    return !behind && !standing.has(keyOf(each, each.workload));
  });
}

function isWorkload(endpoint: Endpoint): endpoint is Workload {
  return endpoint.workload !== undefined;
}

/** From the immediate controller to the top. A chain is short; a cycle ends at its bound. */
function ownersOf(endpoint: Endpoint, given: ReadonlyMap<string, Workload>): readonly Owner[] {
  const chain: Owner[] = [];
  let labels = endpoint.labels;
  for (let owner = endpoint.controller ?? endpoint.owner; owner && chain.length < 5; ) {
    chain.push(owner);
    const workload: Workload | undefined = given.get(keyOf(endpoint, owner));
    const above: Owner | undefined = workload
      ? workload.owner
      : (namedOwner(owner, labels) ?? givenCronJob(endpoint, owner, given));
    if (workload) labels = workload.labels;
    owner = above;
  }
  return chain;
}

/** The Deployment of a ReplicaSet, where its name tells: it ends in the hash that its pods carry. */
export function namedOwner({kind, name}: Owner, labels: Endpoint['labels']): Owner | undefined {
  const hash = labels[hashLabel];
  return kind === 'ReplicaSet' && hash && name.endsWith(`-${hash}`)
    ? {kind: 'Deployment', name: name.slice(0, -hash.length - 1)}
    : undefined;
}

/** The CronJob of a Job that is not given, whose name ends in the minute of its start. */
function givenCronJob(
  endpoint: Endpoint,
  {kind, name}: Owner,
  given: ReadonlyMap<string, Workload>,
): Owner | undefined {
  const job = kind === 'Job' ? /^(.+)-[0-9]+$/.exec(name)?.[1] : undefined;
  const cronJob = job === undefined ? undefined : {kind: 'CronJob', name: job};
  return cronJob && given.has(keyOf(endpoint, cronJob)) ? cronJob : undefined;
}

/** The workload with the longest name that selects a pod and whose name begins the pod's. */
function adopterOf(pod: Endpoint, adopters: ReadonlyMap<string, readonly Workload[]>): Workload | undefined {
  if (pod.kind !== 'pod' || pod.owner) return undefined;
  const name = pod.name.slice(pod.name.indexOf('/') + 1);
  let found: Workload | undefined;
  for (const each of adopters.get(pod.namespace ?? '') ?? []) {
    const fits = name.startsWith(`${each.workload.name}-`) && each.selector && selects(each.selector, pod.labels);
    if (fits && (found?.workload.name.length ?? 0) < each.workload.name.length) found = each;
  }
  return found;
}

function selects(match: Match, labels: Endpoint['labels']): boolean {
  if (match.is === 'true') return true;
  if (match.is === 'and') return match.of.every((each) => selects(each, labels));
  if (match.is === 'or') return match.of.some((each) => selects(each, labels));
  if (match.is === 'not') return !selects(match.of, labels);
  if (match.is !== 'label' || !Object.hasOwn(labels, match.key)) return false;
  return (
    match.value.test === 'exists' || (match.value.test === 'in' && match.value.values.includes(labels[match.key] ?? ''))
  );
}

function groupByNamespace(workloads: readonly Workload[]): ReadonlyMap<string, readonly Workload[]> {
  const groups = new Map<string, Workload[]>();
  for (const each of workloads) {
    const namespace = each.namespace ?? '';
    const group = groups.get(namespace);
    if (group) group.push(each);
    else groups.set(namespace, [each]);
  }
  return groups;
}

function keyOf({namespace}: Endpoint, {kind, name}: Owner): string {
  return `${namespace ?? ''}/${kind}/${name}`;
}
