import type {JsonObject} from '../../src/base/json.ts';
import {type Conjunction, conjunctions, underKind} from '../../src/ir/conjunctions.ts';
import type {Match} from '../../src/ir/match.ts';
import {valuesHere} from '../../src/ir/names-here.ts';
import type {Direction, Policy, Rule} from '../../src/ir/policy.ts';
import type {World} from '../../src/ir/world.ts';
import type {Loss, WriteContext} from '../dialect.ts';
import {withoutEmptySets} from './membership.ts';
import {NAMESPACE_KEY} from './selector.ts';
import {note} from './write-losses.ts';
import type {RankedPolicy} from './write-order.ts';
import {writeRule} from './write-rule.ts';
import {anyNamespace, podRequirements, selectorObject} from './write-selector.ts';

export interface WrittenSpecs {
  readonly clusterwide: boolean;
  readonly specs: readonly JsonObject[];
  readonly losses: readonly Loss[];
}

const MOST_SUBJECTS = 64;

/**
 * One policy as entries of `specs`: one for each alternative of the subject, and one more for each rule that narrows the
 * subject. Entries of one object add up, so that no new names are needed.
 */
export function writeSpecs({policy, rules, losses: ordering}: RankedPolicy, context: WriteContext): WrittenSpecs {
  const subjects = podsOf(policy.subject, context.world);
  const hosts = underKind(policy.subject, 'host');
  const onNodes = subjects?.length === 0 && hosts.is !== 'false';
  const found = onNodes ? conjunctions(hosts, MOST_SUBJECTS) : subjects;
  const namespace = policy.id.namespace;
  const clusterwide = namespace === undefined || onNodes || !(found ?? []).every((each) => isInside(each, namespace));
  if (!found) {
    return {clusterwide, specs: [], losses: missing(policy, rules, 'the subject has too many alternatives')};
  }
  const place: SubjectPlace = {context, clusterwide, onNodes};
  const open = {ingress: free(rules.ingress), egress: free(rules.egress)};
  const parts = found.flatMap((subject) => [
    writeSubject(subject, policy, open, place),
    ...(['ingress', 'egress'] as const).flatMap((direction) =>
      rules[direction].flatMap((rule) => narrowed(rule, direction, subject, policy, place)),
    ),
  ]);
  const alsoHosts = !onNodes && hosts.is !== 'false';
  const message = 'only what the policy says of pods is written; policies of nodes need the host firewall';
  return {
    clusterwide,
    specs: parts.flatMap(({spec}) => (spec ? [spec] : [])),
    losses: [
      ...ordering,
      ...valueNotes(policy, context.world),
      ...(alsoHosts ? [note(policy.origin, 'host-endpoints', message)] : []),
      ...unique(parts.flatMap(({losses}) => losses)),
    ],
  };
}

/** The alternatives of a match that pods can fulfil; parts of label values are those that occur in the world. */
function podsOf(match: Match, world: World | undefined): readonly Conjunction[] | undefined {
  const known = world ? valuesHere(match, world).match : match;
  return conjunctions(withoutEmptySets(underKind(known, 'pod'), world), MOST_SUBJECTS);
}

/** Which labels of the subject are written by the values of today. */
function valueNotes({subject, origin, id}: Policy, world: World | undefined): readonly Loss[] {
  if (!world || id.dialect === 'cilium') return [];
  return valuesHere(subject, world).keys.map((key) =>
    note(origin, 'snapshot', `the values of label ${key} that fit are written as they are now`),
  );
}

/** A rule for a part of the subject stands in an entry of its own, which says nothing else. */
function narrowed(
  rule: Rule,
  direction: 'ingress' | 'egress',
  subject: Conjunction,
  policy: Policy,
  place: SubjectPlace,
): readonly WrittenSpec[] {
  const own = policy[direction];
  if (!rule.self || !own) return [];
  const {ingress: _ingress, egress: _egress, ...bare} = policy;
  const alone = {...bare, [direction]: own};
  const rules = {ingress: [], egress: [], [direction]: [rule]};
  const parts = podsOf(rule.self, place.context.world);
  if (!parts) return [{losses: missing(policy, rules, 'the subject of a rule has too many alternatives')}];
  return parts.map((more) => writeSubject([...subject, ...more], alone, rules, place));
}

function free(rules: readonly Rule[]): readonly Rule[] {
  return rules.filter(({self}) => !self);
}

/** True for a subject that keeps to this namespace. */
function isInside(subject: Conjunction, namespace: string): boolean {
  return subject.some(({holds, fact}) => holds && isNamespace(fact, namespace));
}

function isNamespace(fact: Match, namespace: string): boolean {
  return fact.is === 'namespace' && fact.value.test === 'in' && fact.value.values.join() === namespace;
}

interface Sections {
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}

interface WrittenSpec {
  readonly spec?: JsonObject;
  readonly losses: readonly Loss[];
}

interface SubjectPlace {
  readonly context: WriteContext;
  readonly clusterwide: boolean;
  /** The subject are nodes. */
  readonly onNodes: boolean;
}

function writeSubject(subject: Conjunction, policy: Policy, rules: Sections, place: SubjectPlace): WrittenSpec {
  const {context, clusterwide} = place;
  const selected = writeSelector(subject, policy, rules, place);
  if (!selected.fields) return {losses: selected.losses};
  const namespaces = subject.flatMap(({holds, fact}) =>
    holds && fact.is === 'namespace' && fact.value.test === 'in' ? [fact.value.values] : [],
  );
  const shared = {
    policy,
    allow: context.allow,
    namespace: clusterwide ? undefined : policy.id.namespace,
    subjectNamespaces: namespaces.length === 1 ? namespaces[0] : undefined,
    world: context.world,
    fromCilium: policy.id.dialect === 'cilium',
  };
  const ingress = writeSection(policy.ingress, rules.ingress, {...shared, direction: 'ingress'});
  const egress = writeSection(policy.egress, rules.egress, {...shared, direction: 'egress'});
  const kept = keptFields(policy);
  const sections = {...ingress.fields, ...egress.fields};
  const losses = [...selected.losses, ...ingress.losses, ...egress.losses];
  if (Object.keys(sections).length === 0) return {losses};
  const open = {...ingress.open, ...egress.open};
  return {
    spec: {
      ...('description' in kept && {description: kept['description']}),
      ...selected.fields,
      ...(Object.keys(open).length > 0 && {enableDefaultDeny: open}),
      ...sections,
      ...('labels' in kept && {labels: kept['labels']}),
      ...('log' in kept && {log: kept['log']}),
    },
    losses,
  };
}

function keptFields(policy: Policy): JsonObject {
  const plain = policy.remainder.filter(({field}) => ['description', 'labels', 'log'].includes(field));
  return Object.fromEntries(plain.map(({field, value}) => [field, value]));
}

/** `endpointSelector` or, for nodes, `nodeSelector`. */
function writeSelector(
  subject: Conjunction,
  policy: Policy,
  rules: Sections,
  {clusterwide, onNodes}: SubjectPlace,
): {readonly fields?: JsonObject; readonly losses: readonly Loss[]} {
  const kept = policy.remainder.find(({field}) => field === 'endpointSelector' || field === 'nodeSelector');
  if (kept && policy.id.dialect === 'cilium') return {fields: {[kept.field]: kept.value}, losses: []};
  const namespace = policy.id.namespace;
  const plain = clusterwide
    ? subject
    : subject.filter(({fact}) => namespace === undefined || !isNamespace(fact, namespace));
  const [role] = plain;
  if (plain.length === 1 && role?.holds && role.fact.is === 'role' && clusterwide) {
    return {fields: {endpointSelector: {matchLabels: {[`reserved:${role.fact.role}`]: ''}}}, losses: []};
  }
  const found = podRequirements(plain, {
    origin: policy.origin,
    action: 'deny',
    fromCilium: policy.id.dialect === 'cilium',
  });
  if (!found.expressions) return {losses: missing(policy, rules, found.losses[0]?.message ?? 'the subject')};
  if (onNodes) {
    const keys = found.expressions.map((each) => ({...each, key: each.key.replace(/^k8s:/, '')}));
    return {
      fields: {nodeSelector: selectorObject(keys)},
      losses: [...found.losses, tooOpen(policy, 'policies of nodes count only where the host firewall is on')],
    };
  }
  const speaks = plain.some(({fact}) => fact.is === 'namespace' || fact.is === 'namespaceLabel');
  const scope = clusterwide && !speaks ? [anyNamespace] : [];
  // Among the matchLabels Cilium would overwrite the namespace of a namespaced policy.
  const asExpression = clusterwide ? [] : [`k8s:${NAMESPACE_KEY}`];
  const endpointSelector = selectorObject([...scope, ...found.expressions], asExpression);
  return {fields: {endpointSelector}, losses: found.losses};
}

/** A policy that is missing isolates and denies too little, and beside others what it allows is missing. */
function missing(policy: Policy, rules: Sections, message: string): readonly Loss[] {
  const wider = tooOpen(policy, message);
  const allows = [...rules.ingress, ...rules.egress].some(({action}) => action === 'allow');
  return allows ? [wider, {...wider, effect: 'narrower'}] : [wider];
}

function tooOpen({origin}: Policy, message: string): Loss {
  return {code: 'subject', origin, effect: 'wider', message};
}

interface Section {
  readonly fields: JsonObject;
  /** The part of `enableDefaultDeny`. */
  readonly open: JsonObject;
  readonly losses: readonly Loss[];
}

const untouched: Section = {fields: {}, open: {}, losses: []};

/** One direction. Isolation without anything allowed is the empty rule (cilium.md 3). */
function writeSection(
  direction: Direction | undefined,
  rules: readonly Rule[],
  context: Parameters<typeof writeRule>[1],
): Section {
  if (!direction || direction.dormant) return untouched;
  const written = rules.map((rule) => ({action: rule.action, ...writeRule(rule, context)}));
  const allow = written.flatMap((each) => (each.action === 'allow' ? each.rules : []));
  const deny = written.flatMap((each) => (each.action === 'deny' ? each.rules : []));
  const losses = written.flatMap((each) => each.losses);
  const name = context.direction;
  const empty = allow.length === 0 && deny.length === 0;
  // A direction of Cilium's own that allows and isolates nothing stays named all the same.
  if (empty && !direction.isolates && !context.fromCilium) return {...untouched, losses};
  return {
    fields: {
      ...((allow.length > 0 || empty) && {[name]: empty ? [{}] : allow}),
      ...(deny.length > 0 && {[`${name}Deny`]: deny}),
    },
    open: direction.isolates ? {} : {[name]: false},
    losses,
  };
}

function unique(losses: readonly Loss[]): readonly Loss[] {
  return [
    ...new Map(
      losses.map((loss) => [JSON.stringify([loss.code, loss.effect, loss.message, loss.origin]), loss]),
    ).values(),
  ];
}

/** What other dialects keep beside the policy and Cilium cannot say. */
export function remainderLosses(policy: Policy): readonly Loss[] {
  if (policy.id.dialect === 'cilium') return [];
  return policy.remainder.map(({field, origin, effect}) =>
    effect === 'none'
      ? note(origin, 'field', `${field} has no counterpart in Cilium`)
      : {
          code: 'field',
          origin,
          effect: effect === 'unknown' ? 'wider' : effect,
          message: `${field} cannot be said in Cilium`,
        },
  );
}
