import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import {runFailure} from './cluster-diagnostics.ts';
import {listItems} from './cluster-documents.ts';
import {type ClusterKind, groupOf} from './cluster-kinds.ts';
import {type ConnectionFlags, connectionArguments, type KubectlLimits, runKubectl} from './kubectl.ts';
import {failedGroups, kubectlFailure, kubectlWords} from './kubectl-error.ts';

/** What became of one kind. */
export type KindRead =
  /** `only`: the one namespace whose objects could be read. */
  | {readonly outcome: 'read'; readonly resource: string; readonly items: readonly unknown[]; readonly only?: string}
  | {readonly outcome: 'absent'; readonly resource: string}
  | {readonly outcome: 'forbidden'; readonly resource: string}
  /** This kind exists and its list could not be had. */
  | {readonly outcome: 'failed'; readonly resource: string; readonly reason: string}
  /** Nothing at all can be read. */
  | {readonly outcome: 'everything'; readonly diagnostic: Diagnostic};

/** What discovery told: the full names of all kinds, and the groups that did not answer with their reasons. */
export interface Discovery {
  readonly resources: ReadonlySet<string>;
  readonly failed: ReadonlyMap<string, string>;
}

/** One reading of a cluster under way. */
export interface Reading {
  readonly kubectl: string;
  readonly connection: ConnectionFlags;
  /** The namespace that is tried where all namespaces are forbidden. */
  readonly namespace: string;
  /** Undefined: not known; each kind is asked for, and its own answer counts. */
  readonly discovery: Discovery | undefined;
  readonly limits: KubectlLimits;
}

/**
 * Understands `kubectl api-resources -o name`. Undefined where that cannot be the answer of a server, which always has
 * pods and namespaces. An API server that is down behind the main one fails its group, not the rest.
 */
export function discoveryOf(code: number, stdout: string, stderr: string): Discovery | undefined {
  const resources = new Set(stdout.split(/\s+/));
  const failed = code === 0 ? new Map<string, string>() : failedGroups(stderr);
  if (code !== 0 && failed.size === 0) return undefined;
  return resources.has('pods') && resources.has('namespaces') ? {resources, failed} : undefined;
}

/** Reads one kind: by the first of its names that can be read, else says what became of the first that exists. */
export async function readKind(kind: ClusterKind, reading: Reading): Promise<KindRead> {
  let found: KindRead = {outcome: 'absent', resource: kind.resources[0]};
  for (const resource of kind.resources) {
    const result = await readResource(resource, kind, reading);
    if (result.outcome === 'read' || result.outcome === 'everything') return result;
    if (found.outcome === 'absent' && result.outcome !== 'absent') found = result;
  }
  return found;
}

async function readResource(resource: string, kind: ClusterKind, reading: Reading): Promise<KindRead> {
  const {discovery, namespace} = reading;
  const reason = discovery?.failed.get(groupOf(resource));
  if (reason !== undefined) return {outcome: 'failed', resource, reason};
  if (discovery && !discovery.resources.has(resource)) return {outcome: 'absent', resource};
  if (kind.object) {
    return get(resource, [kind.object.name, '--ignore-not-found', `--namespace=${kind.object.namespace}`], reading);
  }
  const whole = await get(resource, kind.namespaced ? ['--all-namespaces'] : [], reading);
  if (whole.outcome !== 'forbidden') return whole;
  // Rights in one namespace only (conformance/kubectl.md). Its own Namespace may be read there, by name.
  if (!kind.namespaced && resource !== 'namespaces') return whole;
  const selection = kind.namespaced ? [`--namespace=${namespace}`] : [namespace, '--ignore-not-found'];
  const part = await get(resource, selection, reading);
  if (part.outcome === 'everything') return part;
  return part.outcome === 'read' ? {...part, only: namespace} : whole;
}

/** One call of `kubectl get`. The exit code counts first: an empty or partial list may come with a failure. */
async function get(resource: string, selection: readonly string[], reading: Reading): Promise<KindRead> {
  const words = ['get', resource, ...selection, '--output=json', ...connectionArguments(reading.connection)];
  const result = await runKubectl(reading.kubectl, words, reading.limits);
  if (result.outcome === 'too-large') {
    return {outcome: 'failed', resource, reason: `its list is larger than ${result.bytes} bytes`};
  }
  if (result.outcome !== 'exit') return {outcome: 'everything', diagnostic: runFailure(result, reading.kubectl)};
  if (result.code === 0) {
    const items = listItems(result.stdout);
    if (items) return {outcome: 'read', resource, items};
    return {outcome: 'failed', resource, reason: 'kubectl printed something that is not a JSON list'};
  }
  const failure = kubectlFailure(result.stderr);
  if (failure === 'everything') return {outcome: 'everything', diagnostic: runFailure(result, reading.kubectl)};
  if (failure === 'kind') return {outcome: 'failed', resource, reason: kubectlWords(result.stderr)};
  return {outcome: failure, resource};
}
