/** What kubectl's failure means for the reading of a cluster (conformance/kubectl.md, "kubectl get ... -o json"). */
export type KubectlFailure =
  /** The server does not have this kind. */
  | 'absent'
  | 'forbidden'
  /** The server could not answer for this kind; others may still be readable. */
  | 'kind'
  /** Nothing can be read: no cluster, no login, no such context. */
  | 'everything';

/** Judges a run that ended with a code other than 0, by its standard error. */
export function kubectlFailure(stderr: string): KubectlFailure {
  if (/the server doesn't have a resource type|could not find the requested resource/.test(stderr)) return 'absent';
  if (/\(Forbidden\)|is forbidden: /.test(stderr)) return 'forbidden';
  if (/\(Unauthorized\)/.test(stderr)) return 'everything';
  if (/^Error from server/m.test(stderr)) return 'kind';
  // A program in the place of kubectl that does not know every flag of it.
  if (/^error: unknown flag: --raw/im.test(stderr)) return 'kind';
  return 'everything';
}

/** The groups whose discovery failed, with the server's reason, as `kubectl api-resources` names them. */
export function failedGroups(stderr: string): ReadonlyMap<string, string> {
  const list = /unable to retrieve the complete list of server APIs: (.*)/.exec(stderr)?.[1] ?? '';
  const entries = list.matchAll(/([a-z0-9.-]+)\/v\w+: (.*?)(?=, [a-z0-9.-]+\/v\w+: |$)/g);
  return new Map([...entries].map(([, group = '', reason = '']) => [group, kubectlWords(reason)]));
}

const longest = 300;

/**
 * kubectl's own words in one line: its log lines and warnings left out, control and bidirectional characters made
 * visible, cut after 300 characters. A server, a proxy or a login plugin may have written them.
 */
export function kubectlWords(stderr: string): string {
  const lines = stderr
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^[EWIF]\d{4} |^Warning: /.test(line))
    .map((line) => line.replace(/^error: /i, ''));
  const text = [...new Set(lines)].join('; ').replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, visible);
  if (text === '') return 'kubectl gave no reason';
  return text.length > longest ? `${text.slice(0, longest)}...` : text;
}

function visible(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
}
