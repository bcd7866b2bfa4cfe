import {sortedUnique} from '../base/order.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {type Policy, printPolicyId} from '../ir/policy.ts';
import type {World} from '../ir/world.ts';
import type {Decision, Evaluator, Verdict, VerdictName} from './answer.ts';
import {type AskOptions, ask} from './ask.ts';
import {readHttpRequest} from './http-request.ts';
import {readQuestion} from './question.ts';
import {resolveTarget, type Target} from './target.ts';

/** One line of a table of connections, as written (cli.md section 3, Batches). */
export interface BatchLine {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port: string;
  readonly http: string;
}

/** The answer in the words of conformance/README.md: `-` for a side that is under no policy. */
export interface BatchAnswer {
  readonly egress: VerdictName | '-';
  readonly ingress: VerdictName | '-';
  readonly verdict: VerdictName;
  readonly egressBy: string;
  readonly ingressBy: string;
  /** One for each endpoint that the names stand for; the words above sum them up. */
  readonly verdicts: readonly Verdict[];
}

/** Answers line by line; each name is resolved once. */
export type Batch = (line: BatchLine) => BatchAnswer | {readonly error: Diagnostic};

export interface BatchOptions extends AskOptions {
  readonly namespace: string;
}

export function batch(evaluator: Evaluator, world: World, policies: readonly Policy[], options: BatchOptions): Batch {
  const resolved = new Map<string, Target | {readonly error: Diagnostic}>();
  const target = (text: string, domains: boolean): Target | {readonly error: Diagnostic} => {
    const key = `${domains} ${text}`;
    const known = resolved.get(key) ?? targetOrError(world, text, policies, options.namespace, domains);
    resolved.set(key, known);
    return known;
  };
  return (line) => {
    const from = target(line.from, false);
    const to = target(line.to, true);
    const question = readQuestion(line.protocol, line.port);
    const http = readHttpRequest(line.http);
    if ('error' in from) return from;
    if ('error' in to) return to;
    if ('bad' in question) return {error: diagnostic('question-invalid', undefined, {arguments: {...question}})};
    if (http === undefined) return {error: diagnostic('http-invalid', undefined, {arguments: {found: line.http}})};
    const verdicts = ask(evaluator, from, to, question, {...options, ...(http !== 'none' && {http})});
    return verdicts.length > 0 ? summary(verdicts) : {error: noSuchPort(line)};
  };
}

/** Resolves a name, or says why not as a diagnostic. */
export function targetOrError(
  world: World,
  text: string,
  policies: readonly Policy[],
  namespace: string,
  domains: boolean,
): Target | {readonly error: Diagnostic} {
  const found = resolveTarget(world, text, {policies, namespace, domains});
  if (!('bad' in found)) return found;
  return {error: diagnostic(`target-${found.bad}`, undefined, {arguments: {text, near: found.near}})};
}

function noSuchPort({to, protocol, port}: BatchLine): Diagnostic {
  return diagnostic('service-port-unknown', undefined, {arguments: {service: to, protocol, port}});
}

/** Of several endpoints the worst: deny, then unknown, then allow (cli.md section 2). */
export function summary(verdicts: readonly Verdict[]): BatchAnswer {
  const egress = side(verdicts.map((each) => each.egress));
  const ingress = side(verdicts.map((each) => each.ingress));
  return {
    egress: egress.verdict,
    ingress: ingress.verdict,
    verdict: worst(verdicts.map((each) => each.verdict)),
    egressBy: egress.by,
    ingressBy: ingress.by,
    verdicts,
  };
}

function side(decisions: readonly (Decision | null)[]): {readonly verdict: VerdictName | '-'; readonly by: string} {
  const judged = decisions.filter((each) => each !== null);
  if (judged.length === 0) return {verdict: '-', by: '-'};
  const verdict = worst(judged.map((each) => each.verdict));
  const names = sortedUnique(judged.filter((each) => each.verdict === verdict).flatMap(decidedBy));
  return {verdict, by: names.length > 0 ? names.join(',') : 'default'};
}

/** Who decided, `Kind/namespace/name`; the end of a Calico tier is `Tier/NAME`. */
function decidedBy(decision: Decision): readonly string[] {
  if (decision.reason === 'end-of-tier' && decision.stage !== undefined) return [`Tier/${decision.stage}`];
  return decision.decidedBy.map(({id}) => printPolicyId(id));
}

export function worst(verdicts: readonly VerdictName[]): VerdictName {
  if (verdicts.includes('deny')) return 'deny';
  return verdicts.includes('unknown') ? 'unknown' : 'allow';
}
