import {isDeepStrictEqual} from 'node:util';
import type {Connection, Decision, Evaluator, Verdict} from '../../evaluate/answer.ts';
import type {ClassEvaluator} from '../../evaluate/class-evaluator.ts';
import {type Policy, printPolicyId} from '../../ir/policy.ts';
import type {Profile} from '../../ir/profile.ts';
import type {World} from '../../ir/world.ts';
import {classDifference} from '../class-difference.ts';
import type {View} from './view.ts';

/** What is held to the naive evaluator. */
export type Rival = (
  profile: Profile,
  world: World,
  policies: readonly Policy[],
) => Pick<ClassEvaluator, 'decide' | 'verdict' | 'sides'> & {readonly views?: readonly View[]};

/**
 * How the answers of the fast evaluator to one connection differ from the naive one's, in words: the verdict and both
 * sides as its classes give them, what it says of many connections at once, the full answer with every reason, and the
 * same with an open fact taken as settled. Undefined: they agree.
 */
export function difference(naive: Evaluator, fast: ReturnType<Rival>, connection: Connection): string | undefined {
  const expected = naive.decide(connection);
  const classes =
    classDifference(expected, fast) ??
    differentViews(expected, fast.views ?? []) ??
    differentAnswers(expected, fast.decide(connection));
  const [fact] = [expected.egress, expected.ingress].flatMap((side) => side?.unknowns ?? []);
  if (classes !== undefined || fact === undefined) return classes;
  for (const settled of [true, false]) {
    const assumed = new Map([[fact, settled]]);
    const problem = differentAnswers(naive.decide(connection, assumed), fast.decide(connection, assumed));
    if (problem !== undefined) return `assumed that "${fact}" is ${settled}:\n${problem}`;
  }
  return undefined;
}

function differentViews({verdict, connection}: Verdict, views: readonly View[]): string | undefined {
  for (const view of views) {
    const found = view.verdict(connection);
    if (found === undefined || found === verdict) continue;
    return typeof found === 'string' ? `naive ${verdict}, ${view.name} ${found}` : `${view.name}: ${found.odd}`;
  }
  return undefined;
}

function differentAnswers(naive: Verdict, fast: Verdict): string | undefined {
  return isDeepStrictEqual(fast, naive) ? undefined : `naive ${answer(naive)}\nfast  ${answer(fast)}`;
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
