import {isDeepStrictEqual} from 'node:util';
import type {Connection, Decision, Verdict} from '../../evaluate/answer.ts';
import type {ClassEvaluator} from '../../evaluate/class-evaluator.ts';
import {printPolicyId} from '../../ir/policy.ts';
import {classDifference} from '../class-difference.ts';

/**
 * How the answers of the fast evaluator to one connection differ from the naive one's, in words: the verdict and both
 * sides as its classes give them, then the full answer with every reason. Undefined: they agree.
 */
export function difference(naive: Verdict, fast: ClassEvaluator, connection: Connection): string | undefined {
  const classes = classDifference(naive, fast);
  if (classes !== undefined) return classes;
  const decided = fast.decide(connection);
  if (isDeepStrictEqual(decided, naive)) return undefined;
  return `naive ${answer(naive)}\nfast  ${answer(decided)}`;
}

function answer({verdict, egress, ingress, caveats}: Verdict): string {
  const remarks = caveats.map(({code, arguments: details}) => `${code} ${JSON.stringify(details)}`);
  return [`${verdict}`, `egress ${side(egress)}`, `ingress ${side(ingress)}`, `caveats ${remarks.join(', ')}`].join(
    '; ',
  );
}

function side(decision: Decision | null): string {
  if (!decision) return '-';
  const {verdict, reason, stage, decidedBy, considered, unknowns, http, application} = decision;
  const named = (list: Decision['decidedBy']): string =>
    list.map(({id, origin, ...where}) => `${printPolicyId(id)} ${JSON.stringify(where)}`).join(', ');
  return [
    `${verdict} by ${reason}`,
    ...(stage === undefined ? [] : [`in ${stage}`]),
    `from [${named(decidedBy)}]`,
    `considered [${named(considered)}]`,
    `unknown [${unknowns.join(', ')}]`,
    ...(http ? [`http ${JSON.stringify(http)}`] : []),
    ...(application ? [`application ${application.join(', ')}`] : []),
  ].join(' ');
}
