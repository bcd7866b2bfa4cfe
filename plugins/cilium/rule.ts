import type {Path} from '../../src/base/json.ts';
import {and, isKind, type Match, not, nothing, or, unknownMatch} from '../../src/ir/match.ts';
import {type Action, type Application, rule as buildRule, type Rule, type Written} from '../../src/ir/policy.ts';
import {type Traffic, traffic} from '../../src/ir/traffic.ts';
import {addressOutside, canonicalCidr, cidrItemMatch} from './cidr.ts';
import {peerMatch, remoteNodeMatch} from './endpoints.ts';
import {entityMatch} from './entities.ts';
import {fqdnMatch} from './fqdn.ts';
import {icmpBoxes} from './icmp.ts';
import {application, hasLayer7} from './layer7.ts';
import {type Direction, portBoxes} from './ports.ts';
import type {PolicyRule} from './schema.ts';
import {serviceMatch} from './services.ts';

export interface RulePlace {
  readonly action: Extract<Action, 'allow' | 'deny'>;
  readonly direction: Direction;
  readonly clusterwide: boolean;
  /** From the origin of the policy on. */
  readonly path: Path;
  readonly index: number;
}

/**
 * The rules of one entry of `ingress`, `egress` or their deny lists. Port items with layer 7 become rules of their own,
 * since a restriction holds for its item alone (cilium.md 3 and 8.1).
 */
export function readRule(rule: PolicyRule, place: RulePlace): readonly Rule[] {
  const {action, path, index} = place;
  const limited = (rule.toPorts?.length ?? 0) > 0 || (rule.icmps?.length ?? 0) > 0;
  const peers = readPeers(rule, place, limited);
  const authentication = rule.authentication?.mode;
  const required = readRequirements(rule, place);
  if (required) return [required, ...readRule(withoutRequirements(rule), place)];
  const build = (ports: readonly Written<Traffic>[] | undefined, asked: Application | undefined): Rule =>
    buildRule({action, peers, ports, path, index, ...(asked && {application: asked})});
  if (!limited) return [build(undefined, application({}, authentication))];

  const plain = [...(rule.toPorts ?? []).entries()].filter(([, item]) => !hasLayer7(item));
  const asking = [...(rule.toPorts ?? []).entries()].filter(([, item]) => hasLayer7(item));
  const ports = [...plain.flatMap(([position]) => readPorts(rule, position, place)), ...readIcmps(rule, path)];
  return [
    ...(ports.length > 0 || asking.length === 0 ? [build(ports, application({}, authentication))] : []),
    ...asking.map(([position, item]) => build(readPorts(rule, position, place), application(item, authentication))),
  ];
}

/**
 * `fromRequires` and `toRequires` of versions before 1.19 narrow the endpoint selectors of all rules for the subject,
 * those of other policies too (cilium.md 12). What is left of those is not worked out: for a pod without the labels it is
 * unknown whether it is let through.
 */
function readRequirements(rule: PolicyRule, {path, index, clusterwide}: RulePlace): Rule | undefined {
  const field = rule.fromRequires ? 'fromRequires' : 'toRequires';
  const selectors = rule[field] ?? [];
  if (selectors.length === 0) return undefined;
  const lacks = or(...selectors.map((each) => not(peerMatch(each, clusterwide))));
  const value = and(isKind('pod'), lacks, unknownMatch(`what ${field} leaves of the rules for the subject`));
  return buildRule({action: 'deny', peers: [{value, path: [...path, field]}], ports: undefined, path, index});
}

function withoutRequirements({fromRequires: _from, toRequires: _to, ...rule}: PolicyRule): PolicyRule {
  return rule;
}

/** Stands for a rule that a carrier could not know in full: it may match anything. */
export function unknownRule(place: RulePlace, reason: string): Rule {
  const {action, path, index} = place;
  return buildRule({action, peers: [{value: unknownMatch(reason), path}], ports: undefined, path, index});
}

function readPorts(rule: PolicyRule, position: number, {direction, path}: RulePlace): readonly Written<Traffic>[] {
  return (rule.toPorts?.[position]?.ports ?? []).map((entry, index) => ({
    value: traffic(portBoxes(entry, direction)),
    path: [...path, 'toPorts', position, 'ports', index],
  }));
}

function readIcmps(rule: PolicyRule, path: Path): readonly Written<Traffic>[] {
  return (rule.icmps ?? []).flatMap(({fields = []}, position) =>
    fields.map((field, index) => ({
      value: traffic(icmpBoxes(field)),
      path: [...path, 'icmps', position, 'fields', index],
    })),
  );
}

/**
 * The peers of a rule. No peer field means any peer beside ports and nothing without; an empty list of selectors,
 * addresses, entities or nodes silences the whole rule; an empty list of names, services or groups is like absence
 * (cilium.md 3).
 */
function readPeers(rule: PolicyRule, place: RulePlace, limited: boolean): readonly Written<Match>[] | undefined {
  const fields = peerFields(rule, place.clusterwide);
  if (fields.some(({items, emptySilences}) => emptySilences && items?.length === 0)) return [];
  const filled = fields.filter(({items}) => items && items.length > 0);
  if (filled.length === 0) return limited ? undefined : [];
  return filled.flatMap(({field, items}) =>
    (items ?? []).map((value, index) => ({value, path: [...place.path, field, index]})),
  );
}

interface PeerField {
  readonly field: string;
  readonly items: readonly Match[] | undefined;
  readonly emptySilences: boolean;
}

function peerFields(rule: PolicyRule, clusterwide: boolean): readonly PeerField[] {
  const endpoints = (field: 'fromEndpoints' | 'toEndpoints') =>
    rule[field]?.map((each) => peerMatch(each, clusterwide));
  const cidrs = (field: 'fromCIDR' | 'toCIDR') =>
    rule[field]?.map((each) => addressOutside(canonicalCidr(each) ?? each));
  const entities = (field: 'fromEntities' | 'toEntities') => rule[field]?.map((each) => entityMatch(each) ?? nothing);
  const groups = (field: 'fromGroups' | 'toGroups') => rule[field]?.map(cloudGroup);
  const silencing = [
    {field: 'fromEndpoints', items: endpoints('fromEndpoints')},
    {field: 'toEndpoints', items: endpoints('toEndpoints')},
    {field: 'fromCIDR', items: cidrs('fromCIDR')},
    {field: 'toCIDR', items: cidrs('toCIDR')},
    {field: 'fromCIDRSet', items: rule.fromCIDRSet?.map(cidrItemMatch)},
    {field: 'toCIDRSet', items: rule.toCIDRSet?.map(cidrItemMatch)},
    {field: 'fromEntities', items: entities('fromEntities')},
    {field: 'toEntities', items: entities('toEntities')},
    {field: 'fromNodes', items: rule.fromNodes?.map(remoteNodeMatch)},
    {field: 'toNodes', items: rule.toNodes?.map(remoteNodeMatch)},
  ];
  const tolerant = [
    {field: 'fromGroups', items: groups('fromGroups')},
    {field: 'toGroups', items: groups('toGroups')},
    {field: 'toServices', items: rule.toServices?.map(serviceMatch)},
    {field: 'toFQDNs', items: rule.toFQDNs?.map(fqdnMatch)},
  ];
  return [
    ...silencing.map((each) => ({...each, emptySilences: true})),
    ...tolerant.map((each) => ({...each, emptySilences: false})),
  ];
}

/** The cloud's own API resolves each group to some outside addresses, nobody here knows which (cilium.md 6.4). */
function cloudGroup(group: NonNullable<PolicyRule['toGroups']>[number]): Match {
  return and(isKind('external'), unknownMatch(`which addresses the cloud group has: ${JSON.stringify(group)}`));
}
