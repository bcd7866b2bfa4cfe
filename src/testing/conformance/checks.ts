import type {Check} from './check.ts';
import {terraformCases} from './terraform.ts';
import {terraformApplyAnswers, terraformValidateAnswers} from './terraform-answers.ts';
import {terraformExpressions} from './terraform-expressions.ts';
import {validation} from './validation.ts';
import {verdicts} from './verdicts.ts';

/** Every folder of `../shared/conformance` and what is asked of it. The profiles are those of its README. */
export const checks: readonly Check[] = [
  verdicts('kubernetes', 'spec'),
  verdicts('admin', 'spec'),
  verdicts('calico', 'calico'),
  verdicts('cilium', 'cilium'),
  validation('kubernetes'),
  validation('admin'),
  validation('admin', 'early-v0.1.1'),
  validation('calico'),
  validation('cilium'),
  terraformApplyAnswers,
  terraformCases,
  terraformExpressions,
  terraformValidateAnswers,
];
