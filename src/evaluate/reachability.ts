import type {Family} from '../base/cidr.ts';
import type {VerdictName} from './answer.ts';
import {type AnswerId, answers, CLOSED} from './classes/answers.ts';
import {classIndex} from './classes/class-index.ts';
import {classSides} from './classes/class-sides.ts';
import {type Neighbours, neighbours} from './classes/neighbours.ts';
import type {PairTraffic} from './classes/pair-traffic.ts';
import {peerSets} from './classes/peer-sets.ts';
import type {Which} from './classes/policy-contents.ts';
import type {Population} from './classes/population.ts';
import type {SideTraffic} from './classes/side-walk.ts';
import {
  answerOf,
  type Exceptions,
  exceptionOf,
  type Summaries,
  type Summary,
  type SummaryTable,
  summaries,
  summaryTable,
} from './classes/summaries.ts';
import {verdictTable} from './classes/verdict-table.ts';

/**
 * Classes between which the same passes: every sender with every receiver that lives in the same namespace, or in
 * another, but for the pairs that are `apart`: they are in another rectangle, or nothing passes there.
 */
export interface Rectangle {
  /** Slots of the population, ascending. */
  readonly senders: readonly number[];
  readonly receivers: readonly number[];
  readonly sameNamespace: boolean;
  readonly passes: SideTraffic;
  readonly apart?: PairSet;
}

/** Pairs of slots, to ask and to list. */
export interface PairSet {
  readonly has: (sender: number, receiver: number) => boolean;
  readonly pairs: () => Iterable<readonly [sender: number, receiver: number]>;
}

/** What passes between all classes of endpoints in one IP family. */
export interface Reachability {
  readonly people: Population;
  /** For two slots whose endpoints live in one namespace, or not. */
  readonly passes: (sender: number, receiver: number, sameNamespace: boolean) => AnswerId;
  readonly answer: (id: AnswerId) => SideTraffic;
  /** Of two different endpoints by their positions, and a place of `pointOf`. */
  readonly verdict: (from: number, to: number, point: number) => VerdictName;
  /** Where anything passes, or may. A pair is in one rectangle at the most. */
  readonly rectangles: () => Iterable<Rectangle>;
  /** How many summaries there are, over both directions. */
  readonly blocks: number;
}

/** From which sizes on another way is faster; the answers are the same. */
export interface ReachabilitySizes {
  /** Sets of peers with at least so many classes are told by types of classes. */
  readonly largeLeast: number;
  /** Summaries are made for the classes of one namespace when there are at least so many. */
  readonly crowded: number;
}

const usualSizes: ReachabilitySizes = {largeLeast: 64, crowded: 24};

/**
 * Reachability of every class in rectangles (design.md section 4, points 9 and 11). Pods of the host network and nodes
 * are not among the people: being on one node is no matter of classes.
 */
export function reachability(
  pairs: PairTraffic,
  people: Population,
  family: Family,
  {largeLeast, crowded}: ReachabilitySizes = usualSizes,
): Reachability {
  const {world} = pairs.prepared;
  const known = answers(pairs.sets);
  const sides = classSides(pairs, people, family, known);
  const representatives = people.classes.map((id) => pairs.classes.representative(id));
  const index = classIndex(representatives, world, pairs.classes.mentioned);
  const portGroup = (slot: number): number => pairs.classes.portGroup(people.classes[slot] ?? 0);
  const addressGroup = (slot: number): number => pairs.classes.addressGroup(people.classes[slot] ?? 0);
  const [elsewhere, within] = [summaryTable(people.classes.length), summaryTable(people.classes.length)];
  const summed = (slots: readonly number[], sameNamespace: boolean): Summaries => {
    const domain = {slots, sameNamespace};
    const setOf = peerSets(domain, index, sides.endOf, addressGroup, world);
    return summaries({domain, sides, setOf, portGroup, world, largeLeast, table: sameNamespace ? within : elsewhere});
  };
  const groups = slotsByNamespaceGroup(pairs, people);
  const large = groups.filter(({length}) => length >= crowded);
  const small = groups.filter(({length}) => length < crowded);
  const domains = [summed([...people.classes.keys()], false), ...large.map((slots) => summed(slots, true))];
  const near = neighbours(sides, known, elsewhere, world);
  const passes = (sender: number, receiver: number, sameNamespace: boolean): AnswerId => {
    if (!sameNamespace) return bothSides(elsewhere, sender, receiver, known.both);
    return within.egress[sender] ? bothSides(within, sender, receiver, known.both) : near.passes(sender, receiver);
  };
  return {
    people,
    passes,
    answer: known.answer,
    verdict: verdictTable(people, passes, known, pairs.sets),
    blocks: domains.reduce((sum, {all}) => sum + all.length, 0),
    *rectangles() {
      for (const domain of domains) yield* rectanglesOf(domain, known.both, known.answer);
      for (const slots of small) yield* pairByPair(slots, near, known.answer);
    },
  };
}

/** The slots of namespaces that no policy tells apart: only they can share a namespace. */
function slotsByNamespaceGroup({classes}: PairTraffic, people: Population): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  people.classes.forEach((id, slot) => {
    const group = classes.namespaceGroup(id);
    if (group !== 0) push(groups, group, slot);
  });
  return [...groups.values()];
}

function* pairByPair(
  slots: readonly number[],
  {passes, sends}: Neighbours,
  answer: (id: AnswerId) => SideTraffic,
): Iterable<Rectangle> {
  for (const sender of slots) {
    if (!sends(sender)) continue;
    const parts = new Map<AnswerId, number[]>();
    for (const receiver of slots) {
      const id = passes(sender, receiver);
      if (id !== CLOSED) push(parts, id, receiver);
    }
    for (const [id, receivers] of parts) yield {senders: [sender], receivers, sameNamespace: true, passes: answer(id)};
  }
}

type Both = (egress: AnswerId, ingress: AnswerId) => AnswerId;

function bothSides(table: SummaryTable, sender: number, receiver: number, both: Both): AnswerId {
  const [out, into] = [table.egress[sender], table.ingress[receiver]];
  if (!out || !into) return CLOSED;
  const egress = answerOf(out, receiver, table);
  return egress === CLOSED ? CLOSED : both(egress, answerOf(into, sender, table));
}

/**
 * First the senders that receivers name, then the receivers that senders name, then all others type by type: nothing is
 * enumerated that has no answer of its own.
 */
function* rectanglesOf(domain: Summaries, both: Both, answer: (id: AnswerId) => SideTraffic): Iterable<Rectangle> {
  const {all, sameNamespace} = domain;
  const egress = all.filter(({which}) => which === 'egress');
  const ingress = all.filter(({which}) => which === 'ingress');
  for (const into of ingress) yield* namedSenders(into, domain, both, answer);
  for (const out of egress) yield* namedReceivers(out, domain, both, answer);
  const receiving = groupsByTypes(ingress, domain);
  for (const out of groupsByTypes(egress, domain)) {
    for (const into of receiving) {
      const id = both(out.summary.byType[into.type] ?? CLOSED, into.summary.byType[out.type] ?? CLOSED);
      if (id === CLOSED) continue;
      const apart = apartFrom(out.slots, into.slots, domain);
      yield {senders: out.slots, receivers: into.slots, sameNamespace, passes: answer(id), apart};
    }
  }
}

function* namedSenders(
  into: Summary,
  domain: Summaries,
  both: Both,
  answer: (id: AnswerId) => SideTraffic,
): Iterable<Rectangle> {
  const found = new Map<
    string,
    {readonly senders: number[]; readonly receivers: readonly number[]; readonly id: AnswerId}
  >();
  into.exceptions.peers.forEach((sender, at) => {
    const ingress = into.exceptions.answers[at] ?? CLOSED;
    const out = domain.table.egress[sender];
    if (ingress === CLOSED || !out) return;
    const parts = new Map<AnswerId, number[]>();
    for (const receiver of into.subjects) {
      const id = both(answerOf(out, receiver, domain.table), ingress);
      if (id !== CLOSED) push(parts, id, receiver);
    }
    for (const [id, receivers] of parts) {
      const key = `${id} ${receivers.join()}`;
      const same = found.get(key);
      if (same) same.senders.push(sender);
      else found.set(key, {senders: [sender], receivers, id});
    }
  });
  const {sameNamespace} = domain;
  for (const {senders, receivers, id} of found.values()) {
    yield {senders, receivers, sameNamespace, passes: answer(id)};
  }
}

function* namedReceivers(
  out: Summary,
  domain: Summaries,
  both: Both,
  answer: (id: AnswerId) => SideTraffic,
): Iterable<Rectangle> {
  for (const [at, receiver] of out.exceptions.peers.entries()) {
    const egress = out.exceptions.answers[at] ?? CLOSED;
    const into = domain.table.ingress[receiver];
    if (egress === CLOSED || !into) continue;
    const parts = new Map<AnswerId, number[]>();
    for (const sender of out.subjects) {
      if (exceptionOf(into.exceptions, sender) !== undefined) continue;
      const id = both(egress, into.byType[domain.table.types[sender] ?? 0] ?? CLOSED);
      if (id !== CLOSED) push(parts, id, sender);
    }
    const {sameNamespace} = domain;
    for (const [id, senders] of parts) yield {senders, receivers: [receiver], sameNamespace, passes: answer(id)};
  }
}

const none: Exceptions = {peers: [], answers: []};

/** The pairs of a rectangle of types of which one end answers the other on its own. */
function apartFrom(senders: readonly number[], receivers: readonly number[], {table}: Summaries): PairSet {
  const peersOf = (slot: number, which: Which): Exceptions => table[which][slot]?.exceptions ?? none;
  const names = (slot: number, which: Which, peer: number): boolean =>
    exceptionOf(peersOf(slot, which), peer) !== undefined;
  return {
    has: (sender, receiver) => names(sender, 'egress', receiver) || names(receiver, 'ingress', sender),
    *pairs() {
      const [from, to] = [new Set(senders), new Set(receivers)];
      for (const sender of senders) {
        for (const peer of peersOf(sender, 'egress').peers) if (to.has(peer)) yield [sender, peer];
      }
      for (const receiver of receivers) {
        for (const peer of peersOf(receiver, 'ingress').peers) {
          if (from.has(peer) && !names(peer, 'egress', receiver)) yield [peer, receiver];
        }
      }
    },
  };
}

/** Subjects by their own type and what their summary answers each type, where it lets anything pass at all. */
interface TypedGroup {
  readonly summary: Summary;
  readonly type: number;
  readonly slots: number[];
}

function groupsByTypes(all: readonly Summary[], {table}: Summaries): readonly TypedGroup[] {
  const groups = new Map<string, TypedGroup>();
  for (const summary of all) {
    if (summary.byType.every((id) => id === CLOSED)) continue;
    const answers = summary.byType.join();
    for (const slot of summary.subjects) {
      const type = table.types[slot] ?? 0;
      const key = `${type} ${answers}`;
      const group = groups.get(key);
      if (group) group.slots.push(slot);
      else groups.set(key, {summary, type, slots: [slot]});
    }
  }
  for (const {slots} of groups.values()) slots.sort((a, b) => a - b);
  return [...groups.values()];
}

function push<K>(table: Map<K, number[]>, key: K, value: number): void {
  const known = table.get(key);
  if (known) known.push(value);
  else table.set(key, [value]);
}
