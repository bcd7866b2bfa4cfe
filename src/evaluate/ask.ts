import type {Family} from '../base/cidr.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {type Endpoint, endpointKey, type Service} from '../ir/world.ts';
import type {Connection, Evaluator, HttpRequest, Verdict} from './answer.ts';
import {headlessCaveat, translate} from './backends.ts';
import {familiesBetween} from './families.ts';
import {familyOfProtocol, type Question} from './question.ts';
import type {Target} from './target.ts';

export interface AskOptions {
  /** Default 40000 (cli.md section 2). */
  readonly sourcePort?: number;
  readonly family?: Family;
  readonly http?: HttpRequest;
}

export const DEFAULT_SOURCE_PORT = 40_000;

/**
 * Asks for every endpoint that FROM and TO stand for. Replicas that answer alike are one item; a Service port is
 * translated per backend, and a backend without that port gives no item.
 */
export function ask(
  evaluator: Evaluator,
  from: Target,
  to: Target,
  question: Question,
  options: AskOptions = {},
): readonly Verdict[] {
  const verdicts = from.endpoints.flatMap((sender) =>
    to.endpoints.flatMap((receiver) => {
      const {service} = to;
      const asked = service ? translate(question, service, receiver, to.slices) : question;
      if (!asked) return [];
      const viaService = service && !service.headless && service.externalName === undefined;
      const family = options.family ?? to.family ?? from.family;
      const verdict = askOne(evaluator, sender, receiver, asked, {
        ...options,
        ...(viaService && {viaService}),
        ...(family && {family}),
      });
      const hint = service && servicePortHint(evaluator, verdict, service, question);
      const notes = [
        ...(to.caveats ?? []),
        ...(service ? headlessCaveat(question, service) : []),
        ...(viaService && endpointKey(sender) === endpointKey(receiver) ? [diagnostic('hairpin', undefined)] : []),
        ...(hint ? [hint] : []),
      ];
      return [{...verdict, caveats: [...verdict.caveats, ...notes]}];
    }),
  );
  const alike = new Map(verdicts.map((each) => [groupKey(each), each] as const).reverse());
  return [...alike.values()].reverse();
}

/**
 * A rule has the port of the Service where policies see the target port (kubernetes.md A9.5): what is denied would pass
 * on the Service's own number.
 */
function servicePortHint(
  evaluator: Evaluator,
  {connection, verdict, egress, ingress}: Verdict,
  {namespace, name}: Service,
  {port}: Question,
): Diagnostic | undefined {
  if (verdict !== 'deny' || port === undefined || connection.port === port) return undefined;
  const other = evaluator.decide({...connection, port});
  const opened = [egress, ingress].some((side, index) => {
    const there = index === 0 ? other.egress : other.ingress;
    return side?.verdict === 'deny' && there?.verdict === 'allow' && there.reason === 'rule';
  });
  const service = `${namespace}/${name}`;
  return opened
    ? diagnostic('service-port-in-rule', undefined, {arguments: {service, port, target: connection.port ?? 0}})
    : undefined;
}

/** Replicas of one owner with the same answer for the same reason, with the same remarks, are one item. */
function groupKey({connection, verdict, egress, ingress, caveats}: Verdict): string {
  const end = ({name, owner, namespace}: Endpoint): string =>
    owner && namespace !== undefined ? `${namespace}/${owner.kind}/${owner.name}` : name;
  const ends = [end(connection.from), end(connection.to), connection.port];
  return JSON.stringify([ends, verdict, egress, ingress, caveats.map(({code}) => code)]);
}

function askOne(
  evaluator: Evaluator,
  from: Endpoint,
  to: Endpoint,
  question: Question,
  {sourcePort = DEFAULT_SOURCE_PORT, family: wanted, http, viaService}: AskOptions & Pick<Connection, 'viaService'>,
): Verdict {
  const families = familiesAsked(from, to);
  const fixed = wanted ?? ownFamily(question, families);
  const family = fixed ?? families[0] ?? 4;
  const details = {...(http && {http}), ...(viaService && {viaService})};
  const connection: Connection = {from, to, ...question, sourcePort, family, ...details};
  const answer = evaluator.decide(connection);
  const other = fixed === undefined ? families.find((each) => each !== family) : undefined;
  if (other === undefined) return answer;
  const otherAnswer = evaluator.decide({...connection, family: other});
  if (otherAnswer.verdict === answer.verdict) return answer;
  const caveat = diagnostic('other-family-differs', undefined, {
    arguments: {family: other, verdict: otherAnswer.verdict},
  });
  return {...answer, caveats: [...answer.caveats, caveat]};
}

/** That of the protocol, where the ends can speak it: ICMP asked by number between IPv6 addresses is an IPv6 packet. */
function ownFamily({protocol}: Question, families: readonly Family[]): Family | undefined {
  const own = familyOfProtocol(protocol);
  return own !== undefined && (families.length === 0 || families.includes(own)) ? own : undefined;
}

/**
 * The families both ends have, the one to ask first in front: IPv4, but IPv6 where the first address (`status.podIP`)
 * is IPv6 on both. An end without known addresses has whatever the other has.
 */
function familiesAsked(from: Endpoint, to: Endpoint): readonly Family[] {
  const firsts = [from, to].flatMap(({addresses: [first]}) => first ?? []);
  if (firsts.length === 0) return [];
  const shared = familiesBetween(from, to);
  return firsts.every((text) => text.includes(':')) ? [...shared].reverse() : shared;
}
