import type {JsonObject} from '../base/json.ts';
import {hasPorts, isIcmp, protocolName} from '../base/protocols.ts';
import type {Connection, Decision, HttpRequest, Verdict} from '../evaluate/answer.ts';
import type {HttpMatch} from '../ir/policy.ts';
import {diagnosticJson, endpointJson, referenceJson} from './json.ts';
import type {Places} from './place.ts';

/** One item of a `VerdictList`. `cni` is given where several engines judge. */
export function verdictJson(verdict: Verdict, places: Places, cni?: string): JsonObject {
  const {connection, egress, ingress, caveats} = verdict;
  const port = portOf(connection);
  return {
    ...(cni !== undefined && {profile: {cni}}),
    from: endpointJson(connection.from),
    to: endpointJson(connection.to),
    protocol: protocolName(connection.protocol) ?? connection.protocol,
    ...(port !== undefined && {port}),
    ...(connection.http && {http: requestText(connection.http)}),
    verdict: verdict.verdict,
    egress: egress && decisionJson(egress, places),
    ingress: ingress && decisionJson(ingress, places),
    caveats: caveats.map((each) => diagnosticJson(each, places)),
  };
}

/** The port, for ICMP `type/code`; undefined for protocols that have neither. */
export function portOf({
  protocol,
  port,
  icmp,
}: Pick<Connection, 'protocol' | 'port' | 'icmp'>): number | string | undefined {
  if (isIcmp(protocol)) return icmp && `${icmp.type}/${icmp.code}`;
  return hasPorts(protocol) ? port : undefined;
}

/** `GET shop.example /cart`, as the flag `--http` takes it. */
export function requestText({method, host, path}: HttpRequest): string {
  return [method, ...(host === undefined ? [] : [host]), path].join(' ');
}

export function decisionJson(decision: Decision, places: Places): JsonObject {
  const {verdict, reason, stage, decidedBy, considered, unknowns, http, application} = decision;
  return {
    verdict,
    reason,
    stage: stage ?? null,
    decidedBy: decidedBy.map((each) => referenceJson(each, places)),
    considered: considered.map((each) => referenceJson(each, places)),
    unknowns,
    ...(http && {http: http.map(httpJson)}),
    ...(application && {application}),
  };
}

export function httpJson({method, host, path, headers}: HttpMatch): JsonObject {
  return {
    ...(method && {method: {...method}}),
    ...(host && {host: {...host}}),
    ...(path && {path: {...path}}),
    ...(headers && {headers}),
  };
}
