import {isIcmp} from '../../src/base/protocols.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {netLists} from './families.ts';
import {conflict, type Problems} from './fields.ts';
import {isSubdomain} from './metadata.ts';
import {familiesOf, isEverything} from './nets.ts';
import {mayHavePorts} from './protocols.ts';
import type {EntityRule, PolicyRule} from './schema.ts';

/** A place in a rule, for messages. */
interface Place {
  readonly origin: Origin;
  readonly problems: Problems;
}

export interface RuleContext {
  readonly direction: 'ingress' | 'egress';
  readonly global: boolean;
}

/** What the project's own validator refuses in one rule beyond the schema of the API server (calico.md 3.4). */
export function validateRule(rule: PolicyRule, context: RuleContext, place: Place): void {
  if (rule.http && context.direction === 'egress') conflict(place, 'only ingress rules can have http', 'engine');
  validateFamilies(rule, place);
  for (const side of ['source', 'destination'] as const) {
    const entity = rule[side];
    if (!entity) continue;
    const at = {...place, origin: within(place.origin, side)};
    validatePorts(rule, entity, at);
    validateSelectors(entity, at);
    validateServices(entity, side, context, at);
  }
}

/** Rules 4 and 5. */
function validateFamilies(rule: PolicyRule, place: Place): void {
  const families = familiesOf(netLists(rule).flat());
  if (families.size > 1) {
    conflict(place, 'nets of IPv4 and IPv6 cannot stand in one rule; write one rule for each', 'engine');
  }
  const [family] = families;
  if (rule.ipVersion !== undefined && families.size === 1 && family !== rule.ipVersion) {
    conflict(place, `its nets are IPv${family}, its ipVersion is ${rule.ipVersion}`, 'engine');
  }
  for (const side of ['source', 'destination'] as const) {
    if (!rule[side]?.notNets?.some(isEverything)) continue;
    const origin = within(place.origin, side, 'notNets');
    conflict({...place, origin}, 'it excludes a whole IP family, so that the rule can never match it', 'engine');
  }
}

/** Rule 2: a name may stand without protocol, a number may not. */
function validatePorts({protocol}: PolicyRule, entity: EntityRule, place: Place): void {
  for (const list of ['ports', 'notPorts'] as const) {
    const items = entity[list] ?? [];
    const at = {...place, origin: within(place.origin, list)};
    if (!protocol && items.some((each) => 'low' in each)) {
      conflict(at, 'numbered ports need a protocol: TCP, UDP or SCTP', 'engine');
    }
    if (protocol && items.length > 0 && !mayHavePorts(protocol.number)) {
      conflict(at, 'only TCP, UDP and SCTP have ports', 'engine');
    }
  }
}

/** Rest of rule 9, and names of service accounts that would break the engine's own text (C41). */
function validateSelectors(entity: EntityRule, place: Place): void {
  const namespaces = entity.namespaceSelector;
  if (namespaces?.text.includes('global(') && namespaces.selector.op !== 'global') {
    const origin = within(place.origin, 'namespaceSelector');
    conflict({...place, origin}, 'global() must stand alone', 'engine');
  }
  (entity.serviceAccounts?.names ?? []).forEach((name, index) => {
    if (!name.includes("'")) return;
    const origin = within(place.origin, 'serviceAccounts', 'names', index);
    conflict(
      {...place, origin},
      'a quote in the name makes the engine drop the condition, so that the rule widens',
      'tool',
    );
  });
}

/** Rest of rule 8, and 12. */
function validateServices(
  entity: EntityRule,
  side: 'source' | 'destination',
  {direction, global}: RuleContext,
  place: Place,
): void {
  const {services} = entity;
  if (!services) return;
  const at = {...place, origin: within(place.origin, 'services')};
  if (services.name && !isSubdomain(services.name)) conflict(at, 'the name is no service name', 'engine');
  if (services.namespace && !isSubdomain(services.namespace))
    conflict(at, 'the namespace is no namespace name', 'engine');
  if (global && !services.namespace) conflict(at, 'a global policy must name the namespace of the service', 'engine');
  if ((direction === 'ingress') !== (side === 'source')) {
    conflict(at, 'services stand in the source of ingress rules or the destination of egress rules', 'engine');
  }
}

/**
 * Why nobody can say whether a rule matches: its packet-filter line is one that the kernel refuses, so that the agent
 * cannot program that family at all (calico.md 6.7).
 */
export function undefinedVerdict({protocol, icmp, notICMP, ipVersion}: PolicyRule): string | undefined {
  if (icmp?.type === undefined && notICMP?.type === undefined) return undefined;
  if (!protocol || !isIcmp(protocol.number))
    return 'notICMP without protocol ICMP or ICMPv6: the kernel refuses the rule';
  if (protocol.byName || ipVersion !== undefined) return undefined;
  return 'an ICMP type with the protocol by number and no ipVersion: the kernel refuses the rule';
}
