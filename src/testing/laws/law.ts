import type {JsonObject} from '../../base/json.ts';
import type {Connection, Decision, Verdict, VerdictName} from '../../evaluate/answer.ts';
import {printPolicyId} from '../../ir/policy.ts';
import type {Chooser} from './chooser.ts';
import type {Input} from './input.ts';

/** What a law does to the input, and what must hold of each connection before and after. */
export interface Trial {
  /** Absent: nothing is changed, the law speaks of one verdict. */
  readonly documents?: readonly JsonObject[];
  /** What they are compared with; absent: the input itself. */
  readonly instead?: readonly JsonObject[];
  /** What is wrong, in words; undefined: the law holds. */
  readonly broken: (before: Verdict, after: Verdict, connection: Connection) => string | undefined;
}

/** A law of the evaluator (design.md section 8 point 3). */
export interface Law {
  readonly name: string;
  /** Undefined where the input has nothing that the law speaks of. */
  readonly trial: (input: Input, choose: Chooser) => Trial | undefined | Promise<Trial | undefined>;
}

/** Both sides and the verdict are the same. */
export function sameVerdicts(before: Verdict, after: Verdict): string | undefined {
  const [was, is] = [verdictsOf(before), verdictsOf(after)];
  return was === is ? undefined : `was ${was}, is ${is}`;
}

/** Beside the verdicts also the reasons, the policies that decide, and the caveats. */
export function sameAnswers(before: Verdict, after: Verdict): string | undefined {
  const [was, is] = [before, after].map(
    (each) => `${verdictsOf(each)}; ${reasonOf(each.egress)}; ${reasonOf(each.ingress)}; ${caveatsOf(each)}`,
  );
  return was === is ? undefined : `was ${was}, is ${is}`;
}

/** Neither side nor the verdict allows less: deny, then unknown, then allow. */
export function notLess(before: Verdict, after: Verdict): string | undefined {
  const pairs = [
    [before.verdict, after.verdict],
    [sideOf(before.egress), sideOf(after.egress)],
    [sideOf(before.ingress), sideOf(after.ingress)],
  ] as const;
  const less = pairs.some(([was, is]) => order.indexOf(is) < order.indexOf(was));
  return less ? `was ${verdictsOf(before)}, is ${verdictsOf(after)}` : undefined;
}

/** Neither side nor the verdict allows more. */
export function notMore(before: Verdict, after: Verdict): string | undefined {
  return notLess(after, before) && `was ${verdictsOf(before)}, is ${verdictsOf(after)}`;
}

/** Both laws at once, where a reason is not asked for. */
export function verdictsOf({verdict, egress, ingress}: Verdict): string {
  return `${verdict} (egress ${egress?.verdict ?? '-'}, ingress ${ingress?.verdict ?? '-'})`;
}

const order: readonly VerdictName[] = ['deny', 'unknown', 'allow'];

function sideOf(decision: Decision | null): VerdictName {
  return decision?.verdict ?? 'allow';
}

function reasonOf(decision: Decision | null): string {
  if (!decision) return '-';
  const by = decision.decidedBy.map(({id, rule}) => `${printPolicyId(id)}[${rule ?? ''}]`).sort();
  return [decision.reason, decision.stage ?? '', ...by, ...decision.unknowns].join(' ');
}

function caveatsOf({caveats}: Verdict): string {
  return caveats.map(({code}) => code).join(' ');
}
