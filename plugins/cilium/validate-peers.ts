import {type Cidr, cidrContains, cidrCovers, parseAddress, parseCidr} from '../../src/base/cidr.ts';
import type {Path} from '../../src/base/json.ts';
import {isBefore, type Version} from '../../src/base/version.ts';
import {canonicalCidr} from './cidr.ts';
import {entityMatch, isAgentOnlyEntity} from './entities.ts';
import {badCombination, badValue, type Finding, missing, type Refuses} from './finding.ts';
import type {CidrItem, PolicyRule, Service} from './schema.ts';
import {alternatives} from './schema-rules.ts';
import {validateFqdn} from './validate-names.ts';
import {validateSelector} from './validate-selector.ts';

const ingressPeers = ['fromEndpoints', 'fromCIDR', 'fromCIDRSet', 'fromEntities', 'fromGroups', 'fromNodes'] as const;
const egressPeers = [
  'toEndpoints',
  'toCIDR',
  'toCIDRSet',
  'toEntities',
  'toGroups',
  'toNodes',
  'toServices',
  'toFQDNs',
] as const;

/** What is wrong with the peers of a rule (cilium.md 4, V04 to V10, V24). */
export function validatePeers(rule: PolicyRule, path: Path, version: Version): readonly Finding[] {
  const filled = [...ingressPeers, ...egressPeers].filter((field) => (rule[field]?.length ?? 0) > 0);
  const together =
    filled.length > 1
      ? [badCombination('V04', path, `${filled.join(' and ')} cannot stand in one rule, write a rule for each`)]
      : [];
  return [
    ...together,
    ...selectors(rule, path),
    ...each(path, {fromEntities: rule.fromEntities, toEntities: rule.toEntities}, entity),
    ...each(path, {fromCIDR: rule.fromCIDR, toCIDR: rule.toCIDR}, cidr),
    ...each(path, {fromCIDRSet: rule.fromCIDRSet, toCIDRSet: rule.toCIDRSet}, (item, at) =>
      cidrItem(item, at, version),
    ),
    ...each(path, {toFQDNs: rule.toFQDNs}, (item, at) => validateFqdn(item, at, 'toFQDNs')),
  ];
}

function each<T>(
  path: Path,
  fields: Readonly<Record<string, readonly T[] | undefined>>,
  check: (item: T, at: Path) => readonly Finding[],
): readonly Finding[] {
  return Object.entries(fields).flatMap(([field, items]) =>
    (items ?? []).flatMap((item, index) => check(item, [...path, field, index])),
  );
}

function selectors(rule: PolicyRule, path: Path): readonly Finding[] {
  const {fromEndpoints, toEndpoints, fromNodes, toNodes, fromRequires, toRequires} = rule;
  return [
    ...each(path, {fromEndpoints, toEndpoints, fromNodes, toNodes, fromRequires, toRequires}, validateSelector),
    ...each(path, {toServices: rule.toServices}, service),
  ];
}

function service({k8sServiceSelector}: Service, path: Path): readonly Finding[] {
  if (!k8sServiceSelector) return [];
  const at = [...path, 'k8sServiceSelector', 'selector'];
  const {selector} = k8sServiceSelector;
  return selector ? validateSelector(selector, at) : [missing('services', at)];
}

function entity(name: string, at: Path): readonly Finding[] {
  if (entityMatch(name) === undefined) return [badValue('V06', at, name, 'Cilium knows no such entity', 'both')];
  const reason = 'the agent takes it, the schema of the API server does not; use world';
  return isAgentOnlyEntity(name) ? [badValue('V06', at, name, reason, 'api-server')] : [];
}

function cidr(text: string, at: Path): readonly Finding[] {
  if (canonicalCidr(text) === undefined) return [badValue('V08', at, text, 'this is no CIDR', refusesCidr(text))];
  const reason = 'the schema of the API server asks for a prefix, such as /32';
  return text.includes('/') ? [] : [badValue('V08', at, text, reason, 'api-server')];
}

function cidrItem(item: CidrItem, at: Path, version: Version): readonly Finding[] {
  const {cidr, cidrGroupRef, cidrGroupSelector} = item;
  const filled = [cidr || undefined, cidrGroupRef || undefined, cidrGroupSelector].filter((each) => each !== undefined);
  const outer = cidr ? prefixOf(cidr) : undefined;
  return [
    ...alternatives(item, at, {
      rule: 'V09',
      fields: ['cidr', 'cidrGroupRef', 'cidrGroupSelector'],
      exclusive: true,
      reason: 'give exactly one of cidr, cidrGroupRef and cidrGroupSelector',
      refusedByAgent: filled.length !== 1,
    }),
    ...(cidr !== undefined && !outer
      ? [badValue('V08', [...at, 'cidr'], cidr, 'this is no CIDR', cidr ? refusesCidr(cidr) : 'api-server')]
      : []),
    ...(cidrGroupRef !== undefined && !isGroupName(cidrGroupRef)
      ? [badValue('V09', [...at, 'cidrGroupRef'], cidrGroupRef, 'this is no valid name', 'api-server')]
      : []),
    ...(item.except ?? []).flatMap((text, index) => exception(text, outer, [...at, 'except', index], version)),
    ...validateSelector(cidrGroupSelector ?? {}, [...at, 'cidrGroupSelector']),
  ];
}

/**
 * Beside a group the agent does not check exceptions and stops on an unreadable one: refused here too. Before 1.20 it looked
 * for the address alone, so that an exception wider than the cidr passed and left nothing (cilium.md 4, V10).
 */
function exception(text: string, outer: Cidr | undefined, at: Path, version: Version): readonly Finding[] {
  const hole = prefixOf(text);
  if (!hole) return [badValue('V10', at, text, 'this is no CIDR', refusesCidr(text))];
  const inside = !outer || cidrCovers(outer, hole) || (isBefore(version, 1, 20) && holdsAddress(outer, text));
  return inside ? [] : [badValue('V10', at, text, 'an exception must lie inside the cidr of its item')];
}

function holdsAddress(outer: Cidr, text: string): boolean {
  const address = parseAddress(text.slice(0, text.indexOf('/')));
  return address !== undefined && cidrContains(outer, address);
}

/** In an item of a set a bare address is refused. */
function prefixOf(text: string) {
  const canonical = text.includes('/') ? canonicalCidr(text) : undefined;
  return canonical === undefined ? undefined : parseCidr(canonical)?.cidr;
}

/** The schema of the API server takes leading zeros, the agent does not; neither takes anything else (V08). */
function refusesCidr(text: string): Refuses {
  return text.includes('/') && parseCidr(text) ? 'engine' : 'both';
}

function isGroupName(name: string): boolean {
  return name.length <= 253 && name.split('.').every((part) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(part));
}
