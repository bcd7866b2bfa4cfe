import type {Code} from '../diagnostics/codes.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {ExitCode} from './exit-code.ts';

export interface ProblemFlags {
  readonly verbose: boolean;
  readonly 'skip-invalid': boolean;
  readonly 'warnings-as-errors': boolean;
}

/** An input as a whole is missing: there is no single document to skip. */
const wholeInput: ReadonlySet<Code> = new Set<Code>([
  'directory-empty',
  'directory-too-large',
  'file-missing',
  'input-empty',
  'kinds-unreadable',
  'kubectl-failed',
  'kubectl-missing',
  'url-unsupported',
]);

/** What was found, as an exit code: one policy that is left out makes the answer incomplete. */
export function inputCode(diagnostics: readonly Diagnostic[], flags: ProblemFlags): ExitCode {
  const warned = flags['warnings-as-errors'] && diagnostics.some(({severity}) => severity === 'warning');
  return warned || isIncomplete(diagnostics, flags) ? 2 : 0;
}

/** Is anything left out that the user did not agree to leave out? */
export function isIncomplete(diagnostics: readonly Diagnostic[], flags: ProblemFlags): boolean {
  return diagnostics.some(
    ({severity, code}) => severity === 'error' && (!flags['skip-invalid'] || wholeInput.has(code)),
  );
}

/** What is printed: remarks only when they were asked for. */
export function problemsShown(diagnostics: readonly Diagnostic[], {verbose}: ProblemFlags): readonly Diagnostic[] {
  return verbose ? diagnostics : diagnostics.filter(({severity}) => severity !== 'info');
}
