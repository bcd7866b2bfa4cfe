import {protocolName} from '../base/protocols.ts';
import {message} from '../diagnostics/message.ts';
import type {Connection, Decision, Reference, Verdict, VerdictName} from '../evaluate/answer.ts';
import type {Endpoint} from '../ir/world.ts';
import {type DirectionName, policyText, type ReportContext, ruleText, ruleWords} from './reference-text.ts';
import {escapeUntrusted, type Paint} from './terminal.ts';
import {portOf, requestText} from './verdict-json.ts';

const verdictWords: Readonly<Record<VerdictName, string>> = {allow: 'ALLOWED', deny: 'DENIED', unknown: 'UNKNOWN'};

/**
 * The answer of `can` for people: the verdict, then each side with its reason. `cni` is named where the answer of one
 * of several engines is shown.
 */
export function verdictText(verdict: Verdict, context: ReportContext, cni?: string): string {
  const {connection, egress, ingress, caveats} = verdict;
  const {paint} = context;
  const engine = cni === undefined ? '' : ` as ${cni} judges`;
  return [
    `${verdictPaint(verdict.verdict, paint)(verdictWords[verdict.verdict])}${engine}: ${connectionText(connection)}`,
    ...sideText('egress', connection.from, egress, context),
    ...sideText('ingress', connection.to, ingress, context),
    ...caveats.map((each) => `  note: ${escapeUntrusted(message(each))}`),
  ].join('\n');
}

type AskedConnection = Pick<Connection, 'from' | 'to' | 'protocol' | 'port' | 'icmp' | 'http'>;

/** `shop/web -> shop/db, TCP 5432`. */
export function connectionText(connection: AskedConnection): string {
  const {from, to, protocol, http} = connection;
  const name = protocolName(protocol) ?? `protocol ${protocol}`;
  const port = portOf(connection);
  const request = http ? `, ${requestText(http)}` : '';
  return escapeUntrusted(`${from.name} -> ${to.name}, ${name}${port === undefined ? '' : ` ${port}`}${request}`);
}

function verdictPaint(verdict: VerdictName, paint: Paint): (text: string) => string {
  if (verdict === 'allow') return paint.good;
  return verdict === 'deny' ? paint.bad : paint.doubtful;
}

function sideText(
  direction: DirectionName,
  subject: Endpoint,
  decision: Decision | null,
  context: ReportContext,
): readonly string[] {
  const who = `${direction} of ${escapeUntrusted(subject.name)}`;
  if (!decision) return [`  ${who}: ${notJudged(subject)}`];
  const word = verdictPaint(decision.verdict, context.paint)(decision.verdict);
  return [
    `  ${who}: ${word}, ${reasonText(direction, subject, decision)}`,
    ...evidence(direction, decision, context).map((line) => `    ${line}`),
  ];
}

function notJudged({kind}: Endpoint): string {
  if (kind === 'external') return 'not judged, it is outside the cluster';
  return kind === 'host' ? 'not judged, no policy holds for a node here' : 'not judged, no policy holds for it here';
}

function reasonText(direction: DirectionName, subject: Endpoint, decision: Decision): string {
  const {verdict, reason, stage} = decision;
  const name = escapeUntrusted(subject.name);
  switch (reason) {
    case 'rule':
      return ruleReason(decision);
    case 'isolated':
      return 'isolated, and no rule lets this through';
    case 'no-policy':
      return `no policy isolates it for ${direction}`;
    case 'end-of-tier':
      return `at the end of tier ${escapeUntrusted(stage ?? '')}: it selects ${name} and no rule of it decides`;
    case 'endpoint-profile':
      return 'no policy decides, and the profile of its namespace allows';
    case 'built-in':
      return `built into the engine: ${escapeUntrusted(stage ?? '')}`;
    case 'capability':
      return 'this engine enforces no such policy';
    case 'default':
      if (verdict === 'unknown') return 'it depends on what is not known here';
      return verdict === 'allow'
        ? 'policies select it, none decides, and the rest is allowed'
        : 'no policy decides, and the rest is denied';
  }
}

/** A proxy refuses a request by rules that allow others: the connection itself opens (cilium.md 8.1). */
function ruleReason({verdict, decidedBy}: Decision): string {
  const several = decidedBy.length > 1;
  if (verdict === 'deny' && decidedBy.length > 0 && decidedBy.every(({action}) => action === 'allow')) {
    return `the connection opens, but ${several ? 'these rules let' : 'this rule lets'} no such request through`;
  }
  return several ? 'by these rules' : 'by this rule';
}

/** The rules that decided in the words of their authors, the isolating policies, what came near, what is not known. */
function evidence(direction: DirectionName, decision: Decision, context: ReportContext): readonly string[] {
  const {reason, decidedBy, considered, unknowns} = decision;
  return [
    ...decidedBy.flatMap((each) =>
      reason === 'rule' ? ruleLines(each, direction, context) : [`selected by ${policyText(each, context)}`],
    ),
    ...considered.flatMap((each) => nearMiss(each, direction, context)),
    ...unknowns.map((each) => `not known: ${escapeUntrusted(each)}`),
  ];
}

function ruleLines(reference: Reference, direction: DirectionName, context: ReportContext): readonly string[] {
  const words = ruleWords(reference, direction, context);
  return [ruleText(reference, context), ...(words === undefined ? [] : [`  ${reference.action} ${words}`])];
}

function nearMiss(reference: Reference, direction: DirectionName, context: ReportContext): readonly string[] {
  const words = ruleWords(reference, direction, context);
  const what = {peer: 'other peers', port: 'other traffic', http: 'other requests'}[reference.missed ?? 'peer'];
  return [
    `nearest rule, for ${what}: ${ruleText(reference, context)}`,
    ...(words === undefined ? [] : [`  allow ${words}`]),
  ];
}
