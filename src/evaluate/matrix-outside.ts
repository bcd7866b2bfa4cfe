import type {Family} from '../base/cidr.ts';
import {intersection} from '../base/intervals.ts';
import {type Traffic, traffic} from '../ir/traffic.ts';
import {type Endpoint, endpointKey} from '../ir/world.ts';
import {askedTraffic, type TrafficAnswer} from './asked-traffic.ts';
import {narrowedTo} from './classes/policy-index.ts';
import type {ConnectivityMatrix, MatrixItem, Party} from './connectivity.ts';
import {familiesBetween} from './families.ts';
import {familyTraffic} from './family-traffic.ts';
import {among, type MatrixParts} from './matrix-parts.ts';
import {type OutsideTraffic, outsideAnswers, outsideTraffic} from './outside-traffic.ts';
import {becauseOf, type FamilyLine, linesOf, stretchOfQuestion, unknownsOf, verdictsOf} from './pair-reasons.ts';
import {compareParties, partyKey} from './parties.ts';
import type {Prepared} from './prepared.ts';

export type Direction = 'ingress' | 'egress';

/** An outside party with an endpoint that stands for its addresses. */
export interface Stranger {
  readonly party: Party;
  readonly endpoint: Endpoint;
}

/** The outside parties to ask about for a party of the cluster. */
export type StrangersOf = (inner: Party, direction: Direction) => readonly Stranger[];

/**
 * The matrix between parties of the cluster and what is outside: every address that no policy singles out as `external`,
 * and blocks of addresses for which something else holds. Where outside ends are named, those instead; so are
 * the strangers that a comparison asks about.
 */
export function outsideMatrix(parts: MatrixParts, strangersOf?: StrangersOf): ConnectivityMatrix {
  const {inside, options, pairs} = parts;
  const [sends, takes, inFocus] = [among(options.from), among(options.to), among(inner(options.focus))];
  const taking = inside.filter((each) => inFocus(each) && (sends(each) || takes(each)));
  const byKey = new Map(taking.map((each) => [partyKey(each.party), each.members[0]] as const));
  const answersOf = answersByClass(parts);
  const answersFor = (party: Party, direction: Direction): readonly OutsideAnswer[] => {
    const endpoint = byKey.get(partyKey(party));
    if (!endpoint) return [];
    return answersOf(endpoint, direction, strangersOf?.(party, direction));
  };
  const items = taking.flatMap((standing): readonly MatrixItem[] => [
    ...(takes(standing) && opens(options.from) ? itemsOf(standing.party, 'ingress') : []),
    ...(sends(standing) && opens(options.to) ? itemsOf(standing.party, 'egress') : []),
  ]);
  items.sort((a, b) => compareParties(a.from, b.from) || compareParties(a.to, b.to));
  const all = [...taking.map(({party}) => party), ...outerParties(items)];
  const parties = new Map(all.map((party) => [partyKey(party), party] as const));
  return {
    parties: [...parties.values()].sort(compareParties),
    count: items.length,
    cidrs: pairs.classes.mentioned.cidrs,
    items: () => items,
    reasons: (from, to, asked) => {
      const direction = from.kind === 'external' ? 'ingress' : 'egress';
      const [outer, party] = direction === 'ingress' ? [from, to] : [to, from];
      const endpoint = byKey.get(partyKey(party));
      const answers = answersFor(party, direction);
      // A block that is not answered apart here is like everything outside.
      const found = (answers.find(({stranger}) => stranger.party.name === outer.name) ?? answers[0])?.stranger.endpoint;
      if (!endpoint || !found) return undefined;
      const ends = direction === 'ingress' ? ([found, endpoint] as const) : ([endpoint, found] as const);
      return becauseOf(verdictsOf(pairs, ...ends, linesOf(pairs, ...ends, asked, familiesAsked(endpoint, found))));
    },
  };

  function itemsOf(party: Party, direction: Direction): readonly MatrixItem[] {
    const endpoint = byKey.get(partyKey(party));
    if (!endpoint) return [];
    return answersFor(party, direction).flatMap((each) => itemOf(parts, party, endpoint, direction, each));
  }
}

/** The parties of the cluster that are in focus; naming only what is outside leaves all of them. */
function inner(focus: readonly Endpoint[] | undefined): readonly Endpoint[] | undefined {
  const found = focus?.filter(({kind}) => kind !== 'external');
  return found && found.length > 0 ? found : undefined;
}

/** May the other end be outside? */
function opens(ends: readonly Endpoint[] | undefined): boolean {
  return ends === undefined || ends.some(({kind}) => kind === 'external');
}

function outerParties(items: readonly MatrixItem[]): readonly Party[] {
  return items
    .flatMap(({from, to}) => [from, to])
    .flatMap(({except: _, ...party}) => (party.kind === 'external' ? [party] : []));
}

interface OutsideAnswer {
  readonly stranger: Stranger;
  readonly answer: TrafficAnswer;
}

/** Endpoints of one class are answered alike, about the same strangers. */
function answersByClass({pairs, options}: MatrixParts) {
  const named = [options.from, options.to, options.focus]
    .flatMap((ends) => ends ?? [])
    .filter(({kind}) => kind === 'external')
    .map((endpoint): Stranger => ({party: {name: endpoint.name, kind: 'external', labels: {}}, endpoint}));
  const known = new Map<readonly Stranger[], Map<string, readonly OutsideAnswer[]>>();
  const ask = (endpoint: Endpoint, direction: Direction, strangers: readonly Stranger[]): readonly OutsideAnswer[] =>
    strangers.length > 0
      ? strangers.map((each) => namedAnswer(pairs, endpoint, each, direction))
      : listed(
          outsideTraffic(narrowedTo(pairs.prepared, pairs.index, [endpoint]), endpoint, direction, outsideAnswers()),
        );
  return (
    endpoint: Endpoint,
    direction: Direction,
    strangers: readonly Stranger[] = named,
  ): readonly OutsideAnswer[] => {
    const key = `${direction} ${pairs.classes.classOf(endpoint)} ${endpoint.kind === 'host' ? endpointKey(endpoint) : ''}`;
    const answers = known.get(strangers) ?? new Map<string, readonly OutsideAnswer[]>();
    known.set(strangers, answers);
    const found = answers.get(key) ?? ask(endpoint, direction, strangers);
    answers.set(key, found);
    return found;
  };
}

/** Everything outside, then the blocks that are answered apart. */
function listed({any, blocks, stranger}: OutsideTraffic): readonly OutsideAnswer[] {
  const except = blocks.map(({cidr}) => cidr).filter((cidr) => !blocks.some((each) => each.except.includes(cidr)));
  return [
    {stranger: {party: outerParty('external', except), endpoint: stranger}, answer: any},
    ...blocks.map((block) => ({
      stranger: {party: outerParty(block.cidr, block.except), endpoint: block.stranger},
      answer: block,
    })),
  ];
}

export function outerParty(name: string, except: readonly string[]): Party {
  return {name, kind: 'external', labels: {}, ...(except.length > 0 && {except})};
}

function namedAnswer(
  {prepared, index}: MatrixParts['pairs'],
  endpoint: Endpoint,
  stranger: Stranger,
  direction: Direction,
): OutsideAnswer {
  const own: Prepared = narrowedTo(prepared, index, [endpoint]);
  const families = familiesAsked(endpoint, stranger.endpoint);
  const answers = families.map((family) => ({
    family,
    ...askedTraffic(own, endpoint, stranger.endpoint, direction, family),
  }));
  const joined = (part: keyof TrafficAnswer): Traffic => {
    const [first, ...rest] = answers;
    if (rest.every((each) => JSON.stringify(each[part]) === JSON.stringify(first?.[part]))) return first?.[part] ?? [];
    return traffic(answers.flatMap((each) => each[part].map((box) => ({...box, family: each.family}))));
  };
  return {stranger, answer: {traffic: joined('traffic'), unknown: joined('unknown'), denied: joined('denied')}};
}

/** Those that both ends speak; IPv4 where nothing is known of either. */
function familiesAsked(a: Endpoint, b: Endpoint): readonly Family[] {
  return a.addresses.length + b.addresses.length === 0 ? [4] : familiesBetween(a, b);
}

function itemOf(
  {pairs, options}: MatrixParts,
  party: Party,
  endpoint: Endpoint,
  direction: Direction,
  {stranger, answer}: OutsideAnswer,
): readonly MatrixItem[] {
  const outer = stranger.endpoint;
  const [from, to] = direction === 'ingress' ? [outer, endpoint] : [endpoint, outer];
  const within = options.question && [stretchOfQuestion(options.question)];
  const lines = (set: Traffic): readonly FamilyLine[] =>
    linesOf(pairs, from, to, set, familiesAsked(endpoint, outer)).map(({family, set: line}) => ({
      family,
      set: within ? intersection(line, within) : line,
    }));
  const {sets} = pairs;
  const told = familyTraffic(sets, undefined);
  const cut = (set: Traffic): Traffic =>
    within ? told(lines(set).map((line) => ({family: line.family, set: sets.idOf(line.set)}))) : set;
  const [connections, unknown] = [cut(answer.traffic), cut(answer.unknown)];
  if (connections.length + unknown.length === 0) return [];
  const verdicts = (set: Traffic) => verdictsOf(pairs, from, to, lines(set));
  return [
    {
      ...(direction === 'ingress' ? {from: stranger.party, to: party} : {from: party, to: stranger.party}),
      ...{connections, unknown},
      unknowns: unknown.length > 0 ? unknownsOf(verdicts(unknown)) : [],
      because: () => becauseOf(verdicts(connections.length > 0 ? connections : unknown)),
    },
  ];
}
