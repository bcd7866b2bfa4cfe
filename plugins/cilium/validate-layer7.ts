import type {Path} from '../../src/base/json.ts';
import {isRegularExpression} from '../../src/base/regular-expression.ts';
import {isBefore, type Version} from '../../src/base/version.ts';
import {badCombination, badValue, type Finding, missing} from './finding.ts';
import {removedRules} from './layer7.ts';
import {type Direction, parsePort} from './ports.ts';
import type {HeaderMatch, HttpRule, Listener, PortProtocol, PortRule, Tls} from './schema.ts';
import {alternatives} from './schema-rules.ts';
import {schemaOfName, validateFqdn} from './validate-names.ts';

interface Place {
  readonly direction: Direction;
  /** The subject is a node. */
  readonly onNodes: boolean;
  readonly version: Version;
}

/** What is wrong with the layer 7 part of a port item (cilium.md 4, V17 to V24). Empty lists ask nothing. */
export function validateLayer7(item: PortRule, at: Path, place: Place): readonly Finding[] {
  const http = item.rules?.http ?? [];
  const dns = item.rules?.dns ?? [];
  const rules = [...at, 'rules'];
  return [
    ...(item.rules && removedRules(item.rules, place.version).length === 0
      ? alternatives(item.rules, rules, {
          rule: 'V19',
          fields: isBefore(place.version, 1, 20) ? ['http', 'kafka', 'dns', 'l7proto'] : ['http', 'dns'],
          exclusive: true,
          reason: 'give one kind of layer 7 rules; write an item for each',
          refusedByAgent: http.length > 0 && dns.length > 0,
        })
      : []),
    ...(http.length > 0 ? validateHttpPlace(item, rules, place) : []),
    ...(dns.length > 0 ? validateDnsPlace(item, rules, place) : []),
    ...(http.length + dns.length > 0 ? validateRedirect(item, at) : []),
    ...http.flatMap((rule, index) => validateHttp(rule, [...rules, 'http', index])),
    ...dns.flatMap((rule, index) => validateFqdn(rule, [...rules, 'dns', index], 'dns')),
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

const mismatchActions: readonly string[] = ['LOG', 'ADD', 'DELETE', 'REPLACE'];

function validateHeader({name, mismatch, secret}: HeaderMatch, at: Path): readonly Finding[] {
  return [
    ...(name ? [] : [missing('V23', [...at, 'name'], 'both')]),
    ...(mismatch === undefined || mismatchActions.includes(mismatch)
      ? []
      : [
          badValue(
            'V23',
            [...at, 'mismatch'],
            mismatch,
            'use LOG, ADD, DELETE or REPLACE',
            mismatch === '' ? 'api-server' : 'both',
          ),
        ]),
    ...(secret && !secret.name
      ? [missing('V23', [...at, 'secret', 'name'], secret.name === undefined ? 'both' : 'engine')]
      : []),
  ];
}

function validateTls(item: PortRule, at: Path): readonly Finding[] {
  const {serverNames, terminatingTLS, originatingTLS} = item;
  const path = [...at, 'serverNames'];
  return [
    ...(serverNames ?? []).flatMap((name, index) => {
      if (name === '') return [badValue('V20', [...path, index], '', 'a server name cannot be empty', 'both')];
      const repeated = (serverNames ?? []).indexOf(name) < index;
      return [
        ...schemaOfName(name, [...path, index], 'V20'),
        ...(repeated
          ? [badValue('V20', [...path, index], name, 'this name stands in the list already', 'api-server')]
          : []),
      ];
    }),
    ...(serverNames?.length === 0
      ? [badCombination('V20', path, 'an empty list is not taken, leave the field out', 'api-server')]
      : []),
    ...validateSecret(terminatingTLS, [...at, 'terminatingTLS', 'secret']),
    ...validateSecret(originatingTLS, [...at, 'originatingTLS', 'secret']),
  ];
}

function validateSecret(context: Tls | undefined, at: Path): readonly Finding[] {
  if (!context) return [];
  if (!context.secret) return [missing('V20', at)];
  return context.secret.name === undefined ? [missing('V20', [...at, 'name'])] : [];
}

function validateListener(item: PortRule, at: Path, {direction}: Place, withRules: boolean): readonly Finding[] {
  const {listener} = item;
  if (!listener) return [];
  const path = [...at, 'listener'];
  return [
    ...(direction === 'ingress' ? [badCombination('V21', path, 'a listener is possible on egress only')] : []),
    ...(withRules ? [badCombination('V21', path, 'a listener cannot stand beside layer 7 rules')] : []),
    ...validateListenerFields(listener, path),
  ];
}

function validateListenerFields({name, priority, envoyConfig}: Listener, path: Path): readonly Finding[] {
  const kind = envoyConfig?.kind;
  return [
    ...(name ? [] : [missing('V21', [...path, 'name'])]),
    ...(priority === undefined || (priority >= 1 && priority <= 100)
      ? []
      : [badValue('V21', [...path, 'priority'], priority, 'use 1 to 100', 'api-server')]),
    ...(envoyConfig ? [] : [missing('V21', [...path, 'envoyConfig'])]),
    ...(envoyConfig && !envoyConfig.name ? [missing('V21', [...path, 'envoyConfig', 'name'])] : []),
    ...(kind === undefined || /^Cilium(Clusterwide)?EnvoyConfig$/.test(kind)
      ? []
      : [badValue('V21', [...path, 'envoyConfig', 'kind'], kind, 'no such kind', 'api-server')]),
  ];
}
