import type {Json} from '../../src/base/json.ts';
import {isBefore, type Version} from '../../src/base/version.ts';
import type {Application, HttpMatch} from '../../src/ir/policy.ts';
import {printFqdn} from './fqdn.ts';
import type {HeaderMatch, HttpRule, PortRule, Tls} from './schema.ts';

/**
 * What a port item asks of layer 7. HTTP decides requests; DNS names, server names, TLS and listeners never decide a
 * connection and are shown (cilium.md 8). Empty lists ask nothing.
 */
export function application(item: PortRule, authentication: string | undefined): Application | undefined {
  const http = (item.rules?.http ?? []).length > 0 ? (item.rules?.http ?? []).flatMap(httpMatch) : undefined;
  const shown = [...shownRestrictions(item), ...(authentication ? [`authentication: ${authentication}`] : [])];
  if (!http && shown.length === 0) return undefined;
  return {...(http && {http}), ...(shown.length > 0 && {shown})};
}

function shownRestrictions(item: PortRule): readonly string[] {
  const {rules, serverNames, terminatingTLS, originatingTLS, listener} = item;
  return [
    ...(rules?.kafka ?? []).map((each) => `Kafka: ${JSON.stringify(each)}`),
    ...(rules?.l7proto ? [`layer 7 of ${rules.l7proto}`] : []),
    ...(rules?.dns ?? []).map((each) => `DNS: ${printFqdn(each)}`),
    ...(serverNames ?? []).map((name) => `TLS server name: ${name}`),
    ...(terminatingTLS === undefined ? [] : ['terminates TLS']),
    ...(originatingTLS === undefined ? [] : ['originates TLS']),
    ...(listener ? [`handed to the listener ${listener.name ?? ''}`] : []),
  ];
}

/** True when the item differs from a plain port item, so that it needs a rule of its own. */
export function hasLayer7(item: PortRule): boolean {
  return application(item, undefined) !== undefined;
}

/** The fields that only Cilium can say, as they were written: kept so that nothing is lost on the way back. */
export function unsaidFields(item: PortRule): readonly {readonly field: string; readonly value: Json}[] {
  const {rules, serverNames, terminatingTLS, originatingTLS, listener} = item;
  const dns = rules?.dns ?? [];
  return [
    ...removedFields(rules),
    ...(dns.length > 0 ? [{field: 'rules.dns', value: dns.map((each) => ({...each}))}] : []),
    ...(serverNames && serverNames.length > 0 ? [{field: 'serverNames', value: serverNames}] : []),
    ...(terminatingTLS === undefined ? [] : [{field: 'terminatingTLS', value: tlsValue(terminatingTLS)}]),
    ...(originatingTLS === undefined ? [] : [{field: 'originatingTLS', value: tlsValue(originatingTLS)}]),
    ...(listener ? [{field: 'listener', value: listenerValue(listener)}] : []),
  ];
}

/** The kinds of layer 7 rules that are given and that this version does not have any more (cilium.md 12, V26). */
export function removedRules(rules: PortRule['rules'], version: Version): readonly string[] {
  if (isBefore(version, 1, 20)) return [];
  return (['kafka', 'l7proto', 'l7'] as const).filter((field) => rules?.[field] !== undefined);
}

/** What only versions before 1.20 have. */
function removedFields(rules: PortRule['rules']): readonly {readonly field: string; readonly value: Json}[] {
  const {kafka, l7proto, l7} = rules ?? {};
  return [
    ...(kafka && kafka.length > 0 ? [{field: 'rules.kafka', value: kafka}] : []),
    ...(l7proto ? [{field: 'rules.l7', value: {l7proto, l7: l7 ?? []}}] : []),
  ];
}

function tlsValue({secret, ...files}: Tls): Json {
  return {...(secret && {secret: {...secret}}), ...files};
}

function listenerValue(listener: NonNullable<PortRule['listener']>): Json {
  const {envoyConfig, name, priority} = listener;
  return {
    ...(envoyConfig && {envoyConfig: {...envoyConfig}}),
    ...(name !== undefined && {name}),
    ...(priority !== undefined && {priority}),
  };
}

/**
 * One HTTP rule: all its conditions hold, an empty field asks nothing (cilium.md 8.3). A rule that asks for a header
 * that cannot exist matches no request and yields none.
 */
function httpMatch(rule: HttpRule): readonly HttpMatch[] {
  const headers = [...(rule.headers ?? []), ...(rule.headerMatches ?? []).flatMap(decidingHeader)];
  if ((rule.headers ?? []).some((text) => !text.includes(' ') && text.includes(':'))) return [];
  return [
    {
      ...(rule.method && {method: {test: 'regex', pattern: rule.method}}),
      ...(rule.host && {host: {test: 'regex', pattern: rule.host}}),
      ...(rule.path && {path: {test: 'regex', pattern: rule.path}}),
      ...(headers.length > 0 && {headers}),
    },
  ];
}

/** With a `mismatch` action the request goes on, with its header logged or changed: no condition then. */
function decidingHeader({name = '', value, mismatch, secret}: HeaderMatch): readonly string[] {
  if (mismatch) return [];
  if (secret) return [`${name}: (a secret)`];
  return [value ? `${name}: ${value}` : name];
}
