import {isObject, valueAt} from '../base/json.ts';
import {
  type ConnectionFlags,
  connectionArguments,
  type KubectlLimits,
  type KubectlResult,
  runKubectl,
} from './kubectl.ts';

/** Which cluster is meant, for reports, and the namespace of objects that name none. */
export interface ClusterContext {
  /** Absent where kubectl runs without a kubeconfig, as inside a pod. */
  readonly context?: string;
  /** The name of the cluster's entry in the kubeconfig. */
  readonly cluster?: string;
  readonly namespace: string;
  /**
   * The path of the server's address, empty for most: `kubectl get --raw` leaves it out, and behind a proxy for several
   * clusters would ask another one. Absent where it is not known.
   */
  readonly serverPath?: string;
}

export interface KubectlOptions {
  /** The program: the value of `KUBECTL_PATH`, else `kubectl`. */
  readonly kubectl: string;
  readonly connection: ConnectionFlags;
  /** `-n`, which counts more than the context's namespace. */
  readonly namespace?: string;
}

const usualLimits: KubectlLimits = {milliseconds: 30_000, bytes: 4_000_000};

/**
 * The context that kubectl itself would use, from `kubectl config view`, so that merged kubeconfigs and flags count as
 * they do there. No server is asked. A failing run is handed back as it ended.
 */
export async function readContext(
  options: KubectlOptions,
  limits: KubectlLimits = usualLimits,
): Promise<ClusterContext | KubectlResult> {
  const words = ['config', 'view', '--minify', '--output=json', ...connectionArguments(options.connection)];
  const result = await runKubectl(options.kubectl, words, limits);
  if (result.outcome !== 'exit') return result;
  const namespace = options.namespace ?? 'default';
  // Without any kubeconfig: a pod, or a server on the default address. The calls that follow find out.
  if (result.code !== 0) return /current-context must exist/.test(result.stderr) ? {namespace, serverPath: ''} : result;
  return contextIn(parsed(result.stdout.toString('utf8')), options);
}

/** The namespace of manifests that name none: `-n`, else that of the context, else `default` (cli.md section 2). */
export async function currentNamespace(options: KubectlOptions): Promise<string> {
  const context = await readContext(options);
  return 'outcome' in context ? (options.namespace ?? 'default') : context.namespace;
}

/** The name of the kubeconfig context; undefined where there is none or kubectl fails. */
export async function currentContext(options: KubectlOptions): Promise<string | undefined> {
  const context = await readContext(options);
  return 'outcome' in context ? undefined : context.context;
}

function contextIn(view: unknown, options: KubectlOptions): ClusterContext {
  const context = text(valueAt(view, ['current-context']));
  const cluster = options.connection.cluster ?? text(valueAt(view, ['contexts', 0, 'context', 'cluster']));
  const namespace = options.namespace ?? text(valueAt(view, ['contexts', 0, 'context', 'namespace'])) ?? 'default';
  const serverPath = serverPathIn(view, options.connection.cluster);
  return {
    ...(context && {context}),
    ...(cluster && {cluster}),
    namespace,
    ...(serverPath !== undefined && {serverPath}),
  };
}

/** The view shows the cluster of the context, which `--cluster` may have replaced by another. */
function serverPathIn(view: unknown, cluster: string | undefined): string | undefined {
  if (cluster !== undefined && valueAt(view, ['clusters', 0, 'name']) !== cluster) return undefined;
  const server = text(valueAt(view, ['clusters', 0, 'cluster', 'server']));
  const url = server !== undefined && /^https?:/.test(server) && URL.canParse(server) ? new URL(server) : undefined;
  return url && url.search === '' ? url.pathname.replace(/\/+$/, '') : undefined;
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
