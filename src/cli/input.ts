import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {World} from '../ir/world.ts';
import type {LoadOptions} from '../load/load.ts';
import type {Loaded} from '../load/loaded.ts';
import type {InputName} from '../report/json.ts';
import type {Places} from '../report/place.ts';
import type {Document} from '../sources/document.ts';
import type {ConnectionFlags} from '../sources/kubectl.ts';
import type {SourceResult, VariableOption} from '../sources/read-sources.ts';
import {UsageError} from './usage-error.ts';

export interface InputOptions {
  /** As given with `-f`; none: the live cluster. */
  readonly filenames: readonly string[];
  readonly recursive: boolean;
  readonly namespace?: string;
  readonly variables: readonly VariableOption[];
  /** As given with `--cni`. */
  readonly cni?: string;
  /** As given with `--provider`. */
  readonly providers?: readonly string[];
  /** As given with `--allow-errored`. */
  readonly allowsErrored: boolean;
  /** The file of `--dns`. */
  readonly dns?: string;
  readonly connection: ConnectionFlags;
}

/** Everything a verb works on: what was read and understood, and what was wrong with it. */
export interface Input extends Places {
  readonly loaded: Loaded;
  /** Of reading and of understanding, in that order. */
  readonly diagnostics: readonly Diagnostic[];
  readonly names: readonly InputName[];
  /** For names and objects that give none: `-n`, else the context's, else `default` (cli.md section 2). */
  readonly namespace: string;
  /** True when nothing at all could be read, so that there is nothing to answer from. */
  readonly empty: boolean;
  /** The engine that enforces in the live cluster, by its name for `--cni`; absent for files and where none was seen. */
  readonly engine?: string;
}

/** Reads the files or the live cluster and understands them. What was read is walked once, so that lists need not stay. */
export async function readInput(options: InputOptions): Promise<Input> {
  const read = await readDocuments(options, true);
  const names = await readNames(options);
  const input = await understand([read, ...names], readersIn(options));
  const mended = await read.mended?.();
  return mended ? understand([mended, ...names], readersIn(options)) : input;
}

/** The engine, and perhaps its version, that decides what a dialect takes, and what of Terraform counts. */
export function readersIn({
  cni,
  providers,
  allowsErrored,
}: InputOptions): Pick<LoadOptions, 'cni' | 'providers' | 'allowsErrored'> {
  return {...(cni !== undefined && {cni}), ...(providers && {providers}), allowsErrored};
}

/** What domain names resolve to, where a file says so. */
export async function readNames({dns}: InputOptions): Promise<readonly Read[]> {
  if (dns === undefined) return [];
  const {readDomainNames} = await import('../sources/domain-names.ts');
  const {domains, diagnostics, text} = await readDomainNames(dns);
  return [{documents: [], diagnostics, names: [{file: dns}], text, missingKinds: [], domains}];
}

/** What was read and is not understood yet. */
export interface Read {
  readonly documents: readonly Document[];
  readonly diagnostics: readonly Diagnostic[];
  readonly names: readonly InputName[];
  /** As given, or that of the context of a live cluster. */
  readonly namespace?: string;
  readonly text: (file: string) => string | undefined;
  readonly missingKinds: readonly string[];
  /** Set for a cluster, whose own engine judges. */
  readonly live?: true;
  /** What to understand instead where a list broke while it was walked; undefined where none did. */
  readonly mended?: () => Promise<Read> | undefined;
  /** Resolved addresses of domain names. */
  readonly domains?: World['domains'];
}

/** Reads the files, without any the live cluster. Where lists are `walked`, `mended` must be asked after understanding. */
export function readDocuments(options: InputOptions, walked = false): Promise<Read> {
  return options.filenames.length > 0 ? readFiles(options, walked) : readLive(options);
}

/**
 * Understands what was read, all of it together; of two with one name the later counts. `world` is what else exists in
 * the world.
 */
export async function understand(reads: readonly Read[], options: Partial<LoadOptions>): Promise<Input> {
  const {load} = await import('../load/load.ts');
  const {namespace = namespaceOf(reads), world = {}} = options;
  const documents = reads.flatMap((read) => read.documents);
  const missingKinds = [...(world.missingKinds ?? []), ...reads.flatMap((read) => read.missingKinds)];
  const domains = Object.assign({...world.domains}, ...reads.map((read) => read.domains));
  const loaded = await load(documents, {...options, namespace, world: {...world, missingKinds, domains}});
  const engine = reads.some((read) => read.live) ? await engineOf(loaded) : undefined;
  return {
    loaded,
    diagnostics: [...reads.flatMap((read) => read.diagnostics), ...loaded.diagnostics],
    names: reads.flatMap((read) => read.names),
    namespace,
    text: (file) => reads.map((read) => read.text(file)).find((text) => text !== undefined),
    locate: loaded.locate,
    empty: documents.length === 0,
    ...(engine !== undefined && {engine}),
  };
}

async function engineOf({world}: Loaded): Promise<string | undefined> {
  const {runningEngines} = await import('../load/running-engines.ts');
  return runningEngines(world)[0]?.engine;
}

export function namespaceOf(reads: readonly Read[]): string {
  return reads.find((read) => read.namespace !== undefined)?.namespace ?? 'default';
}

async function readFiles(options: InputOptions, walked: boolean): Promise<Read> {
  const {filenames, recursive, variables} = options;
  const {readSources} = await import('../sources/read-sources.ts');
  return filesRead(await readSources({filenames, recursive, variables, walked}), options);
}

function filesRead({documents, diagnostics, inputs, text, mended}: SourceResult, options: InputOptions): Read {
  const {namespace} = options;
  return {
    documents,
    diagnostics,
    names: inputs.map((file) => ({file})),
    text,
    missingKinds: [],
    ...(namespace !== undefined && {namespace}),
    mended: () => mended()?.then((result) => filesRead(result, options)),
  };
}

async function readLive({namespace, connection}: InputOptions): Promise<Read> {
  const {readCluster} = await import('../sources/cluster.ts');
  const kubectl = process.env['KUBECTL_PATH'] || 'kubectl';
  const readAt = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const cluster = await readCluster({kubectl, connection, ...(namespace !== undefined && {namespace})});
  const {documents, diagnostics, context, missingKinds} = cluster;
  const names = [{cluster: context.context ?? context.cluster ?? 'without a context', readAt}];
  const {namespace: current} = context;
  return {documents, diagnostics, names, namespace: current, text: () => undefined, missingKinds, live: true};
}

/** The flags that say what to read, by the names oclif gives them. */
export interface InputFlags {
  readonly filename?: readonly string[] | undefined;
  readonly recursive: boolean;
  readonly namespace?: string | undefined;
  readonly dns?: string | undefined;
  readonly cni?: string | undefined;
  readonly provider?: readonly string[] | undefined;
  readonly 'allow-errored'?: boolean;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly as?: string | undefined;
  readonly 'as-group'?: readonly string[] | undefined;
  readonly 'request-timeout'?: string | undefined;
}

/** One word of the command line as oclif understood it. */
export interface RawToken {
  readonly type: string;
  readonly flag?: string;
  readonly input: string;
}

/** `raw` tells in which order variables and variable files were given, which Terraform heeds. */
export function inputOptions(flags: InputFlags, raw: readonly RawToken[]): InputOptions {
  const {context, cluster, user, kubeconfig, as, namespace, dns, cni, provider} = flags;
  const {'as-group': asGroup, 'request-timeout': requestTimeout, 'allow-errored': allowsErrored = false} = flags;
  if (dns === '-' && flags.filename?.includes('-'))
    throw new UsageError('standard input is named twice: -f - and --dns -');
  return {
    filenames: flags.filename ?? [],
    recursive: flags.recursive,
    // As with kubectl, an empty name is none.
    ...(namespace && {namespace}),
    variables: raw.flatMap(variableOption),
    ...(dns !== undefined && {dns}),
    ...(cni !== undefined && {cni}),
    ...(provider && {providers: provider}),
    allowsErrored,
    connection: {
      ...(context !== undefined && {context}),
      ...(cluster !== undefined && {cluster}),
      ...(user !== undefined && {user}),
      ...(kubeconfig !== undefined && {kubeconfig}),
      ...(as !== undefined && {as}),
      ...(asGroup && {asGroup}),
      ...(requestTimeout !== undefined && {requestTimeout}),
    },
  };
}

function variableOption({type, flag, input}: RawToken): readonly VariableOption[] {
  if (type !== 'flag') return [];
  if (flag === 'var-file') return [{from: 'file', file: input}];
  if (flag !== 'var') return [];
  const equals = input.indexOf('=');
  if (equals < 1) throw new UsageError(`--var takes NAME=VALUE, found ${JSON.stringify(input)}`);
  return [{from: 'var', name: input.slice(0, equals), text: input.slice(equals + 1)}];
}
