import type {Check} from './check.ts';
import {cidrs, labelSelectors} from './kubernetes-tables.ts';
import {terraformCases} from './terraform.ts';
import {terraformApplyAnswers, terraformValidateAnswers} from './terraform-answers.ts';
import {terraformExpressions} from './terraform-expressions.ts';
import {validation} from './validation.ts';
import {earlyAdmin, standardAdmin} from './validation-admin.ts';
import {lenientAnswers, storedForms, strictCidrs, updates} from './validation-kubernetes.ts';
import {verdicts} from './verdicts.ts';
import {writtenPolicies} from './written.ts';
import {yamlDocuments, yamlScalars} from './yaml-tables.ts';

/** Every folder of `../shared/conformance` and what is asked of it. The profiles are those of its README. */
export const checks: readonly Check[] = [
  verdicts('kubernetes', 'spec'),
  verdicts('admin', 'spec'),
  verdicts('calico', 'calico'),
  verdicts('cilium', 'cilium'),
  labelSelectors,
  cidrs,
  yamlScalars,
  yamlDocuments,
  validation('kubernetes'),
  lenientAnswers,
  storedForms,
  strictCidrs,
  updates,
  writtenPolicies,
  validation('admin'),
  earlyAdmin,
  standardAdmin,
  validation('calico'),
  validation('cilium'),
  terraformApplyAnswers,
  terraformCases,
  terraformExpressions,
  terraformValidateAnswers,
];
