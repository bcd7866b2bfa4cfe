import type {Path} from '../../src/base/json.ts';
import {isBefore, type Version} from '../../src/base/version.ts';
import {badCombination, badValue, type Finding} from './finding.ts';
import {removedRules} from './layer7.ts';
import type {Fqdn, PolicyRule, PortRule, Spec} from './schema.ts';
import {sections} from './validate.ts';

const newProtocols: readonly string[] = ['GRE', 'IPIP', 'IPV6', 'ESP', 'AH'];
const passedOver = 'Cilium 1.20 removed it; its agent passes over it, which leaves the ports open to any request';

/**
 * What the stated version does not have any more or not yet (cilium.md 12; V13, V25, V26). An empty version is the newest.
 * A value that an agent does not know takes the object out of force; a field it does not know is passed over by the agent
 * and refused by the API server.
 */
export function versionFindings(spec: Spec, path: Path, version: Version): readonly Finding[] {
  return [
    ...(spec.enableDefaultDeny && isBefore(version, 1, 16)
      ? [tooNew([...path, 'enableDefaultDeny'], 'enableDefaultDeny', '1.16')]
      : []),
    ...sections.flatMap((section) =>
      (spec[section] ?? []).flatMap((rule: PolicyRule, index: number) => {
        const at = [...path, section, index];
        return [
          ...requirements(rule, at, version),
          ...entities(rule, at, version),
          ...(rule.toPorts ?? []).flatMap((item, position) => ports(item, [...at, 'toPorts', position], version)),
        ];
      }),
    ),
  ];
}

function requirements(rule: PolicyRule, path: Path, version: Version): readonly Finding[] {
  if (isBefore(version, 1, 19)) return [];
  return (['fromRequires', 'toRequires'] as const).flatMap((field) => {
    const filled = (rule[field] ?? []).length > 0;
    const reason = 'Cilium 1.19 removed it; name the labels in the peers';
    return filled ? [badCombination('V25', [...path, field], reason, 'both')] : [];
  });
}

function entities(rule: PolicyRule, path: Path, version: Version): readonly Finding[] {
  if (!isBefore(version, 1, 20)) return [];
  return (['fromEntities', 'toEntities'] as const).flatMap((field) =>
    (rule[field] ?? []).flatMap((name, index) =>
      name === 'cluster-mesh' ? [badValue('V06', [...path, field, index], name, since('1.20'), 'both')] : [],
    ),
  );
}

function ports({ports: entries = [], rules, serverNames}: PortRule, path: Path, version: Version): readonly Finding[] {
  return [
    ...(isBefore(version, 1, 20) ? freeWildcards(serverNames ?? [], [...path, 'serverNames']) : []),
    ...removedRules(rules, version).map((field) =>
      badCombination('V26', [...path, 'rules', field], passedOver, 'api-server'),
    ),
    ...entries.flatMap(({protocol = '', endPort}, index) => {
      const at = [...path, 'ports', index];
      return [
        ...(isBefore(version, 1, 20) && newProtocols.includes(protocol.toUpperCase())
          ? [badValue('V13', [...at, 'protocol'], protocol, since('1.20'), 'both')]
          : []),
        ...(isBefore(version, 1, 16) && endPort !== undefined ? [tooNew([...at, 'endPort'], 'endPort', '1.16')] : []),
      ];
    }),
  ];
}

/** Before 1.20 a wildcard stands for whole labels at the start alone (cilium.md 8.4). */
function freeWildcards(names: readonly string[], path: Path): readonly Finding[] {
  return names.flatMap((name, index) =>
    name.replace(/^\*\*?\./, '').includes('*')
      ? [
          badValue(
            'V20',
            [...path, index],
            name,
            'a wildcard elsewhere than in a leading *. or **. exists from Cilium 1.20 on',
          ),
        ]
      : [],
  );
}

function tooNew(path: Path, field: string, version: string): Finding {
  return badCombination('version', path, `${field} ${since(version)}`, 'api-server');
}

function since(version: string): string {
  return `exists from Cilium ${version} on`;
}

/** The spec as the agent of this version reads it: without the fields it does not know, patterns in its own sense. */
export function atVersion(spec: Spec, version: Version): Spec {
  const {enableDefaultDeny, ...rest} = spec;
  const change = <T extends PolicyRule>(rule: T): T => ruleAt(rule, version);
  return {
    ...rest,
    ...(enableDefaultDeny && !isBefore(version, 1, 16) && {enableDefaultDeny}),
    ...(spec.ingress && {ingress: spec.ingress.map(change)}),
    ...(spec.egress && {egress: spec.egress.map(change)}),
  };
}

function ruleAt<T extends PolicyRule>(rule: T, version: Version): T {
  return {
    ...rule,
    ...(rule.toFQDNs && isBefore(version, 1, 19) && {toFQDNs: rule.toFQDNs.map(oneLabelOnly)}),
    ...(rule.toPorts && !isBefore(version, 1, 20) && {toPorts: rule.toPorts.map(withoutRemoved)}),
  };
}

/** Before 1.19 a leading `**.` was the same as `*.` (cilium.md 6.7). */
function oneLabelOnly(item: Fqdn): Fqdn {
  const {matchPattern} = item;
  return matchPattern === undefined ? item : {...item, matchPattern: matchPattern.replace(/^\*+\./, '*.')};
}

function withoutRemoved(item: PortRule): PortRule {
  if (!item.rules) return item;
  const {kafka: _kafka, l7proto: _proto, l7: _l7, ...rules} = item.rules;
  return {...item, rules};
}
