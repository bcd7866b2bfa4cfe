import type {Json} from '../../src/base/json.ts';
import type {Conjunction, SetFact} from '../../src/ir/conjunctions.ts';
import type {Match} from '../../src/ir/match.ts';
import type {Loss} from '../dialect.ts';
import {groupNameKey} from './cidr.ts';
import {CIDR_GROUP_KIND} from './cidr-group.ts';
import {hasFamily, setsMatching} from './membership.ts';
import {type Block, blocks, cidrItem} from './write-addresses.ts';
import {note, tooLittle} from './write-losses.ts';
import type {WrittenPart} from './write-peer.ts';
import {ownNamespace, type PartContext, type PeerContext} from './write-peers.ts';
import {describe, type Expression, selectorObject} from './write-selector.ts';

const nobody: WrittenPart = {fields: {}, losses: []};

/** The outside addresses of a conjunction: the entity, blocks with holes, CIDR groups or domain names. */
export function writeOutside(rest: Conjunction, context: PartContext): WrittenPart {
  const strange = rest.find(({fact}) => !['address', 'some', 'domain'].includes(fact.is));
  if (strange) return lost(context, `Cilium cannot match outside addresses by ${describe(strange)}`);
  if (rest.some(({fact}) => fact.is === 'domain')) return byName(rest, context);
  if (rest.length === 0) return {fields: {Entities: ['world']}, losses: []};
  const inside = rest.flatMap(({holds, fact}) => (holds && fact.is === 'address' ? [fact.cidr] : []));
  const outside = rest.flatMap(({holds, fact}) => (!holds && fact.is === 'address' ? [fact.cidr] : []));
  const sets = rest.flatMap(({holds, fact}) => (fact.is === 'some' ? [{holds, fact}] : []));
  if (sets.length > 0) return bySets(sets, inside, outside, context);
  // A group selector without conditions finds every outside address, of both families (cilium.md 3, last row).
  const own = context.onlyOutside && context.fromCilium;
  if (own && inside.length === 0) return {fields: {CIDRSet: [{cidrGroupSelector: {}, except: outside}]}, losses: []};
  const found = blocks(inside, outside, context);
  return {fields: blockFields(found), losses: wholeFamilyNotes(found, context)};
}

/** The other family is meant too where the cluster has only one (cilium.md 6.3). Blocks of both families say the same anyway. */
function wholeFamilyNotes(found: readonly Block[], {origin, world, fromCilium}: PartContext): readonly Loss[] {
  const [whole, ...others] = found.filter(({cidr}) => cidr.endsWith('/0'));
  if (!whole || others.length > 0 || fromCilium || !hasFamily(4, world) || !hasFamily(6, world)) return [];
  const message = `in a cluster with addresses of one family Cilium reads ${whole.cidr} as every outside address`;
  return [note(origin, 'whole-family', message)];
}

function blockFields(found: readonly Block[]): WrittenPart['fields'] {
  return found.length > 0 ? {CIDRSet: found.map(cidrItem)} : {};
}

function byName(rest: Conjunction, context: PartContext): WrittenPart {
  const [only] = rest;
  if (
    rest.length > 1 ||
    !only?.holds ||
    only.fact.is !== 'domain' ||
    context.direction === 'ingress' ||
    context.action === 'deny'
  ) {
    return lost(context, 'Cilium matches domain names on allowed egress only, and nothing beside them');
  }
  const {pattern} = only.fact;
  const item: Json = pattern.includes('*') ? {matchPattern: pattern} : {matchName: pattern};
  const hint = 'names are learned from DNS answers only: allow the lookup with a rules.dns rule too';
  return {fields: {FQDNs: [item]}, losses: [note(context.origin, 'domain-names-need-dns', hint)]};
}

interface SetLiteral {
  readonly holds: boolean;
  readonly fact: SetFact;
}

/**
 * Named sets: CIDR groups by their own name or labels. Sets of other dialects, and conditions on one set together, are
 * written out as the addresses the sets hold now.
 */
function bySets(
  sets: readonly SetLiteral[],
  inside: readonly string[],
  outside: readonly string[],
  context: PartContext,
): WrittenPart {
  const except = outside.length > 0 ? {except: outside} : {};
  const group = inside.length === 0 && context.onlyOutside && usesOnlyGroups(context) ? groupItem(sets) : undefined;
  if (group) return {fields: {CIDRSet: [{...group, ...except}]}, losses: []};
  const {world} = context;
  if (!world) return lost(context, 'network sets are known only with a world, give their manifests too');
  const found = sets.map(({holds, fact}) => ({holds, matching: setsMatching(fact.of, world, ownNamespace(context))}));
  if (found.some(({matching}) => !matching)) return lost(context, 'which network sets are meant is not known');
  const cidrs = (wanted: boolean) =>
    found.flatMap(({holds, matching}) => (holds === wanted ? [(matching ?? []).flatMap((set) => set.cidrs)] : []));
  const [first = [], ...more] = cidrs(true);
  if (more.length > 0) return lost(context, 'addresses that lie in several network sets at once');
  const holes = [...outside, ...cidrs(false).flat()];
  const starts = cidrs(true).length > 0 ? first.map((cidr) => [...inside, cidr]) : [inside];
  const items = starts.flatMap((start) => blocks(start, holes, context));
  if (items.length === 0) return nobody;
  const text = 'the addresses of network sets are copied as they are now; later changes are not followed';
  return {fields: blockFields(items), losses: [note(context.origin, 'snapshot', text)]};
}

/** True when no set of another dialect could be meant. */
function usesOnlyGroups({world}: PeerContext): boolean {
  return !world || world.addressSets.every(({kind}) => kind === CIDR_GROUP_KIND);
}

/** One `some` a condition, as Cilium reads group selectors; a reference by name alone (cilium.md 6.3). */
function groupItem(sets: readonly SetLiteral[]): Readonly<Record<string, Json>> | undefined {
  const [only] = sets;
  const name = only?.holds && sets.length === 1 ? groupName(only.fact.of) : undefined;
  if (name !== undefined) return {cidrGroupRef: name};
  const expressions = sets.flatMap(({holds, fact}): readonly Expression[] => {
    const {of} = fact;
    if (of.is !== 'label') return [];
    if (of.value.test === 'exists') return [{key: of.key, operator: holds ? 'Exists' : 'DoesNotExist'}];
    return of.value.test === 'in' ? [{key: of.key, operator: holds ? 'In' : 'NotIn', values: of.value.values}] : [];
  });
  return expressions.length === sets.length ? {cidrGroupSelector: selectorObject(expressions)} : undefined;
}

function groupName(match: Match): string | undefined {
  const prefix = groupNameKey('');
  return match.is === 'label' && match.value.test === 'exists' && match.key.startsWith(prefix)
    ? match.key.slice(prefix.length)
    : undefined;
}

function lost(context: PeerContext, message: string): WrittenPart {
  const losses: readonly Loss[] = [tooLittle(context, 'outside-peer', message)];
  return {fields: {}, losses};
}
