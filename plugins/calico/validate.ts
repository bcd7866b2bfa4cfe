import type {Path} from '../../src/base/json.ts';
import {ICMP, ICMPV6, TCP} from '../../src/base/protocols.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {netLists} from './families.ts';
import {add, conflict, type Problems} from './fields.ts';
import {isSubdomain} from './metadata.ts';
import {familiesOf, isEverything} from './nets.ts';
import {mayHavePorts} from './protocols.ts';
import type {EntityRule, PolicyRule, PolicySpec} from './schema.ts';

/** A place in a rule, for messages. */
interface Place {
  readonly origin: Origin;
  readonly problems: Problems;
}

export interface RuleContext {
  readonly direction: 'ingress' | 'egress';
  readonly global: boolean;
}

/** What the project's own validator refuses in one rule, beyond the types of its fields (calico.md 3.4). */
export function validateRule(rule: PolicyRule, context: RuleContext, place: Place): void {
  validateIcmp(rule, place);
  validateHttp(rule, context, place);
  validateFamilies(rule, place);
  for (const side of ['source', 'destination'] as const) {
    const entity = rule[side];
    if (!entity) continue;
    const at = {...place, origin: within(place.origin, side)};
    validatePorts(rule, entity, at);
    validateSelectors(entity, at);
    validateServices(entity, side, context, at);
    validateSizes(entity, at);
  }
}

/** Rule 6. The message names the family that the packet of the other protocol has. */
function validateIcmp({protocol, notProtocol, icmp, ipVersion}: PolicyRule, place: Place): void {
  const number = protocol?.number;
  if (icmp?.type !== undefined && number !== ICMP && number !== ICMPV6) {
    conflict(place, 'icmp needs protocol ICMP or ICMPv6', 'api-server');
  }
  for (const each of [protocol, notProtocol]) {
    if (!each?.byName) continue;
    const family = each.number === ICMP ? 4 : each.number === ICMPV6 ? 6 : undefined;
    if (family !== undefined && ipVersion !== undefined && ipVersion !== family) {
      conflict(place, `its protocol exists for IPv${family} only, its ipVersion is ${ipVersion}`, 'api-server');
    }
  }
}

/** Rule 7. */
function validateHttp({http, action, protocol}: PolicyRule, {direction}: RuleContext, place: Place): void {
  if (!http) return;
  if (action !== 'Allow') conflict(place, 'only a rule with action Allow can have http', 'api-server');
  if (protocol && protocol.number !== TCP) conflict(place, 'http needs protocol TCP', 'api-server');
  if (direction === 'egress') conflict(place, 'only ingress rules can have http', 'engine');
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

/** Rule 9, and names of service accounts that would break the engine's own text (C41). */
function validateSelectors(entity: EntityRule, place: Place): void {
  if (entity.selector?.text.includes('global(')) {
    conflict(
      {...place, origin: within(place.origin, 'selector')},
      'global() belongs into a namespaceSelector',
      'api-server',
    );
  }
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

const OUTSIDE_SERVICES = [
  'selector',
  'notSelector',
  'namespaceSelector',
  'nets',
  'notNets',
  'serviceAccounts',
] as const;

/** Rules 8 and 12. */
function validateServices(
  entity: EntityRule,
  side: 'source' | 'destination',
  {direction, global}: RuleContext,
  place: Place,
): void {
  const {services} = entity;
  if (!services) return;
  const at = {...place, origin: within(place.origin, 'services')};
  if (!services.name) conflict(place, 'services needs the name of the service', 'api-server');
  if (services.name && !isSubdomain(services.name)) conflict(at, 'the name is no service name', 'engine');
  if (services.namespace && !isSubdomain(services.namespace))
    conflict(at, 'the namespace is no namespace name', 'engine');
  if (global && !services.namespace) conflict(at, 'a global policy must name the namespace of the service', 'engine');
  if ((direction === 'ingress') !== (side === 'source')) {
    conflict(at, 'services stand in the source of ingress rules or the destination of egress rules', 'engine');
  }
  const beside = OUTSIDE_SERVICES.filter((key) => {
    const value = entity[key];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  });
  if (beside.length > 0) conflict(place, `services cannot stand beside ${beside.join(', ')}`, 'api-server');
  if (side === 'destination' && (entity.ports?.length || entity.notPorts?.length)) {
    const rule = {...place, origin: {...place.origin, path: place.origin.path.slice(0, -1)}};
    conflict(rule, 'services bring their own ports; remove ports and notPorts', 'api-server');
  }
}

const MOST_NETS = 256;
const MOST_PORTS = 50;
const MOST_RULES = 1024;

/** Rule 14, and lists that must not repeat: limits of release 3.33,. */
function validateSizes(entity: EntityRule, place: Place): void {
  for (const key of ['nets', 'notNets'] as const) {
    const nets = entity[key] ?? [];
    if (nets.length > MOST_NETS) tooMuch(place, [key], `more than ${MOST_NETS} nets`);
    repeats(place, [key], nets);
  }
  for (const key of ['ports', 'notPorts'] as const) {
    if ((entity[key] ?? []).length > MOST_PORTS) tooMuch(place, [key], `more than ${MOST_PORTS} ports`);
  }
  const names = entity.serviceAccounts?.names ?? [];
  repeats(place, ['serviceAccounts', 'names'], names);
}

function repeats(place: Place, steps: readonly string[], texts: readonly string[]): void {
  texts.forEach((text, index) => {
    if (texts.indexOf(text) < index) tooMuch(place, [...steps, index], `${JSON.stringify(text)} a second time`);
  });
}

function tooMuch(place: Place, steps: Path, what: string): void {
  add({...place, origin: within(place.origin, ...steps)}, 'combination-invalid', {
    layer: 'api-server',
    arguments: {reason: `${what}, which Calico refuses from 3.33 on`},
  });
}

/** What is refused in the spec outside of its rules (calico.md 3.4 rules 9, 10 and 14). */
export function validateSpec(spec: PolicySpec, place: Place): void {
  for (const key of ['selector', 'serviceAccountSelector', 'namespaceSelector'] as const) {
    if (!spec[key]?.text.includes('global(')) continue;
    conflict(place, `global() may only stand in the namespaceSelector of a rule, not in ${key}`, 'api-server');
  }
  const {doNotTrack, preDNAT, applyOnForward} = spec;
  if (preDNAT && doNotTrack) conflict(place, 'preDNAT cannot stand beside doNotTrack', 'api-server');
  if ((preDNAT || doNotTrack) && !applyOnForward) {
    conflict(place, `${preDNAT ? 'preDNAT' : 'doNotTrack'} needs applyOnForward: true`, 'api-server');
  }
  if (preDNAT && ((spec.egress ?? []).length > 0 || spec.types?.includes('Egress'))) {
    conflict(place, 'preDNAT is for ingress only', 'api-server');
  }
  for (const key of ['ingress', 'egress'] as const) {
    if ((spec[key] ?? []).length > MOST_RULES) tooMuch(place, [key], `more than ${MOST_RULES} rules`);
  }
  const hints = spec.performanceHints ?? [];
  hints.forEach((hint, index) => {
    if (hint === 'AssumeNeededOnEveryNode' && index === 0) return;
    const origin = within(place.origin, 'performanceHints', index);
    conflict({...place, origin}, 'the only hint is AssumeNeededOnEveryNode, once', 'api-server');
  });
}

/**
 * Why nobody can say whether a rule matches: its packet-filter line is one that the kernel refuses, so that the agent
 * cannot program that family at all (calico.md 6.7).
 */
export function undefinedVerdict({protocol, icmp, notICMP, ipVersion}: PolicyRule): string | undefined {
  if (icmp?.type === undefined && notICMP?.type === undefined) return undefined;
  if (!protocol) return 'notICMP without protocol ICMP or ICMPv6: the kernel refuses the rule';
  if (protocol.byName || ipVersion !== undefined) return undefined;
  return 'an ICMP type with the protocol by number and no ipVersion: the kernel refuses the rule';
}
