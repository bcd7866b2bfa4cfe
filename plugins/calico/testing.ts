import type {Diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {printMatch} from '../../src/ir/match.ts';
import type {Policy, Rule} from '../../src/ir/policy.ts';
import {box, ports, printTraffic, type TrafficBox, traffic} from '../../src/ir/traffic.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read} from '../dialect.ts';
import {readCalico} from './read.ts';

/** A document that holds just this value, for tests of this folder. */
export function documentOf(value: unknown, file = 'test.yaml'): Document {
  const origin = {file, document: 1, path: []};
  return {origin, content: {syntax: 'value', value}, locate: () => ({file, document: 1, path: ''})};
}

export function readValue(value: unknown): Read {
  return readCalico(documentOf(value), {namespace: 'default'});
}

/** A policy named `p`: namespaced in `n` unless its spec is meant for the global kind. */
function policyObject(spec: unknown, kind = 'NetworkPolicy', apiVersion = 'projectcalico.org/v3'): unknown {
  const namespace = kind.includes('Global') ? {} : {namespace: 'n'};
  return {apiVersion, kind, metadata: {name: 'p', ...namespace}, spec};
}

export function readSpec(spec: unknown, kind?: string, apiVersion?: string): Read {
  return readValue(policyObject(spec, kind, apiVersion));
}

/** The errors of a reading, by code and path. */
export function errorsOf({diagnostics = []}: Read): readonly string[] {
  return diagnostics.filter(({severity}) => severity === 'error').map(place);
}

export function remarksOf({diagnostics = []}: Read): readonly string[] {
  return diagnostics.filter(({severity}) => severity !== 'error').map(place);
}

function place({code, arguments: {path}}: Diagnostic): string {
  return `${code} ${String(path ?? '')}`.trim();
}

/** A rule in one line: action, own end where it is narrowed, peer, traffic. */
export function printRule(rule: Rule): string {
  const self = rule.self ? `[${printMatch(rule.self)}] ` : '';
  return `${rule.action} ${self}${printMatch(rule.peer)} | ${printTraffic(rule.traffic)}`;
}

/**
 * What a policy says, without where it was written and however its ports are cut into lists: rules that can never match
 * are left out, and neighbours that differ in their traffic alone are one.
 */
export function printPolicy(policy: Policy): unknown {
  const {id, labels, annotations, group, staged, subject, ingress, egress, remainder} = policy;
  const sides = [ingress, egress].map((side) => side && {isolates: side.isolates, rules: printRules(side.rules)});
  const {apiVersion: _, ...name} = id;
  const rest = remainder.map(({field, value}) => ({field, value}));
  return {name, labels, annotations, group, staged, subject: printMatch(subject), sides, rest};
}

function printRules(rules: readonly Rule[]): readonly unknown[] {
  const found: {what: string; application: Rule['application']; boxes: TrafficBox[]}[] = [];
  for (const rule of rules) {
    if (rule.peer.is === 'false' || rule.self?.is === 'false' || rule.traffic.length === 0) continue;
    const what = printRule({...rule, traffic: []});
    const last = found.at(-1);
    if (last?.what === what && !rule.application && !last.application) last.boxes.push(...rule.traffic);
    else found.push({what, application: rule.application, boxes: [...rule.traffic]});
  }
  return found.map(({what, application, boxes}) => [what, application ?? null, printTraffic(traffic(joined(boxes)))]);
}

/** Boxes that differ in their port numbers alone are one. */
function joined(boxes: readonly TrafficBox[]): readonly TrafficBox[] {
  const plain = new Map<string, TrafficBox>();
  for (const each of boxes) {
    if (each.ports?.numbers.length === 0 && printTraffic([{ports: each.ports}]).endsWith('none')) continue;
    const {ports: own, ...rest} = each;
    const key =
      own?.names.length === 0 && own.services.length === 0
        ? JSON.stringify([rest, own.exceptNames])
        : printTraffic([each]);
    const before = plain.get(key)?.ports;
    const numbers = [...(before?.numbers ?? []), ...(own?.numbers ?? [])];
    plain.set(key, own && before ? box({...each, ports: ports({...own, numbers})}) : each);
  }
  return [...plain.values()];
}
