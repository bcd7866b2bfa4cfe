import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import {runFailure} from './cluster-diagnostics.ts';
import type {Discovery} from './cluster-discovery.ts';
import {type ConnectionFlags, connectionArguments, type KubectlLimits, runKubectl} from './kubectl.ts';
import {kubectlFailure, kubectlWords} from './kubectl-error.ts';

/** What became of one kind. */
export type KindRead = ReadKind | UnreadKind;

export interface ReadKind {
  readonly outcome: 'read';
  readonly resource: string;
  readonly items: readonly unknown[];
  /** The one namespace whose objects could be read. */
  readonly only?: string;
}

export type UnreadKind =
  | {readonly outcome: 'absent'; readonly resource: string}
  | {readonly outcome: 'forbidden'; readonly resource: string}
  /** This kind exists and its list could not be had. */
  | {readonly outcome: 'failed'; readonly resource: string; readonly reason: string; readonly tooLarge?: true}
  /** Nothing at all can be read. */
  | {readonly outcome: 'everything'; readonly diagnostic: Diagnostic};

/** One reading of a cluster under way. */
export interface Reading {
  readonly kubectl: string;
  readonly connection: ConnectionFlags;
  /** The namespace that is tried where all namespaces are forbidden. */
  readonly namespace: string;
  /** Undefined: not known; each kind is asked for, and its own answer counts. */
  readonly discovery: Discovery | undefined;
  /** What stands before the server's own paths (`ClusterContext`). Undefined: lists are not asked for by path. */
  readonly serverPath: string | undefined;
  readonly limits: KubectlLimits;
}

/** One call about one kind. The exit code counts first: an empty or partial list may come with a failure. */
export async function callAbout(
  resource: string,
  words: readonly string[],
  {kubectl, connection, limits}: Reading,
): Promise<UnreadKind | {readonly outcome: 'printed'; readonly stdout: Buffer}> {
  const result = await runKubectl(kubectl, ['get', ...words, ...connectionArguments(connection)], limits);
  if (result.outcome === 'too-large') {
    return {outcome: 'failed', resource, reason: `its list is larger than ${result.bytes} bytes`, tooLarge: true};
  }
  if (result.outcome !== 'exit') return {outcome: 'everything', diagnostic: runFailure(result, kubectl)};
  if (result.code === 0) return {outcome: 'printed', stdout: result.stdout};
  const failure = kubectlFailure(result.stderr);
  if (failure === 'everything') return {outcome: 'everything', diagnostic: runFailure(result, kubectl)};
  if (failure === 'kind') return {outcome: 'failed', resource, reason: kubectlWords(result.stderr)};
  return {outcome: failure, resource};
}
