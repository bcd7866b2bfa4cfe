import type {Formula} from '../../base/formulas.ts';
import {sortedUnique} from '../../base/order.ts';
import {localCluster} from '../../evaluate/match.ts';
import {type Prepared, prepare} from '../../evaluate/prepared.ts';
import {emptyWorld} from '../../ir/empty-world.ts';
import {hiddenKinds} from '../../ir/hidden-kinds.ts';
import type {Match} from '../../ir/match.ts';
import type {Policy, Rule} from '../../ir/policy.ts';
import {printPolicy} from '../../ir/print.ts';
import type {Step} from '../../ir/profile.ts';
import {hasAtom} from '../../ir/rewrite.ts';
import type {Ports} from '../../ir/traffic.ts';
import type {Endpoint, World} from '../../ir/world.ts';
import type {JudgedSet} from '../this-world.ts';
import {type EngineView, engineView} from './engine-view.ts';
import {type Statements, statements} from './question.ts';
import type {SymbolicSet} from './walk-statement.ts';

/** The address families of the pods of a cluster: some engines read policies by them. */
export type Families = readonly (4 | 6)[];

const climates: readonly Families[] = [[4, 6], [4], [6]];

/** Both sets as their engines read them in a cluster of which nothing else is known. */
export interface SymbolicPair {
  readonly all: Statements;
  readonly source: SymbolicSet;
  readonly target: SymbolicSet;
  /** Of the pods; one that does not matter has both. */
  readonly families: Families;
  /** What is taken for granted of every cluster. */
  readonly assumptions: readonly string[];
}

/** The two sets in each of the kinds of clusters that the engines tell apart; in words why nothing can be said. */
export function symbolicPairs(
  source: JudgedSet,
  target: JudgedSet,
): readonly SymbolicPair[] | {readonly refused: string} {
  const sets = [source, target];
  for (const {world} of sets) {
    const [hidden] = hiddenKinds(world);
    if (hidden !== undefined) return {refused: hidden};
  }
  // A pod that names no cluster is in the one that is at hand.
  if (new Set(sets.map(({world}) => localCluster(world))).size > 1 && sets.every(asksForClusters)) {
    return {refused: 'policies ask for clusters by name, and both sides call their own differently'};
  }
  const readings = climates.map((families) => ({families, sides: sets.map((set) => preparedIn(set, families))}));
  const [first] = readings;
  const isOne = readings.every(({sides}) => sides.every((each, at) => readAlike(each, first?.sides[at])));
  const pairs: SymbolicPair[] = [];
  for (const {families, sides} of isOne ? readings.slice(0, 1) : readings) {
    const read = sides.map(readSet);
    const refused = read.flatMap((each) => each.refused ?? [])[0];
    if (refused !== undefined) return {refused};
    const pair = pairOf(read, families);
    if ('refused' in pair) return pair;
    pairs.push(pair);
  }
  return pairs;
}

function asksForClusters({policies}: JudgedSet): boolean {
  const asks = (match: Match): boolean => hasAtom(match, ({is}) => is === 'cluster');
  return policies.some((policy) => asks(policy.subject) || rulesOf(policy).some(({peer}) => asks(peer)));
}

/** A set in a cluster of one kind. */
interface PreparedSet {
  readonly set: JudgedSet;
  readonly base: World;
  readonly prepared: Prepared;
}

interface ReadSet extends PreparedSet {
  readonly view: EngineView;
  readonly portNames: readonly string[];
  readonly assumptions: readonly string[];
  readonly refused?: string;
}

function preparedIn(set: JudgedSet, families: Families): PreparedSet {
  const given = {...set.profile, adapt: set.profile.adapt.map(openStep)};
  const base = clusterOf(set.world, families);
  return {set, base, prepared: prepare(given, base, set.policies)};
}

/** The same policies in the same order; steps that change nothing leave the policy itself. */
function readAlike({prepared}: PreparedSet, other: PreparedSet | undefined): boolean {
  const [ours, theirs] = [prepared.stages, other?.prepared.stages ?? []];
  return (
    ours.length === theirs.length &&
    ours.every(({stage, policies}, at) => {
      const beside = theirs[at];
      if (stage.name !== beside?.stage.name || policies.length !== beside.policies.length) return false;
      return policies.every(({policy}, place) => isSameText(policy, beside.policies[place]?.policy));
    })
  );
}

function isSameText(policy: Policy, other: Policy | undefined): boolean {
  return policy === other || (other !== undefined && printPolicy(policy) === printPolicy(other));
}

function readSet({set, base, prepared}: PreparedSet): ReadSet {
  const {
    policies,
    profile: {name: engine, adapt},
  } = set;
  const {profile, settings, stages} = prepared;
  const portNames = portNamesOf(policies);
  const adapted = stages.flatMap((stage) => stage.policies.map(({policy}) => policy));
  const view = engineView(profile, settings, base, portNames, rolesOf(adapted));
  const taken = [
    ...profile.prepare.map(({name, everywhere}) => ({name, assumes: everywhere?.(base, set.world)})),
    ...adapt.flatMap(({name, everywhere}) =>
      policies.map((policy) => ({name, assumes: everywhere?.(policy, set.world)})),
    ),
  ];
  const open = taken.find(({assumes}) => assumes === undefined);
  const missing = stages.find(({stage, policies: members}) => stage.missing && members.length > 0);
  const refused =
    (open && `${engine} reads policies by what else a cluster holds (${open.name})`) ??
    (missing && `nobody knows where tier ${missing.stage.name} stands`);
  return {
    ...{set, base, prepared, view, portNames},
    assumptions: taken.flatMap(({assumes}) => assumes ?? []),
    ...(refused !== undefined && {refused}),
  };
}

function openStep<T>(step: Step<T>): Step<T> {
  const {anywhere} = step;
  return anywhere ? {...step, apply: anywhere} : step;
}

/** A cluster with a pod of these families, and what belongs to the policies: tiers and the options of the engine. */
function clusterOf({tiers, settings}: World, families: Families): World {
  const addresses = families.map((family) => (family === 4 ? '192.0.2.1' : '2001:db8::1'));
  const pod: Endpoint = {
    ...{name: 'probe/probe', kind: 'pod', namespace: 'probe', labels: {}, openLabels: [], addresses},
    ...{hostNetwork: false, ports: [], roles: []},
  };
  return {...emptyWorld, tiers, settings, endpoints: [pod]};
}

function pairOf(sides: readonly ReadSet[], families: Families): SymbolicPair | {readonly refused: string} {
  const [source, target] = sides;
  if (!source || !target) return {refused: 'there are not two sets'};
  const all = statements();
  const sameView = source.view.key === target.view.key;
  const names = sides.map((side) => (sameView ? undefined : sharedNames(side)));
  const declared = sameView ? [] : portAssumptions(sides);
  const broken = declared.find(({holds}) => !holds);
  if (broken) return {refused: `it takes for granted that ${broken.says}, and the world given has others`};
  const assumptions = [source, target].flatMap((side) => side.assumptions);
  const traffic = new Map<string, readonly Formula[]>();
  const symbolic = sides.map(({prepared, view}, at): SymbolicSet => {
    const shared = names[at];
    return {all, prepared, view, traffic, made: new WeakMap(), portName: (name) => shared?.get(name) ?? name};
  });
  const [first, second] = symbolic;
  if (!first || !second) return {refused: 'there are not two sets'};
  return {
    all,
    source: first,
    target: second,
    families,
    assumptions: sortedUnique([...assumptions, ...declared.map(({says}) => says)]),
  };
}

/** The names by which engines look ports up, as the containers declare them. */
function sharedNames({view, prepared}: ReadSet): ReadonlyMap<string, string> {
  const used = portNamesOf(prepared.stages.flatMap(({policies}) => policies.map(({policy}) => policy)));
  return new Map(
    used.flatMap((name) => {
      const origin = view.portOrigins('pod', name).find(({declaredBy}) => declaredBy === 'container');
      return origin ? [[name, origin.name] as const] : [];
    }),
  );
}

/** What is taken for granted of declared ports, and whether it holds in the worlds that are given. */
interface PortAssumption {
  readonly says: string;
  readonly holds: boolean;
}

/** Where two engines count different declarations, only clusters where that makes no difference are compared. */
function portAssumptions(sides: readonly ReadSet[]): readonly PortAssumption[] {
  const used = new Set(sides.flatMap(({portNames}) => portNames));
  if (used.size === 0) return [];
  const pods = sides.flatMap(({set}) => set.world.endpoints);
  const declarers = sides.map(({view, portNames}) =>
    sortedUnique(portNames.flatMap((name) => view.portOrigins('pod', name).map(({declaredBy}) => declaredBy))).join(
      ' ',
    ),
  );
  const shared = sides.some((side) => [...sharedNames(side)].some(([name, declared]) => name !== declared));
  const initial = pods.some(({ports}) =>
    ports.some((each) => each.declaredBy === 'initContainer' && used.has(each.name)),
  );
  return [
    ...(new Set(declarers).size > 1
      ? [{says: 'init containers declare no port names that policies use', holds: !initial}]
      : []),
    ...(shared ? [{says: 'pods with the same labels declare the same port names', holds: !disagree(pods, used)}] : []),
  ];
}

function disagree(endpoints: readonly Endpoint[], used: ReadonlySet<string>): boolean {
  const known = new Map<string, string>();
  return endpoints.some(({kind, namespace, labels, serviceAccount, ports}) => {
    if (kind !== 'pod') return false;
    const identity = JSON.stringify([namespace, Object.entries(labels).sort(), serviceAccount]);
    const declared = JSON.stringify(
      ports.filter(({name}) => used.has(name)).map(({name, protocol, port}) => [name, protocol, port]),
    );
    const other = known.get(identity) ?? declared;
    known.set(identity, declared);
    return other !== declared;
  });
}

function rulesOf({ingress, egress}: Policy): readonly Rule[] {
  return [...(ingress?.rules ?? []), ...(egress?.rules ?? [])];
}

/** The names by which ports are asked for, sorted. */
function portNamesOf(policies: readonly Policy[]): readonly string[] {
  const found = new Set<string>();
  const add = ({names, exceptNames}: Ports): void => {
    for (const {name} of names) found.add(name);
    for (const name of exceptNames) found.add(name);
  };
  for (const {traffic} of policies.flatMap(rulesOf)) {
    for (const {ports, sourcePorts} of traffic) {
      if (ports) add(ports);
      if (sourcePorts) add(sourcePorts);
    }
  }
  return sortedUnique([...found]);
}

function rolesOf(policies: readonly Policy[]): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (match: Match): boolean => hasAtom(match, (atom) => atom.is === 'role' && !found.add(atom.role));
  for (const policy of policies) {
    add(policy.subject);
    for (const {peer, self} of rulesOf(policy)) {
      add(peer);
      if (self) add(self);
    }
  }
  return found;
}
