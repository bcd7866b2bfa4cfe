import type {Severity} from './diagnostic.ts';

/**
 * The closed catalogue: every code and its usual severity. The words for each stand in `message.ts`, and the compiler
 * holds the two files together. Sorted by area, then name.
 */
export const codes = {
  // Reading bytes
  'file-missing': 'error',
  'file-unreadable': 'error',

  // Reading a cluster
  'kinds-absent': 'info',
  'kinds-forbidden': 'warning',
  'kinds-of-one-namespace': 'warning',
  'kinds-unreadable': 'error',
  'kubectl-failed': 'error',
  'kubectl-missing': 'error',

  // Kinds and documents
  'api-version-unknown': 'error',
  'combination-invalid': 'error',
  'document-duplicate': 'warning',
  'field-type': 'error',
  'field-unknown': 'error',
  'field-unsupported': 'warning',
  'kind-unsupported': 'error',
  'namespace-assumed': 'info',
  'never-matches': 'warning',
  'null-absent': 'warning',
  'policy-types-missing': 'warning',
  'selector-invalid': 'error',
  'value-invalid': 'error',
  'value-misleading': 'warning',

  // Questions
  'http-invalid': 'error',
  'question-invalid': 'error',
  'service-port-unknown': 'error',
  'target-ambiguous': 'error',
  'target-empty': 'error',
  'target-unknown': 'error',

  // Caveats of a verdict
  'http-restricted': 'info',
  'other-family-differs': 'info',
  'undefined-by-api': 'info',
} as const satisfies Record<string, Severity>;

export type Code = keyof typeof codes;
