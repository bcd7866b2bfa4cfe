import {type ChildProcessByStdio, spawn} from 'node:child_process';
import type {Readable} from 'node:stream';
import {isObject} from '../base/json.ts';

/** How one run of kubectl ended. `stderr` is cut after 64 KiB; nothing of it is trusted. */
export type KubectlResult =
  | {readonly outcome: 'exit'; readonly code: number; readonly stdout: Buffer; readonly stderr: string}
  /** The program could not be started: not there, not executable, a directory. `code` is the system's word. */
  | {readonly outcome: 'not-started'; readonly code: string}
  | {readonly outcome: 'killed'; readonly signal: string; readonly stderr: string}
  | {readonly outcome: 'timeout'; readonly seconds: number}
  | {readonly outcome: 'too-large'; readonly bytes: number}
  | {readonly outcome: 'aborted'};

export interface KubectlLimits {
  /** After this many milliseconds the child is killed. */
  readonly milliseconds: number;
  /** Most bytes of standard output that are kept; one more kills the child. */
  readonly bytes: number;
  /** Kills the child when another run has already failed for good. */
  readonly signal?: AbortSignal;
}

/** kubectl's own connection flags, with the values as the user gave them (cli.md section 2). */
export interface ConnectionFlags {
  readonly context?: string;
  readonly cluster?: string;
  readonly user?: string;
  readonly kubeconfig?: string;
  readonly as?: string;
  readonly asGroup?: readonly string[];
  readonly requestTimeout?: string;
}

const stderrLimit = 64 * 1024;

/** The flags as arguments, each with its value in one word, so that no value can be taken for a flag. */
export function connectionArguments(flags: ConnectionFlags): readonly string[] {
  const single: readonly (readonly [string, string | undefined])[] = [
    ['context', flags.context],
    ['cluster', flags.cluster],
    ['user', flags.user],
    ['kubeconfig', flags.kubeconfig],
    ['as', flags.as],
    ['request-timeout', flags.requestTimeout],
  ];
  return [
    ...single.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`])),
    ...(flags.asGroup ?? []).map((group) => `--as-group=${group}`),
  ];
}

/** How long standard error may stay open when all else is done. */
const graceMilliseconds = 200;

/**
 * Runs kubectl once, with an argument array, never through a shell, standard input closed, output and time bounded.
 * Resolves in every case; it never rejects (ecosystem.md section 5).
 */
export function runKubectl(command: string, words: readonly string[], limits: KubectlLimits): Promise<KubectlResult> {
  return new Promise((resolve) => {
    if (limits.signal?.aborted) return resolve({outcome: 'aborted'});
    const child = start(command, words);
    if (typeof child === 'string') return resolve({outcome: 'not-started', code: child});
    const timers = new Set<NodeJS.Timeout>();
    const settle = (result: KubectlResult): void => {
      for (const timer of timers) clearTimeout(timer);
      limits.signal?.removeEventListener('abort', abort);
      resolve(result);
    };
    const stop = (result: KubectlResult): void => {
      release(child);
      settle(result);
    };
    const abort = (): void => stop({outcome: 'aborted'});
    limits.signal?.addEventListener('abort', abort, {once: true});
    const {milliseconds, bytes} = limits;
    timers.add(setTimeout(() => stop({outcome: 'timeout', seconds: milliseconds / 1000}), milliseconds));

    const stdout = gather(child.stdout, bytes, () => stop({outcome: 'too-large', bytes}));
    const stderr = gather(child.stderr, stderrLimit);
    const ended = (): KubectlResult => {
      const text = stderr().toString('utf8');
      const {exitCode: code, signalCode} = child;
      if (code === null) return {outcome: 'killed', signal: signalCode ?? 'unknown', stderr: text};
      return {outcome: 'exit', code, stdout: stdout(), stderr: text};
    };
    child.on('error', (error) => settle({outcome: 'not-started', code: codeOf(error)}));
    child.on('close', () => settle(ended()));
    // A grandchild, such as a login helper that stays, may hold standard error open: it is not waited for.
    const linger = (): void => {
      if (!child.stdout.closed || (child.exitCode === null && child.signalCode === null)) return;
      timers.add(setTimeout(() => stop(ended()), graceMilliseconds));
    };
    child.on('exit', linger);
    child.stdout.on('close', linger);
  });
}

/** The running program, or the system's word why there is none. */
function start(command: string, words: readonly string[]): ChildProcessByStdio<null, Readable, Readable> | string {
  try {
    return spawn(command, words, {stdio: ['ignore', 'pipe', 'pipe'], shell: false, windowsHide: true});
  } catch (error) {
    return codeOf(error);
  }
}

/** Ends the program and lets go of its pipes, which a grandchild may still hold. */
function release(child: ChildProcessByStdio<null, Readable, Readable>): void {
  child.kill('SIGKILL');
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
}

/** Keeps what a stream brings, up to a number of bytes; `tooMuch` is called when more comes. */
function gather(stream: Readable, limit: number, tooMuch?: () => void): () => Buffer {
  const chunks: Buffer[] = [];
  let room = limit;
  stream.on('data', (chunk: Buffer) => {
    if (room > 0) chunks.push(chunk.subarray(0, room));
    if (chunk.length > room) tooMuch?.();
    room = Math.max(0, room - chunk.length);
  });
  return () => Buffer.concat(chunks);
}

function codeOf(error: unknown): string {
  return isObject(error) && typeof error.code === 'string' ? error.code : 'unknown';
}
