import {diagnostic} from '../diagnostics/diagnostic.ts';
import type {Policy} from '../ir/policy.ts';
import {type Endpoint, endpointKey} from '../ir/world.ts';
import type {Connection, Decision, Reference, Verdict, VerdictName} from './answer.ts';
import {bothSides} from './both-sides.ts';
import {type ClassEvaluator, classEvaluator} from './class-evaluator.ts';
import type {JudgedWorld} from './matrix-parts.ts';
import {policyReference} from './reference.ts';

export type JudgingEvaluator = Omit<ClassEvaluator, 'pairs'>;

/**
 * The evaluator of a world of which sensitive values may be hidden. They decide verdicts (terraform.md section 6.6);
 * everything else of an answer is that of the world as it is shown, so that no value can come out.
 */
export function judgingEvaluator({profile, world, policies, clear}: JudgedWorld): JudgingEvaluator {
  const shown = classEvaluator(profile, world, policies);
  if (!clear) return shown;
  const inside = classEvaluator(profile, clear.world, clear.policies);
  const endpoints = new Map(clear.world.endpoints.map((each) => [endpointKey(each), each] as const));
  const asShown = shownPolicies(policies, clear.policies);
  const endOf = (end: Endpoint): Endpoint | undefined =>
    endpoints.get(endpointKey(end)) ?? (end.kind === 'external' ? end : undefined);
  const unhidden = (connection: Connection): Connection | undefined => {
    const [from, to] = [endOf(connection.from), endOf(connection.to)];
    return from && to && {...connection, from, to};
  };
  const side: JudgingEvaluator['side'] = (which, connection) => {
    const same = unhidden(connection);
    const verdict = shown.side(which, connection);
    return same ? settledName(verdict, inside.side(which, same)) : verdict;
  };
  const sides: JudgingEvaluator['sides'] = (connection) => {
    const same = unhidden(connection);
    const found = shown.sides(connection);
    const settled = same && inside.sides(same);
    return {
      egress: settled ? settledName(found.egress, settled.egress) : found.egress,
      ingress: settled ? settledName(found.ingress, settled.ingress) : found.ingress,
    };
  };
  return {
    side,
    sides,
    verdict: (connection) => {
      const {egress, ingress} = sides(connection);
      return bothSides(egress, ingress);
    },
    decide: (connection, assumed) => {
      const verdict = shown.decide(connection, assumed);
      const same = unhidden(connection);
      return same ? settledVerdict(verdict, inside.decide(same, assumed), asShown) : verdict;
    },
  };
}

function settledName(shown: VerdictName | null, clear: VerdictName | null): VerdictName | null {
  return shown === null ? null : clear;
}

function settledVerdict(shown: Verdict, clear: Verdict, policiesOf: ShownPolicies): Verdict {
  const egress = settledDecision(shown.egress, clear.egress, policiesOf);
  const ingress = settledDecision(shown.ingress, clear.ingress, policiesOf);
  if (egress === shown.egress && ingress === shown.ingress) return shown;
  const facts = [
    ...(egress === shown.egress ? [] : (shown.egress?.unknowns ?? [])),
    ...(ingress === shown.ingress ? [] : (shown.ingress?.unknowns ?? [])),
  ];
  const verdict = bothSides(egress?.verdict ?? null, ingress?.verdict ?? null);
  const remark = diagnostic('verdict-by-secrets', undefined, {arguments: {facts: [...new Set(facts)]}});
  return {...shown, verdict, egress, ingress, caveats: [...shown.caveats, remark]};
}

/**
 * The verdict with its sensitive values known. Of the reasons only policies are named, and those as they are shown: which
 * rule or peer it was would tell of the value. Where requests decide, what they may be is not told, and it stays open.
 */
function settledDecision(shown: Decision | null, clear: Decision | null, policiesOf: ShownPolicies): Decision | null {
  if (!shown || !clear || shown.verdict === clear.verdict) return shown;
  const {considered, unknowns} = shown;
  const open = clear.verdict === 'unknown' || clear.http !== undefined;
  if (open) return {verdict: 'unknown', reason: 'default', decidedBy: [], considered, unknowns};
  const policies = new Set(clear.decidedBy.flatMap(policiesOf));
  // The end of a tier is told by the tier's name, which may be hidden.
  const reason = clear.reason === 'end-of-tier' ? 'default' : clear.reason;
  return {verdict: clear.verdict, reason, decidedBy: [...policies].map(policyReference), considered: [], unknowns: []};
}

type ShownPolicies = (reference: Reference) => readonly Policy[];

/** Finds the policy behind a reference as it is shown, by the place of its document. */
function shownPolicies(shown: readonly Policy[], clear: readonly Policy[]): ShownPolicies {
  const byPlace = new Map(shown.map((each) => [placeKey(each), each] as const));
  const byId = new Map(clear.map((each) => [JSON.stringify(each.id), byPlace.get(placeKey(each))] as const));
  return ({id}) => [byId.get(JSON.stringify(id)) ?? []].flat();
}

function placeKey({origin: {file, document, path, resource = ''}}: Policy): string {
  return JSON.stringify([file, document, path, resource]);
}
