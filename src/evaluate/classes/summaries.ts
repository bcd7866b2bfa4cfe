import {interner, pairInterner, pairKey, pairOf, sequenceInterner} from '../../base/interner.ts';
import {shrunk} from '../../base/shrunk.ts';
import type {World} from '../../ir/world.ts';
import {noAssumptions} from '../facts.ts';
import {type AnswerId, CLOSED} from './answers.ts';
import {type ClassSides, isOpen, type PeerTruths} from './class-sides.ts';
import type {PeerDomain, PeerSet, PeerSets} from './peer-sets.ts';
import type {Which} from './policy-contents.ts';
import {residual} from './residual.ts';
import type {SideRules} from './side-rules.ts';

/**
 * What one side answers all classes of a domain (design.md section 4, point 8): by the type of the peer's class, but for
 * a few classes that some rule names more closely. Subjects of equal key share one summary.
 */
export interface Summary {
  readonly which: Which;
  /** The subjects, ascending. */
  readonly subjects: readonly number[];
  readonly byType: readonly AnswerId[];
  readonly exceptions: Exceptions;
  /** It holds for peers in the subject's own namespace too: the rules do not ask, and nothing is open. */
  readonly anywhere: boolean;
}

/** The peers that are answered on their own, ascending, with their answers. */
export interface Exceptions {
  readonly peers: readonly number[];
  readonly answers: readonly AnswerId[];
}

/** The summaries of all subjects of a domain. */
export interface Summaries {
  readonly sameNamespace: boolean;
  readonly table: SummaryTable;
  /** The slots of each type, ascending. */
  readonly types: readonly (readonly number[])[];
  readonly all: readonly Summary[];
}

/** By slot; domains that share no slot can share a table. */
export interface SummaryTable {
  readonly egress: Summary[];
  readonly ingress: Summary[];
  /** Classes of one type are in the same large sets of peers. */
  readonly types: Int32Array;
}

export function summaryTable(count: number): SummaryTable {
  return {egress: new Array<Summary>(count), ingress: new Array<Summary>(count), types: new Int32Array(count)};
}

/** The answer that a summary gives a peer. */
export function answerOf({byType, exceptions}: Summary, peer: number, {types}: SummaryTable): AnswerId {
  return exceptionOf(exceptions, peer) ?? byType[types[peer] ?? 0] ?? CLOSED;
}

/** Undefined where the peer is answered by its type. */
export function exceptionOf({peers, answers}: Exceptions, peer: number): AnswerId | undefined {
  let from = 0;
  let to = peers.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((peers[middle] ?? 0) < peer) from = middle + 1;
    else to = middle;
  }
  return peers[from] === peer ? answers[from] : undefined;
}

export interface SummaryParts {
  readonly domain: PeerDomain;
  readonly sides: ClassSides;
  readonly setOf: PeerSets;
  readonly portGroup: (slot: number) => number;
  readonly world: World;
  readonly table: SummaryTable;
  /** Sets of peers with fewer classes are told class by class. */
  readonly largeLeast: number;
}

export function summaries(parts: SummaryParts): Summaries {
  const {domain, sides, portGroup, table} = parts;
  const groups = subjectsByKey(sides, domain);
  const large = largeSets(groups, parts);
  const named = groups.some(({rules: {readsPortsOf}}) => readsPortsOf.to || readsPortsOf.from);
  const types = typesOf(large, domain, named ? portGroup : () => 0, table);
  const truthsOfTypes = new Map(large.map(({set}) => [set, truthsByType(set, types.length, table)] as const));
  const all = groups.map((group) => {
    const summary = summaryOf(group, parts, types, truthsOfTypes);
    for (const slot of group.subjects) table[group.which][slot] = summary;
    return summary;
  });
  return {sameNamespace: domain.sameNamespace, table, types, all};
}

function summaryOf(
  {which, subjects, rules}: SubjectGroup,
  {domain: {sameNamespace}, sides, setOf, table}: SummaryParts,
  types: Summaries['types'],
  truthsOfTypes: ReadonlyMap<PeerSet, TypeTruths>,
): Summary {
  const end = sides.endOf(subjects[0] ?? 0);
  const ofTypes: readonly number[][] = types.map(() => []);
  /** Keys of pairs: a peer, and what it fulfils. */
  const special: number[] = [];
  let anywhere = !rules.readsSubject;
  rules.peers.forEach((peer, at) => {
    const set = setOf(peer, end);
    if (peer.readsRelation || set.open.length > 0) anywhere = false;
    const truths = truthsOfTypes.get(set);
    if (truths) {
      for (const [type, truth] of truths.entries()) if (truth !== undefined) ofTypes[type]?.push(at * 2 + truth);
    } else {
      for (const slot of set.sure) special.push(pairKey(slot, at * 2));
      for (const slot of set.open) special.push(pairKey(slot, at * 2 + 1));
    }
  });
  const answer = (like: readonly number[], truths: PeerTruths): AnswerId =>
    sides.answer(which, subjects, like, sameNamespace, truths);
  const [peers, answers]: [number[], AnswerId[]] = [[], []];
  byFirst(special, (peer, own) => {
    peers.push(peer);
    answers.push(answer([peer], merged(ofTypes[table.types[peer] ?? 0] ?? [], own)));
  });
  const exceptions = {peers: shrunk(peers), answers: shrunk(answers)};
  const byType = types.map((like, type) => {
    const truths = ofTypes[type] ?? [];
    // Where one of them is asked as it is, it must be none that is answered on its own.
    const asked = rules.readsSubject || truths.some(isOpen);
    return answer(asked ? like.filter((slot) => exceptionOf(exceptions, slot) === undefined) : like, truths);
  });
  return {which, subjects, byType, exceptions, anywhere};
}

/** Gives the second numbers of pairs by the first ones, both ascending. */
function byFirst(pairs: number[], give: (first: number, seconds: readonly number[]) => void): void {
  if (pairs.some((pair, at) => pair < (pairs[at - 1] ?? 0))) pairs.sort((a, b) => a - b);
  for (let at = 0; at < pairs.length; ) {
    const [first] = pairOf(pairs[at] ?? 0);
    const seconds: number[] = [];
    for (; at < pairs.length; at++) {
      const [own, second] = pairOf(pairs[at] ?? 0);
      if (own !== first) break;
      seconds.push(second);
    }
    give(first, seconds);
  }
}

/** In the order of the peers, so that equal truths are found equal. */
function merged(some: PeerTruths, others: PeerTruths): PeerTruths {
  return some.length === 0 ? others : [...some, ...others].sort((a, b) => a - b);
}

interface SubjectGroup {
  readonly which: Which;
  readonly subjects: readonly number[];
  readonly rules: SideRules;
}

function subjectsByKey(sides: ClassSides, {slots}: PeerDomain): readonly SubjectGroup[] {
  return (['egress', 'ingress'] as const).flatMap((which) => {
    const groups = new Map<number, {readonly subjects: number[]; readonly rules: SideRules}>();
    for (const slot of slots) {
      const key = sides.keyOf(slot, which);
      const group = groups.get(key);
      if (group) group.subjects.push(slot);
      else groups.set(key, {subjects: [slot], rules: sides.rules(slot, which)});
    }
    return [...groups.values()].map(({subjects, rules}) => {
      // What was made with one item and got no other has no room to spare.
      return {which, subjects: subjects.length > 1 ? shrunk(subjects) : subjects, rules};
    });
  });
}

/** Sets of more classes than this share are told by types, the others class by class. */
const LARGE_SHARE = 1 / 8;

interface LargeSet {
  readonly set: PeerSet;
  /** Equal for classes of which the same is open. */
  readonly open: (slot: number) => string;
}

function largeSets(groups: readonly SubjectGroup[], parts: SummaryParts): readonly LargeSet[] {
  const {domain, sides, setOf, world, largeLeast} = parts;
  const least = Math.max(largeLeast, domain.slots.length * LARGE_SHARE);
  const found = new Map<PeerSet, LargeSet>();
  if (domain.slots.length < least) return [];
  const seen = new Set<SideRules>();
  for (const {rules, subjects} of groups) {
    if (seen.has(rules) && !rules.readsSubject) continue;
    seen.add(rules);
    const other = sides.endOf(subjects[0] ?? 0);
    for (const peer of rules.peers) {
      const set = setOf(peer, other);
      if (set.sure.length + set.open.length < least || found.has(set)) continue;
      const relation = {sameNamespace: domain.sameNamespace};
      const open = (slot: number): string =>
        peer.relates
          ? `${slot}`
          : residual(peer.match, {end: sides.endOf(slot), other, world, assumptions: noAssumptions, relation});
      found.set(set, {set, open});
    }
  }
  return [...found.values()];
}

/** The slots of each type: in the same large sets in the same way, with the same ports where those count. */
function typesOf(
  large: readonly LargeSet[],
  {slots}: PeerDomain,
  portGroup: (slot: number) => number,
  table: SummaryTable,
): Summaries['types'] {
  const memberships = sequenceInterner();
  const texts = interner<string>();
  const groups = pairInterner();
  const types: number[][] = [];
  large.forEach(({set: {sure, open}, open: textOf}, at) => {
    for (const slot of sure) table.types[slot] = memberships(table.types[slot] ?? 0, at * 2);
    for (const slot of open) {
      const before = memberships(table.types[slot] ?? 0, at * 2 + 1);
      table.types[slot] = memberships(before, texts.idOf(textOf(slot)));
    }
  });
  for (const slot of slots) {
    const type = groups(table.types[slot] ?? 0, portGroup(slot));
    table.types[slot] = type;
    const group = types[type];
    if (group) group.push(slot);
    else types[type] = [slot];
  }
  return types;
}

/** How each type stands to a large set: 0 for sure, 1 where that is open, undefined where it is not in it. */
type TypeTruths = readonly (number | undefined)[];

function truthsByType({sure, open}: PeerSet, count: number, {types}: SummaryTable): TypeTruths {
  const truths = new Array<number | undefined>(count).fill(undefined);
  for (const slot of sure) truths[types[slot] ?? 0] = 0;
  for (const slot of open) truths[types[slot] ?? 0] = 1;
  return truths;
}
