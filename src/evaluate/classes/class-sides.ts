import type {Family} from '../../base/cidr.ts';
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

/** Whether a peer of the rules is fulfilled: by its position in `SideRules.peers`. What is not here is not fulfilled. */
export type PeerTruths = ReadonlyMap<number, 'sure' | 'open'>;

export type SubjectKey = string | number;

/** One side of two classes, asked once for all pairs of classes of which the rules see the same. */
export interface ClassSides {
  readonly endOf: (slot: number) => End;
  readonly rules: (slot: number, which: Which) => SideRules;
  /** Equal for subjects that get the same answer of the same peer. */
  readonly keyOf: (subject: number, which: Which) => SubjectKey;
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
  const known = new Map<string, AnswerId>();
  const unmatched = {egress: new Map<string, AnswerId>(), ingress: new Map<string, AnswerId>()};
  const rules = (slot: number, which: Which): SideRules => rulesOf(classAt(slot), which, family);

  const keys: Readonly<Record<Which, SubjectKey[]>> = {egress: [], ingress: []};
  const keyOf = (subject: number, which: Which): SubjectKey => {
    const known = keys[which][subject] ?? makeKey(subject, which);
    keys[which][subject] = known;
    return known;
  };
  const makeKey = (subject: number, which: Which): SubjectKey => {
    const {id, readsPortsOf, readsSubject} = rules(subject, which);
    const named = which === 'egress' ? readsPortsOf.from : readsPortsOf.to;
    if (!named && !readsSubject) return id;
    return `${id} ${named ? portGroup(subject) : ''} ${readsSubject ? subject : ''}`;
  };

  const ask = (which: Which, subject: Endpoint, peer: Endpoint, own: SideRules, settled?: SettledPair): AnswerId => {
    const [from, to] = which === 'egress' ? [subject, peer] : [peer, subject];
    const question = {
      ...{which, family, sourcePort: DEFAULT_SOURCE_PORT, viaService: false},
      ...{from: connectionEnd(from, family, world), to: connectionEnd(to, family, world), ...settled},
    };
    return answers.idOf(walk(own, question));
  };

  return {
    endOf,
    rules,
    keyOf,
    answer: (which, subjects, likePeers, sameNamespace, truths) => {
      const [subject] = subjects;
      const [peer] = likePeers;
      if (subject === undefined || peer === undefined) return CLOSED;
      const own = rules(subject, which);
      const open = own.readsSubject || hasOpen(truths);
      const named = open || (which === 'egress' ? own.readsPortsOf.to : own.readsPortsOf.from);
      const [mine, theirs] = [endOf(subject), endOf(peer)];
      if (truths.size === 0 && !own.readsSubject) {
        // No rule matches, whoever the two are: only isolation counts.
        const before = unmatched[which].get(own.shape);
        if (before !== undefined) return before;
        const peers = new Map(own.peers.map(({id}) => [id, false] as const));
        const found = ask(which, mine.endpoint, theirs.endpoint, own, {relation: {sameNamespace}, peers});
        unmatched[which].set(own.shape, found);
        return found;
      }
      let words = '';
      for (const [at, truth] of truths) {
        const {match, does = ''} = own.peers[at] ?? {};
        if (truth === 'sure' || !match) words += `${does},`;
        else {
          const reading = {end: theirs, other: mine, world, assumptions: noAssumptions, relation: {sameNamespace}};
          words += `${at}?${residual(match, reading)},`;
        }
      }
      // Where all is known, only what the matching rules do counts, whoever wrote them.
      const mineNamed = which === 'egress' ? own.readsPortsOf.from : own.readsPortsOf.to;
      const same = open ? keyOf(subject, which) : `${which} ${own.shape} ${mineNamed ? portGroup(subject) : ''}`;
      const relation = own.readsSubject ? `${sameNamespace} ${peer}` : open ? `${sameNamespace}` : '';
      const key = `${same}|${words}|${named ? portGroup(peer) : ''}|${relation}`;
      const before = known.get(key);
      if (before !== undefined) return before;
      let found = CLOSED;
      if (open) {
        const example = exampleOf(people, subjects, likePeers, sameNamespace);
        // Nobody asks about pairs that do not exist.
        if (!example) return CLOSED;
        found = ask(which, ...example, own);
      } else {
        const peers = new Map(own.peers.map(({id}, at) => [id, truths.has(at)] as const));
        found = ask(which, mine.endpoint, theirs.endpoint, own, {relation: {sameNamespace}, peers});
      }
      known.set(key, found);
      return found;
    },
  };
}

function hasOpen(truths: PeerTruths): boolean {
  for (const truth of truths.values()) if (truth === 'open') return true;
  return false;
}

interface SettledPair {
  readonly relation: {readonly sameNamespace: boolean};
  readonly peers: ReadonlyMap<number, boolean>;
}
