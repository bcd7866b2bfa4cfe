import {type AskKubectl, type Candidate, kubeconfigNames, namespaceNames, workloadNames} from './cluster-names.ts';
import type {CommandInfo, FlagInfo} from './command-manifest.ts';
import {flagsFor, type TypedWords, typedWords} from './typed-words.ts';

/** What can stand under the cursor. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  /** The shell may offer file names where there is no candidate. */
  readonly files: boolean;
}

export interface CompletionContext {
  readonly commands: readonly CommandInfo[];
  /** Runs kubectl; asked only where names of a cluster are wanted. */
  readonly ask: AskKubectl;
  /** Further values of flags, by long name, where the flag itself lists none. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

const nothing: Completion = {candidates: [], files: false};
const files: Completion = {candidates: [], files: true};

const fileFlags = new Set(['filename', 'connections', 'var-file', 'dns', 'output-dir', 'witness-dir', 'kubeconfig']);
const fileArguments = new Set(['before', 'after', 'plan', 'flows', 'file', 'files']);
const workloadWords = new Set(['target', 'targets', 'from', 'to', 'focus']);
const connectionFlags = ['context', 'cluster', 'user', 'kubeconfig', 'as', 'as-group', 'request-timeout'];

/**
 * Completes the last of the words after `kubectl netpol` (conformance/kubectl.md, Completion). Only candidates that
 * begin with what was typed are given, sorted, without any that hold characters a terminal could obey.
 */
export async function complete(words: readonly string[], context: CompletionContext): Promise<Completion> {
  const typed = typedWords(words, context.commands);
  const {candidates, files} = await unfiltered(typed, context);
  const merged = new Map<string, Candidate>();
  for (const candidate of candidates) {
    if (!candidate.word.startsWith(typed.current) || unsafe.test(candidate.word)) continue;
    if (!merged.has(candidate.word)) merged.set(candidate.word, candidate);
  }
  return {candidates: [...merged.values()], files};
}

/** The lines kubectl expects: `word`, a tab and a description, at the end cobra's directive. */
export function printCompletion({candidates, files}: Completion): string {
  const lines = candidates.map(({word, description}) => {
    const text = description?.replaceAll(allUnsafe, ' ').trim().slice(0, 120);
    return text ? `${word}\t${text}` : word;
  });
  return [...lines, files ? ':0' : ':4', ''].join('\n');
}

/** White space, control, format and line characters: never part of a name worth offering. */
const unsafe = /[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
const allUnsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

async function unfiltered(typed: TypedWords, context: CompletionContext): Promise<Completion> {
  const {command, verb, awaiting, current} = typed;
  if (awaiting) return flagValues(awaiting, typed, context);
  if (!typed.flagsEnded && current.startsWith('-')) return {candidates: flagNames(typed, context), files: false};
  if (verb === undefined || (verb === 'help' && typed.positionals.length === 0)) {
    return {candidates: context.commands.map(({name, description}) => ({word: name, description})), files: false};
  }
  if (!command) return nothing;
  const {arguments: all, variadic} = command;
  const argument = all[typed.positionals.length] ?? (variadic ? all.at(-1) : undefined);
  if (!argument) return nothing;
  if (argument.options.length > 0) return {candidates: argument.options.map((word) => ({word})), files: false};
  if (fileArguments.has(argument.name)) return files;
  return workloadWords.has(argument.name) ? workloads(typed, context) : nothing;
}

async function flagValues(flag: FlagInfo, typed: TypedWords, context: CompletionContext): Promise<Completion> {
  const options = flag.options.length > 0 ? flag.options : (context.values[flag.name] ?? []);
  if (options.length > 0) return {candidates: options.map((word) => ({word})), files: false};
  if (fileFlags.has(flag.name)) return files;
  const ask = connected(typed, context);
  switch (flag.name) {
    case 'namespace':
      return {candidates: await namespaceNames(ask), files: false};
    case 'context':
    case 'cluster':
    case 'user':
      return {candidates: await kubeconfigNames(`${flag.name}s`, ask), files: false};
    default:
      return workloadWords.has(flag.name) ? partiesNamed(typed, context) : nothing;
  }
}

/** Flags that were given and cannot be repeated are left out; short ones are shown after a lone dash. */
function flagNames(typed: TypedWords, {commands}: CompletionContext): readonly Candidate[] {
  const open = flagsFor(typed.command, commands).filter(({name, multiple}) => multiple || !typed.given.has(name));
  const short = typed.current === '-' ? open : [];
  return [
    ...open.map(({name, description}) => ({word: `--${name}`, description})),
    ...short.flatMap(({char, description}) => (char ? [{word: `-${char}`, description}] : [])),
  ];
}

/** Names of the live cluster; where the question is about files, a cluster has nothing to say. */
async function workloads(typed: TypedWords, context: CompletionContext): Promise<Completion> {
  if (typed.given.has('filename')) return nothing;
  const namespace = typed.given.get('namespace')?.at(-1);
  return {candidates: await workloadNames(typed.current, namespace, connected(typed, context)), files: false};
}

/** A workload, or behind `ns/` a whole namespace. */
async function partiesNamed(typed: TypedWords, context: CompletionContext): Promise<Completion> {
  const [prefix] = /^(ns|namespace)\//.exec(typed.current) ?? [];
  if (prefix === undefined || typed.given.has('filename')) return workloads(typed, context);
  const names = await namespaceNames(connected(typed, context));
  return {candidates: names.map(({word}) => ({word: `${prefix}${word}`})), files: false};
}

/** kubectl with the connection flags that were typed so far. */
function connected(typed: TypedWords, {ask}: CompletionContext): AskKubectl {
  const flags = connectionFlags.flatMap((name) => (typed.given.get(name) ?? []).map((value) => `--${name}=${value}`));
  return (words) => ask([...words, ...flags]);
}
