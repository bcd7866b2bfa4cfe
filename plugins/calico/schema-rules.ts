import {isObject} from '../../src/base/json.ts';
import {conflict, type Fields, type Item, isPresent} from './fields.ts';

/**
 * The rules of the CRDs that look at several fields, for the values as written: the API server asks neither whether a
 * selector can be parsed nor what a protocol is called (calico.md 3.4). Each is told at the object that the rule
 * belongs to, as the server does.
 */
export function checkSchemaOfSpec(spec: Fields): void {
  const {values} = spec;
  for (const key of ['selector', 'serviceAccountSelector', 'namespaceSelector']) {
    const reason = `global() may only stand in the namespaceSelector of a rule, not in ${key}`;
    refuse(spec, mentionsGlobal(values[key]), reason);
  }
  const preDNAT = values['preDNAT'] === true;
  const doNotTrack = values['doNotTrack'] === true;
  const types = values['types'];
  refuse(spec, preDNAT && doNotTrack, 'preDNAT cannot stand beside doNotTrack');
  refuse(
    spec,
    (preDNAT || doNotTrack) && values['applyOnForward'] !== true,
    `${preDNAT ? 'preDNAT' : 'doNotTrack'} needs applyOnForward: true`,
  );
  refuse(
    spec,
    preDNAT && (isFilled(spec, 'egress') || (Array.isArray(types) && types.includes('Egress'))),
    'preDNAT is for ingress only',
  );
}

/** Rules 6 and 7 of calico.md 3.4, and the part of rule 8 that looks beyond one side. */
export function checkSchemaOfRule(rule: Fields): void {
  const {action, protocol, notProtocol, ipVersion, destination} = rule.values;
  if (isPresent(rule, 'http')) {
    refuse(rule, action !== 'Allow', 'only a rule with action Allow can have http');
    refuse(rule, !isOneOf(protocol, [undefined, null, 'TCP', 6]), 'http needs protocol TCP');
  }
  if (isPresent(rule, 'icmp')) {
    refuse(rule, !isOneOf(protocol, ['ICMP', 'ICMPv6', 1, 58]), 'icmp needs protocol ICMP or ICMPv6');
  }
  for (const each of [protocol, notProtocol]) {
    const family = isOneOf(each, ['ICMP', 1]) ? 4 : isOneOf(each, ['ICMPv6', 58]) ? 6 : undefined;
    const differs = family !== undefined && typeof ipVersion === 'number' && ipVersion !== family;
    refuse(rule, differs, `its protocol exists for IPv${family} only, its ipVersion is ${String(ipVersion)}`);
  }
  if (isObject(destination) && isPresent({...rule, values: destination}, 'services')) {
    const ported = isFilled({...rule, values: destination}, 'ports', 'notPorts');
    refuse(rule, ported, 'services bring their own ports; remove ports and notPorts');
  }
}

/** Rules 8 and 9 of calico.md 3.4, for the source or the destination of a rule. */
export function checkSchemaOfEntity(entity: Fields): void {
  const {selector, services} = entity.values;
  refuse(entity, mentionsGlobal(selector), 'global() belongs into a namespaceSelector');
  if (!isObject(services)) return;
  refuse(entity, !isFilled({...entity, values: services}, 'name'), 'services needs the name of the service');
  const beside = [
    ...['selector', 'notSelector', 'namespaceSelector', 'nets', 'notNets'].filter((key) => isFilled(entity, key)),
    ...(isPresent(entity, 'serviceAccounts') ? ['serviceAccounts'] : []),
  ];
  refuse(entity, beside.length > 0, `services cannot stand beside ${beside.join(', ')}`);
}

/** A code of ICMP needs its type. */
export function checkSchemaOfIcmp(icmp: Fields): void {
  refuse(icmp, isPresent(icmp, 'code') && !isPresent(icmp, 'type'), 'an ICMP code needs its type');
}

/** Lists that are sets to the API server: no value may stand there a second time, as written. */
export function refuseRepeats(items: readonly Item[]): void {
  const seen = new Set<unknown>();
  for (const item of items) {
    if (seen.has(item.value)) conflict(item, 'the value is named twice', 'api-server');
    seen.add(item.value);
  }
}

/** Limits of length that the schema has from release 3.33 on (rule 14). */
export function refuseMore(item: Item, most: number, what: string): void {
  const {value} = item;
  if (!Array.isArray(value) || value.length <= most) return;
  conflict(item, `more than ${most} ${what}, which Calico refuses from 3.33 on`, 'api-server');
}

function refuse(fields: Fields, isBroken: boolean, reason: string): void {
  if (isBroken) conflict(fields, reason, 'api-server');
}

function isOneOf(value: unknown, allowed: readonly unknown[]): boolean {
  return allowed.includes(value);
}

function mentionsGlobal(selector: unknown): boolean {
  return typeof selector === 'string' && selector.includes('global(');
}

function isFilled({values}: Fields, ...keys: readonly string[]): boolean {
  return keys.some((key) => {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    return (typeof value === 'string' || Array.isArray(value)) && value.length > 0;
  });
}
