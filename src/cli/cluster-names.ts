import {isObject} from '../base/json.ts';
import {compareText} from '../base/order.ts';

/** A word that could be typed, and what it is. */
export interface Candidate {
  readonly word: string;
  readonly description?: string;
}

/** Runs kubectl with these words and gives its standard output; empty when it fails or takes too long. */
export type AskKubectl = (words: readonly string[]) => Promise<string>;

interface NamedKind {
  /** As `kubectl get` is asked. */
  readonly resource: string;
  /** As `--show-kind` prints it. */
  readonly shown: string;
  readonly kind: string;
  /** As people type it, the usual one first. */
  readonly names: readonly [string, ...string[]];
}

const workloadKinds: readonly NamedKind[] = [
  named('deployments.apps', 'Deployment', 'deploy'),
  named('statefulsets.apps', 'StatefulSet', 'sts'),
  named('daemonsets.apps', 'DaemonSet', 'ds'),
  named('cronjobs.batch', 'CronJob', 'cj'),
  named('jobs.batch', 'Job', 'job'),
  named('pods', 'Pod', 'po'),
];

const otherKinds: readonly NamedKind[] = [
  named('replicasets.apps', 'ReplicaSet', 'rs'),
  named('replicationcontrollers', 'ReplicationController', 'rc'),
  named('services', 'Service', 'svc'),
];

function named(resource: string, kind: string, short: string): NamedKind {
  const [plural = '', group] = resource.split(/\.(.*)/);
  const singular = kind.toLowerCase();
  return {resource, kind, shown: group ? `${singular}.${group}` : singular, names: [short, singular, plural]};
}

/** The names of all namespaces. */
export async function namespaceNames(ask: AskKubectl): Promise<readonly Candidate[]> {
  const lines = rows(await ask(['get', 'namespaces', '--no-headers']));
  return lines.map(([name = '']) => ({word: name}));
}

/** The contexts, clusters or users of the kubeconfig; of a context also the cluster it leads to. */
export async function kubeconfigNames(
  list: 'contexts' | 'clusters' | 'users',
  ask: AskKubectl,
): Promise<readonly Candidate[]> {
  const view = parsed(await ask(['config', 'view', '--output=json']));
  const entries = isObject(view) && Array.isArray(view[list]) ? view[list] : [];
  return entries.flatMap((entry) => {
    if (!isObject(entry) || typeof entry.name !== 'string') return [];
    const cluster = isObject(entry.context) ? entry.context.cluster : undefined;
    return [{word: entry.name, ...(typeof cluster === 'string' && {description: cluster})}];
  });
}

/**
 * Names of workloads in the forms of cli.md section 2: `NAMESPACE/NAME`, with a namespace given `KIND/NAME`, after a
 * typed kind the names of that kind, and `NAMESPACE/KIND/NAME`. What was typed before the last slash decides.
 */
export async function workloadNames(
  typed: string,
  namespace: string | undefined,
  ask: AskKubectl,
): Promise<readonly Candidate[]> {
  const [first = '', second, third] = typed.split('/');
  if (second === undefined) {
    const found = await list(workloadKinds, namespace, ask);
    return namespace === undefined
      ? found.map(({namespace, name, kind}) => ({word: `${namespace}/${name}`, description: kind.kind}))
      : found.map(({name, kind}) => ({word: `${kind.names[0]}/${name}`, description: kind.kind}));
  }
  if (third !== undefined) {
    const kind = kindCalled(second);
    const found = kind ? await list([kind], first, ask) : [];
    return found.map(({name}) => ({word: `${first}/${second}/${name}`}));
  }
  if (first === 'node') {
    const nodes = rows(await ask(['get', 'nodes', '--no-headers']));
    return nodes.map(([name = '']) => ({word: `node/${name}`, description: 'Node'}));
  }
  const kind = kindCalled(first);
  if (kind) return (await list([kind], namespace ?? current, ask)).map(({name}) => ({word: `${first}/${name}`}));
  const found = await list(workloadKinds, first, ask);
  return found.map(({name, kind}) => ({word: `${first}/${name}`, description: kind.kind}));
}

/** Stands for the namespace of the context, which kubectl knows itself. */
const current = Symbol('the namespace of the context');

interface Found {
  readonly namespace: string;
  readonly name: string;
  readonly kind: NamedKind;
}

/** Undefined: all namespaces. Asks for tables, which are small even where objects are large. */
async function list(
  kinds: readonly NamedKind[],
  namespace: string | typeof current | undefined,
  ask: AskKubectl,
): Promise<readonly Found[]> {
  if (namespace === '') return [];
  const where =
    namespace === undefined ? ['--all-namespaces'] : namespace === current ? [] : [`--namespace=${namespace}`];
  const resources = kinds.map(({resource}) => resource).join(',');
  const lines = rows(await ask(['get', resources, '--show-kind', '--no-headers', ...where]));
  return lines
    .flatMap((columns) => {
      const [first = '', second = ''] = columns;
      const [space, shown] = namespace === undefined ? [first, second] : ['', first];
      const [prefix, name] = shown.split('/');
      const kind = kinds.find((each) => each.shown === prefix);
      return kind && name ? [{namespace: space, name, kind}] : [];
    })
    .sort((a, b) => compareText(a.namespace, b.namespace) || compareText(a.name, b.name));
}

function kindCalled(name: string): NamedKind | undefined {
  return [...workloadKinds, ...otherKinds].find(({names}) => names.includes(name));
}

function rows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([first]) => first !== '');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
