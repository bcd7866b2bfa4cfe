import type {World} from '../../ir/world.ts';
import {noAssumptions} from '../facts.ts';
import {type AnswerId, CLOSED} from './answers.ts';
import type {ClassSides, PeerTruths, SubjectKey} from './class-sides.ts';
import {interner} from './interner.ts';
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
  readonly exceptions: ReadonlyMap<number, AnswerId>;
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
  return exceptions.get(peer) ?? byType[types[peer] ?? 0] ?? CLOSED;
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
  const {domain, sides, setOf, portGroup, table} = parts;
  const groups = subjectsByKey(sides, domain);
  const large = largeSets(groups, parts);
  const named = groups.some(({rules: {readsPortsOf}}) => readsPortsOf.to || readsPortsOf.from);
  const types = typesOf(large, domain, named ? portGroup : () => 0, table);
  const typeOf = (slot: number): number => table.types[slot] ?? 0;
  const all = groups.map(({which, subjects, rules}): Summary => {
    const end = sides.endOf(subjects[0] ?? 0);
    const peers = rules.peers.map((each, at) => ({at, set: setOf(each, end)}));
    const answer = (like: readonly number[], truths: PeerTruths): AnswerId =>
      sides.answer(which, subjects, like, domain.sameNamespace, truths);
    const truthsOfType = types.map(([first = 0]): PeerTruths => {
      const truths = new Map<number, 'sure' | 'open'>();
      for (const {at, set} of large.size > 0 ? peers : []) {
        const truth = large.get(set)?.truthOf(first);
        if (truth) truths.set(at, truth);
      }
      return truths;
    });
    const special = new Map<number, Map<number, 'sure' | 'open'>>();
    for (const {at, set} of peers) {
      if (large.has(set)) continue;
      for (const truth of ['sure', 'open'] as const) {
        for (const peer of set[truth]) {
          const truths = special.get(peer) ?? new Map(truthsOfType[typeOf(peer)]);
          special.set(peer, truths.set(at, truth));
        }
      }
    }
    const summary = {
      ...{which, subjects},
      byType: types.map((like, type) => {
        const truths = truthsOfType[type] ?? new Map();
        const open = rules.readsSubject || [...truths.values()].includes('open');
        // Where one of them is asked as it is, it must be none that is answered on its own.
        return answer(open ? like.filter((slot) => !special.has(slot)) : like, truths);
      }),
      exceptions: new Map([...special].map(([peer, truths]) => [peer, answer([peer], sorted(truths))] as const)),
    };
    for (const slot of subjects) table[which][slot] = summary;
    return summary;
  });
  return {sameNamespace: domain.sameNamespace, table, types, all};
}

/** In the order of the peers, so that equal truths are found equal. */
function sorted(truths: PeerTruths): PeerTruths {
  return truths.size < 2 ? truths : new Map([...truths].sort(([a], [b]) => a - b));
}

interface SubjectGroup {
  readonly which: Which;
  readonly subjects: number[];
  readonly rules: SideRules;
}

function subjectsByKey(sides: ClassSides, {slots}: PeerDomain): readonly SubjectGroup[] {
  return (['egress', 'ingress'] as const).flatMap((which) => {
    const groups = new Map<SubjectKey, SubjectGroup>();
    for (const slot of slots) {
      const key = sides.keyOf(slot, which);
      const group = groups.get(key);
      if (group) group.subjects.push(slot);
      else groups.set(key, {which, subjects: [slot], rules: sides.rules(slot, which)});
    }
    return [...groups.values()];
  });
}

/** Sets of more classes than this share are told by types, the others class by class. */
const LARGE_SHARE = 1 / 8;

interface LargeSet {
  readonly truthOf: (slot: number) => 'sure' | 'open' | undefined;
  /** Equal for classes of which the same is open. */
  readonly open: (slot: number) => string;
}

function largeSets(groups: readonly SubjectGroup[], parts: SummaryParts): ReadonlyMap<PeerSet, LargeSet> {
  const {domain, sides, setOf, world, largeLeast} = parts;
  const least = Math.max(largeLeast, domain.slots.length * LARGE_SHARE);
  const found = new Map<PeerSet, LargeSet>();
  if (domain.slots.length < least) return found;
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
      found.set(set, {...largeSet(set), open});
    }
  }
  return found;
}

function largeSet({sure, open}: PeerSet): Pick<LargeSet, 'truthOf'> {
  const truths = new Map([
    ...sure.map((slot) => [slot, 'sure'] as const),
    ...open.map((slot) => [slot, 'open'] as const),
  ]);
  return {truthOf: (slot) => truths.get(slot)};
}

/** The slots of each type: in the same large sets in the same way, with the same ports where those count. */
function typesOf(
  large: ReadonlyMap<PeerSet, LargeSet>,
  {slots}: PeerDomain,
  portGroup: (slot: number) => number,
  table: SummaryTable,
): Summaries['types'] {
  const names = interner<string>();
  const types: number[][] = [];
  const sets = [...large.values()];
  for (const slot of slots) {
    const words = sets.map(({truthOf, open}) => {
      const truth = truthOf(slot);
      return truth === 'open' ? open(slot) : (truth ?? '');
    });
    const type = names.idOf(`${words.join('|')} ${portGroup(slot)}`);
    table.types[slot] = type;
    const group = types[type];
    if (group) group.push(slot);
    else types[type] = [slot];
  }
  return types;
}
