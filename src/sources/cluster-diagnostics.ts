import {compareText, sortedUnique} from '../base/order.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {KindRead} from './cluster-call.ts';
import type {KubectlResult} from './kubectl.ts';
import {kubectlWords} from './kubectl-error.ts';

/** Why a run of kubectl gave nothing, as one error. */
export function runFailure(result: KubectlResult, kubectl: string): Diagnostic {
  switch (result.outcome) {
    case 'exit':
      return failed(kubectlWords(result.stderr));
    case 'not-started':
      if (result.code === 'ENOENT') return diagnostic('kubectl-missing', undefined, {arguments: {kubectl}});
      return failed(`${JSON.stringify(kubectl)} cannot be run (${result.code})`);
    case 'timeout':
      return failed(`kubectl did not answer within ${result.seconds} seconds`);
    case 'too-large':
      return failed(`kubectl printed more than ${result.bytes} bytes`);
    case 'killed':
      return failed(`kubectl was ended by ${result.signal}`);
    case 'aborted':
      return failed('another call failed first');
  }
}

function failed(reason: string): Diagnostic {
  return diagnostic('kubectl-failed', undefined, {arguments: {reason}});
}

/** What the reader of a report must hear about the kinds, one remark for each thing that happened. */
export function kindDiagnostics(kinds: readonly KindRead[]): readonly Diagnostic[] {
  const names = (outcome: 'absent' | 'forbidden'): readonly string[] =>
    sortedUnique(kinds.flatMap((kind) => (kind.outcome === outcome ? [kind.resource] : [])));
  const broken = kinds.filter((kind) => kind.outcome === 'failed');
  const partial = kinds.filter((kind) => kind.outcome === 'read').filter(({only}) => only !== undefined);
  return [
    ...sortedUnique(broken.map(({reason}) => reason)).map((reason) => {
      const alike = broken.filter((kind) => kind.reason === reason);
      return diagnostic('kinds-unreadable', undefined, {arguments: {kinds: resources(alike), reason}});
    }),
    ...about('kinds-forbidden', names('forbidden')),
    ...sortedUnique(partial.flatMap(({only}) => only ?? [])).flatMap((namespace) =>
      about('kinds-of-one-namespace', resources(partial), {namespace}),
    ),
    ...about('kinds-absent', names('absent')),
  ];
}

function about(
  code: 'kinds-absent' | 'kinds-forbidden' | 'kinds-of-one-namespace',
  kinds: readonly string[],
  more: {readonly namespace?: string} = {},
): readonly Diagnostic[] {
  return kinds.length === 0 ? [] : [diagnostic(code, undefined, {arguments: {kinds, ...more}})];
}

function resources(kinds: readonly {readonly resource: string}[]): readonly string[] {
  return kinds.map(({resource}) => resource).sort(compareText);
}
