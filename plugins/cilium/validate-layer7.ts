import {isObject, type Path} from '../../src/base/json.ts';
import {isRegularExpression} from '../../src/base/regular-expression.ts';
import {badCombination, badValue, type Finding} from './finding.ts';
import {type Direction, parsePort} from './ports.ts';
import type {Fqdn, HeaderMatch, HttpRule, PortProtocol, PortRule} from './schema.ts';
import {LONGEST_NAME, validateFqdn} from './validate-names.ts';

interface Place {
  readonly direction: Direction;
  /** The subject is a node. */
  readonly onNodes: boolean;
}

/** What is wrong with the layer 7 part of a port item (cilium.md 4, V17 to V24). Empty lists ask nothing. */
export function validateLayer7(item: PortRule, at: Path, place: Place): readonly Finding[] {
  const http = item.rules?.http ?? [];
  const dns = item.rules?.dns ?? [];
  const rules = [...at, 'rules'];
  return [
    ...(item.rules && !item.rules.http && !item.rules.dns
      ? [badCombination('V19', rules, 'no layer 7 rule is given', 'api-server')]
      : []),
    ...(http.length > 0 && dns.length > 0
      ? [badCombination('V19', rules, 'http and dns cannot stand in one item, write an item for each', 'both')]
      : []),
    ...(http.length > 0 ? validateHttpPlace(item, rules, place) : []),
    ...(dns.length > 0 ? validateDnsPlace(item, rules, place) : []),
    ...(http.length + dns.length > 0 ? validateRedirect(item, at) : []),
    ...http.flatMap((rule, index) => validateHttp(rule, [...rules, 'http', index])),
    ...dns.flatMap((rule, index) => validateDns(rule, [...rules, 'dns', index])),
    ...validateTls(item, at),
    ...validateListener(item, at, place, http.length + dns.length > 0),
  ];
}

function validateHttpPlace({ports = []}: PortRule, at: Path, {direction, onNodes}: Place): readonly Finding[] {
  if (onNodes) return [badCombination('V22', at, `HTTP rules are not possible for nodes on ${direction}`)];
  const wrong = ports.find(({protocol = ''}) => protocol.toUpperCase() !== 'TCP');
  return wrong ? [badCombination('V18', at, 'HTTP rules need protocol: TCP on every port of the item')] : [];
}

function validateDnsPlace({ports = []}: PortRule, at: Path, {direction}: Place): readonly Finding[] {
  if (direction === 'ingress') return [badCombination('V17', at, 'DNS rules are possible on egress only')];
  if (ports.length === 0) return [badCombination('V17', at, 'DNS rules need a port')];
  const ranged = ports.some(({endPort = 0}) => endPort > 0);
  return ranged ? [badCombination('V17', at, 'DNS rules cannot stand beside a range of ports')] : [];
}

function validateRedirect({ports = [], serverNames = [], terminatingTLS}: PortRule, at: Path): readonly Finding[] {
  const all = ports.some(({port = ''}: PortProtocol) => parsePort(port)?.port === 'all');
  return [
    ...(all ? [badCombination('V19', [...at, 'rules'], 'layer 7 rules need a port other than 0')] : []),
    ...(serverNames.length > 0 && terminatingTLS === undefined
      ? [badCombination('V20', at, 'serverNames beside layer 7 rules need terminatingTLS')]
      : []),
  ];
}

function validateHttp(rule: HttpRule, at: Path): readonly Finding[] {
  const patterns = [
    ['path', rule.path],
    ['method', rule.method],
  ] as const;
  return [
    ...patterns.flatMap(([field, pattern]) =>
      pattern === undefined || isRegularExpression(pattern)
        ? []
        : [badValue('V23', [...at, field], pattern, 'this is no regular expression of RE2')],
    ),
    ...(rule.headerMatches ?? []).flatMap((header, index) => validateHeader(header, [...at, 'headerMatches', index])),
  ];
}

const mismatchActions: readonly string[] = ['', 'LOG', 'ADD', 'DELETE', 'REPLACE'];

function validateHeader({name, mismatch = '', secret}: HeaderMatch, at: Path): readonly Finding[] {
  if (!name) return [badCombination('V23', [...at, 'name'], 'the name of the header is missing', 'both')];
  if (!mismatchActions.includes(mismatch)) {
    return [badValue('V23', [...at, 'mismatch'], mismatch, 'use LOG, ADD, DELETE or REPLACE', 'both')];
  }
  return secret && !secret.name ? [badCombination('V23', [...at, 'secret'], 'the name of the secret is missing')] : [];
}

/** The agent takes an item with both and matches either; the schema of the API server takes neither both nor none. */
function validateDns(rule: Fqdn, at: Path): readonly Finding[] {
  const one = Boolean(rule.matchName) !== Boolean(rule.matchPattern);
  const reason = 'give matchName or matchPattern, one of them';
  return [...(one ? [] : [badCombination('V24', at, reason, 'api-server')]), ...validateFqdn(rule, at, LONGEST_NAME)];
}

function validateTls(item: PortRule, at: Path): readonly Finding[] {
  const names = item.serverNames ?? [];
  const path = [...at, 'serverNames'];
  const server = (index: number, name: string, reason: string) =>
    badValue('V20', [...path, index], name, reason, 'api-server');
  return [
    ...names.flatMap((name, index) => {
      if (name === '') return [badValue('V20', [...path, index], '', 'a server name cannot be empty')];
      if (name.length > LONGEST_NAME) return [server(index, name, `at most ${LONGEST_NAME} characters`)];
      return names.indexOf(name) < index ? [server(index, name, 'this name stands in the list already')] : [];
    }),
    ...(item.serverNames && names.length === 0
      ? [badCombination('V20', path, 'an empty list is not taken, leave the field out', 'api-server')]
      : []),
    ...(['terminatingTLS', 'originatingTLS'] as const).flatMap((field) =>
      isObject(item[field]) && !('secret' in item[field])
        ? [badCombination('V20', [...at, field, 'secret'], 'the secret is missing', 'api-server')]
        : [],
    ),
  ];
}

function validateListener(item: PortRule, at: Path, {direction}: Place, withRules: boolean): readonly Finding[] {
  const {listener} = item;
  if (!listener) return [];
  const path = [...at, 'listener'];
  if (direction === 'ingress') return [badCombination('V21', path, 'a listener is possible on egress only')];
  if (withRules) return [badCombination('V21', path, 'a listener cannot stand beside layer 7 rules')];
  const {name, priority, envoyConfig} = listener;
  return [
    ...(name ? [] : [badCombination('V21', [...path, 'name'], 'the name of the listener is missing', 'api-server')]),
    ...(priority === undefined || (priority >= 1 && priority <= 100)
      ? []
      : [badValue('V21', [...path, 'priority'], priority, 'use 1 to 100', 'api-server')]),
    ...(envoyConfig?.kind === undefined || /^Cilium(Clusterwide)?EnvoyConfig$/.test(envoyConfig.kind)
      ? []
      : [badValue('V21', [...path, 'envoyConfig', 'kind'], envoyConfig.kind, 'no such kind', 'api-server')]),
  ];
}
