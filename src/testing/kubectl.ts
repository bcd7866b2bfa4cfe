import {accessSync, chmodSync, constants, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {delimiter, join} from 'node:path';

/** The kubectl of this machine; undefined when there is none. A test that wants it says so in a line. */
export function realKubectl(): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, 'kubectl'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** A program that runs a kubectl with its caches in a directory, so that a test leaves nothing in anybody's home. */
export function kubectlAwayFromHome(kubectl: string, directory: string): string {
  const path = join(directory, 'kubectl-away-from-home');
  writeFileSync(path, `#!/bin/sh\nHOME='${directory}' KUBECACHEDIR='${directory}/cache' exec '${kubectl}' "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

/** What a fake kubectl does when its words, joined by blanks, match the shell pattern `when`. */
export interface FakeAnswer {
  readonly when: string;
  readonly stdout?: string | Uint8Array;
  readonly stderr?: string;
  readonly exit?: number;
  /** A shell line that is run instead of an answer. */
  readonly run?: string;
}

export interface FakeKubectl {
  readonly path: string;
  /** The words of every call so far, in the order they came in. */
  readonly calls: () => readonly string[];
}

/**
 * Writes a program into a directory that stands in for kubectl and gives the first answer that fits. A shell script,
 * since a cluster reading starts it some twenty times.
 */
export function writeFakeKubectl(directory: string, answers: readonly FakeAnswer[]): FakeKubectl {
  mkdirSync(directory, {recursive: true});
  const path = join(directory, 'kubectl');
  const log = join(directory, 'calls');
  const cases = answers.map((answer, index) => {
    const [stdout, stderr] = [join(directory, `${index}.stdout`), join(directory, `${index}.stderr`)];
    writeFileSync(stdout, answer.stdout ?? '');
    writeFileSync(stderr, answer.stderr ?? '');
    const body = answer.run ? `${answer.run}; exit` : `cat '${stdout}'; cat '${stderr}' >&2; exit ${answer.exit ?? 0}`;
    return `  ${answer.when.replaceAll(' ', '\\ ')}) ${body};;`;
  });
  const lines = ['#!/bin/sh', `echo "$*" >> '${log}'`, 'case "$*" in', ...cases, 'esac', 'exit 64'];
  writeFileSync(log, '');
  writeFileSync(path, `${lines.join('\n')}\n`);
  chmodSync(path, 0o755);
  return {path, calls: () => readFileSync(log, 'utf8').split('\n').slice(0, -1)};
}

/** The answer of `kubectl get -o json` with these items. */
export function listOf(...items: readonly unknown[]): string {
  return JSON.stringify({apiVersion: 'v1', items, kind: 'List', metadata: {resourceVersion: ''}});
}
