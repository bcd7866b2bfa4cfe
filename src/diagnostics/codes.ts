import type {Severity} from './diagnostic.ts';

/**
 * The closed catalogue: every code and its usual severity. The words for each stand in `message.ts`, and the compiler
 * holds the two files together. Sorted by area, then name.
 */
export const codes = {
  // Reading bytes
  'directory-empty': 'error',
  'directory-too-large': 'error',
  'file-binary': 'error',
  'file-missing': 'error',
  'file-too-large': 'error',
  'file-unreadable': 'error',
  'file-zip': 'error',
  'input-empty': 'error',
  'url-unsupported': 'error',

  // Reading YAML and JSON
  'key-repeated': 'warning',
  'nesting-too-deep': 'error',
  'yaml-aliases': 'error',
  'yaml-ignored': 'warning',
  'yaml-separator': 'error',
  'yaml-syntax': 'error',
  'yaml-too-large': 'error',

  // Reading a cluster
  'kinds-absent': 'info',
  'kinds-forbidden': 'warning',
  'kinds-of-one-namespace': 'warning',
  'kinds-unreadable': 'error',
  'kubectl-failed': 'error',
  'kubectl-missing': 'error',

  // Kinds and documents
  'api-version-removed': 'warning',
  'api-version-unknown': 'error',
  'cidr-not-canonical': 'warning',
  'cidr-not-short': 'warning',
  'combination-invalid': 'error',
  'carried-too-deep': 'error',
  'document-duplicate': 'warning',
  'document-untyped': 'error',
  'field-missing': 'error',
  'field-type': 'error',
  'field-unknown': 'error',
  'field-unsupported': 'warning',
  'kind-unsupported': 'error',
  'list-nested': 'error',
  'namespace-assumed': 'info',
  'never-matches': 'warning',
  'null-absent': 'warning',
  'null-item': 'warning',
  'option-needed': 'warning',
  'policy-refused': 'error',
  'policy-types-missing': 'warning',
  'rules-without-type': 'warning',
  'selector-invalid': 'error',
  'shape-early': 'error',
  'value-invalid': 'error',
  'value-misleading': 'warning',
  'workload-unknown-kind': 'info',

  // Terraform
  'hcl-syntax': 'error',
  'terraform-apply-fails': 'error',
  'terraform-block-invalid': 'error',
  'terraform-duplicate': 'error',
  'terraform-evaluation': 'error',
  'terraform-expressions-lost': 'warning',
  'terraform-forgotten': 'info',
  'terraform-instances-unknown': 'warning',
  'terraform-label-dropped': 'warning',
  'terraform-module-opaque': 'warning',
  'terraform-never-settles': 'warning',
  'terraform-plan-errored': 'error',
  'terraform-plan-partial': 'warning',
  'terraform-plan-version': 'error',
  'terraform-providers': 'warning',
  'terraform-resource-unseen': 'warning',
  'terraform-rule-opened': 'warning',
  'terraform-value-unknown': 'warning',
  'terraform-variable-missing': 'warning',

  // Questions
  'cni-unknown': 'error',
  'cni-version-invalid': 'error',
  'dialect-unknown': 'error',
  'http-invalid': 'error',
  'policies-missing': 'warning',
  'question-invalid': 'error',
  'service-port-unknown': 'error',
  'table-column-missing': 'error',
  'table-line-too-long': 'error',
  'table-verdict-invalid': 'error',
  'target-ambiguous': 'error',
  'target-empty': 'error',
  'target-unknown': 'error',
  'world-missing': 'error',

  // Caveats of a verdict
  'blocks-inside-cluster': 'info',
  'end-port-ignored': 'warning',
  'ambiguous-priority': 'warning',
  'baseline-per-direction': 'warning',
  hairpin: 'info',
  'http-restricted': 'info',
  'kinds-hidden': 'warning',
  'other-family-differs': 'info',
  'service-address': 'info',
  'service-headless': 'info',
  'policy-ignored': 'warning',
  'port-name-undeclared': 'info',
  'service-port-in-rule': 'info',
  'undefined-by-api': 'info',
} as const satisfies Record<string, Severity>;

export type Code = keyof typeof codes;
