import type {Family} from '../../base/cidr.ts';
import {pairInterner, sequenceInterner} from '../../base/interner.ts';
import type {Endpoint} from '../../ir/world.ts';
import {DEFAULT_SOURCE_PORT} from '../ask.ts';
import {connectionEnd, type End} from '../end.ts';
import {noAssumptions} from '../facts.ts';
import {type AnswerId, type Answers, CLOSED} from './answers.ts';
import type {PairTraffic} from './pair-traffic.ts';
import type {Which} from './policy-contents.ts';
import {exampleOf, type Population} from './population.ts';
import {residual} from './residual.ts';
import type {SideRules} from './side-rules.ts';

/**
 * Which peers of the rules are fulfilled, ascending: twice its position in `SideRules.peers`, and one more where that is
 * open. What is not here is not fulfilled.
 */
export type PeerTruths = readonly number[];

/** One side of two classes, asked once for all pairs of classes of which the rules see the same. */
export interface ClassSides {
  readonly endOf: (slot: number) => End;
  readonly rules: (slot: number, which: Which) => SideRules;
  /** Of one side, equal for subjects that give the same answer to the same peer. */
  readonly keyOf: (subject: number, which: Which) => number;
  /** Of subjects of one key with peers of which the rules see the same: any of them answers for all. */
  readonly answer: (
    which: Which,
    subjects: readonly number[],
    peers: readonly number[],
    sameNamespace: boolean,
    truths: PeerTruths,
  ) => AnswerId;
}

export function classSides(pairs: PairTraffic, people: Population, family: Family, answers: Answers): ClassSides {
  const {classes, prepared, rulesOf, walk} = pairs;
  const {world} = prepared;
  const classAt = (slot: number): number => people.classes[slot] ?? 0;
  const portGroup = (slot: number): number => classes.portGroup(classAt(slot));
  const ends: End[] = [];
  const endOf = (slot: number): End => {
    const end = ends[slot] ?? connectionEnd(classes.representative(classAt(slot)), family, world);
    ends[slot] = end;
    return end;
  };
  const rules = (slot: number, which: Which): SideRules => rulesOf(classAt(slot), which, family);

  const keys = pairInterner();
  const keyOf = (subject: number, which: Which): number => {
    const own = rules(subject, which);
    return own.readsSubject ? subject * 2 + 1 : keys(own.id, readsMine(own, which) ? portGroup(subject) : -1) * 2;
  };

  const ask = (which: Which, subject: Endpoint, peer: Endpoint, own: SideRules, settled?: SettledPair): AnswerId => {
    const [from, to] = which === 'egress' ? [subject, peer] : [peer, subject];
    const question = {
      ...{which, family, sourcePort: DEFAULT_SOURCE_PORT, viaService: false},
      ...{from: connectionEnd(from, family, world), to: connectionEnd(to, family, world), ...settled},
    };
    return answers.idOf(walk(own, question));
  };

  const sure = new Map<number, AnswerId>();
  const deeds = sequenceInterner();
  /** Where all is known, only what the matching rules do counts, whoever wrote them. */
  const sureAnswer = (which: Which, subject: number, peer: number, truths: PeerTruths): AnswerId => {
    const own = rules(subject, which);
    // Where no rule matches, only isolation counts, whoever the two are.
    const [mine, theirs] = truths.length > 0 ? [readsMine(own, which), readsTheirs(own, which)] : [false, false];
    let key = deeds(0, own.shape * 2 + (which === 'egress' ? 0 : 1));
    key = deeds(key, mine ? portGroup(subject) : -1);
    key = deeds(key, theirs ? portGroup(peer) : -1);
    for (const truth of truths) key = deeds(key, own.peers[truth >> 1]?.does ?? -1);
    const before = sure.get(key);
    if (before !== undefined) return before;
    const matching = new Set(truths.map((truth) => truth >> 1));
    const peers = new Map(own.peers.map(({id}, at) => [id, matching.has(at)] as const));
    const settled = {relation: {sameNamespace: false}, peers};
    const found = ask(which, endOf(subject).endpoint, endOf(peer).endpoint, own, settled);
    sure.set(key, found);
    return found;
  };

  const open = new Map<string, AnswerId>();
  const openAnswer: ClassSides['answer'] = (which, subjects, likePeers, sameNamespace, truths) => {
    const [subject = 0] = subjects;
    const [peer = 0] = likePeers;
    const own = rules(subject, which);
    const reading = {end: endOf(peer), other: endOf(subject), world, assumptions: noAssumptions};
    const words = truths.map((truth) => {
      const {match, does} = own.peers[truth >> 1] ?? {};
      return isOpen(truth) && match ? `${truth}?${residual(match, {...reading, relation: {sameNamespace}})}` : does;
    });
    const relation = own.readsSubject ? `${sameNamespace} ${peer}` : `${sameNamespace}`;
    const key = `${which} ${keyOf(subject, which)}|${words.join()}|${portGroup(peer)}|${relation}`;
    const before = open.get(key);
    if (before !== undefined) return before;
    const example = exampleOf(people, subjects, likePeers, sameNamespace);
    // Nobody asks about pairs that do not exist.
    if (!example) return CLOSED;
    const found = ask(which, ...example, own);
    open.set(key, found);
    return found;
  };

  return {
    endOf,
    rules,
    keyOf,
    answer: (which, subjects, likePeers, sameNamespace, truths) => {
      const [subject] = subjects;
      const [peer] = likePeers;
      if (subject === undefined || peer === undefined) return CLOSED;
      return rules(subject, which).readsSubject || truths.some(isOpen)
        ? openAnswer(which, subjects, likePeers, sameNamespace, truths)
        : sureAnswer(which, subject, peer, truths);
    },
  };
}

export function isOpen(truth: number): boolean {
  return (truth & 1) === 1;
}

/** Do the rules read the names of the subject's own ports, or of the peer's? */
function readsMine({readsPortsOf}: SideRules, which: Which): boolean {
  return which === 'egress' ? readsPortsOf.from : readsPortsOf.to;
}

function readsTheirs({readsPortsOf}: SideRules, which: Which): boolean {
  return which === 'egress' ? readsPortsOf.to : readsPortsOf.from;
}

interface SettledPair {
  readonly relation: {readonly sameNamespace: boolean};
  readonly peers: ReadonlyMap<number, boolean>;
}
