import {spawn} from 'node:child_process';

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

/**
 * Runs kubectl once, with an argument array, never through a shell, standard input closed, output and time bounded.
 * Resolves in every case; it never rejects (ecosystem.md section 5).
 */
export function runKubectl(command: string, words: readonly string[], limits: KubectlLimits): Promise<KubectlResult> {
  return new Promise((resolve) => {
    if (limits.signal?.aborted) return resolve({outcome: 'aborted'});
    const child = spawn(command, words, {stdio: ['ignore', 'pipe', 'pipe'], shell: false, windowsHide: true});
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let stdoutBytes = 0;
    let stderrBytes = 0;

    const settle = (result: KubectlResult): void => {
      clearTimeout(timer);
      limits.signal?.removeEventListener('abort', abort);
      resolve(result);
    };
    // The pipes are closed as well: a grandchild (an authentication plugin) may hold them open after kubectl is gone.
    const stop = (result: KubectlResult): void => {
      child.kill('SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      settle(result);
    };
    const abort = (): void => stop({outcome: 'aborted'});
    const timer = setTimeout(
      () => stop({outcome: 'timeout', seconds: limits.milliseconds / 1000}),
      limits.milliseconds,
    );
    limits.signal?.addEventListener('abort', abort, {once: true});

    child.stdout.on('data', (chunk: Buffer) => {
      stdoutBytes += chunk.length;
      if (stdoutBytes > limits.bytes) stop({outcome: 'too-large', bytes: limits.bytes});
      else stdout.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      if (stderrBytes < stderrLimit) stderr.push(chunk.subarray(0, stderrLimit - stderrBytes));
      stderrBytes += chunk.length;
    });
    child.on('error', (error: NodeJS.ErrnoException) =>
      settle({outcome: 'not-started', code: error.code ?? 'unknown'}),
    );
    child.on('close', (code, signal) => {
      const text = Buffer.concat(stderr).toString('utf8');
      if (code === null) settle({outcome: 'killed', signal: signal ?? 'unknown', stderr: text});
      else settle({outcome: 'exit', code, stdout: Buffer.concat(stdout), stderr: text});
    });
  });
}
