import type {Family} from '../base/cidr.ts';
import {endpointKey} from '../ir/world.ts';
import {population} from './classes/population.ts';
import type {SideTraffic} from './classes/side-walk.ts';
import {sentIn} from './classes/traffic-line.ts';
import {NONE, type TrafficId} from './classes/traffic-sets.ts';
import {familiesOf} from './families.ts';
import {matrixEstimate} from './matrix-estimate.ts';
import {among, type MatrixParts} from './matrix-parts.ts';
import {stretchOfQuestion} from './pair-reasons.ts';
import type {Standing} from './parties.ts';
import {type Reachability, type Rectangle, reachability} from './reachability.ts';

/** What passes from one party to another, by family. */
export type Passes = readonly ({readonly family: Family} & SideTraffic)[];

/** The pairs of parties between which something passes, found class by class. */
export interface MatrixRows {
  /** Exact where there are not more than some millions; else what classes make of it, which is near. */
  readonly count: () => number;
  /** Sorted by sender, then receiver. */
  readonly all: () => Iterable<{readonly from: Standing; readonly to: Standing; readonly passes: Passes}>;
}

const closed: SideTraffic = {allow: NONE, unknown: NONE};

/** More rows than this are not counted one by one. */
const MOST_COUNTED = 3_000_000;

/** No more rows than this are kept from counting to listing. */
const MOST_KEPT = 300_000;

export function matrixRows(parts: MatrixParts): MatrixRows {
  const {pairs, inside, options} = parts;
  const {sets, prepared} = pairs;
  const asked = (family: Family): TrafficId => {
    const sent = sets.idOf(sentIn(family));
    return options.question ? sets.intersection(sent, sets.idOf([stretchOfQuestion(options.question)])) : sent;
  };
  const takesFrom = inside.map(among(options.from));
  const takesTo = inside.map(among(options.to));
  const inFocus = inside.map(among(options.focus));
  const families = tellingFamilies(parts);
  const usable = inside.map((standing) => usableBy(standing, parts));
  const askedIn = new Map(families.map((family) => [family, asked(family)] as const));
  const matters = ({allow, unknown}: SideTraffic, family: Family): boolean =>
    sets.intersection(sets.union(allow, unknown), askedIn.get(family) ?? NONE) !== NONE;

  const pods = inside.flatMap(({members: [first]}, at) => (first && first.kind !== 'host' ? [{first, at}] : []));
  const hosts = inside.flatMap(({members: [first]}, at) => (first?.kind === 'host' ? [at] : []));
  const people = population(
    pods.map(({first}) => first),
    pairs.classes,
  );
  const maps = families.map((family) => {
    const found = reachability(pairs, people, family);
    return placed(
      family,
      found,
      pods.map(({at}) => at),
      inside,
    );
  });

  const speaks = (at: number, family: Family): boolean => usable[at]?.includes(family) === true;
  /** One family answers for all that are not told apart. */
  const asTold = (family: Family): readonly Family[] => (families.length > 1 ? [family] : parts.families);

  /** The receivers of one sender with what passes, by their positions. */
  const receiversOf = (from: number): ReadonlyMap<number, Passes> => {
    const found = new Map<number, ({family: Family} & SideTraffic)[]>();
    const add = (to: number, family: Family, passes: SideTraffic): void => {
      if (to === from || !takesTo[to] || !(inFocus[from] || inFocus[to]) || !matters(passes, family)) return;
      if (!asTold(family).some((each) => speaks(from, each) && speaks(to, each))) return;
      const known = found.get(to);
      if (known) known.push({family, ...passes});
      else found.set(to, [{family, ...passes}]);
    };
    for (const {family, reach} of maps) reach(from, (to, passes) => add(to, family, passes));
    const ofHost = inside[from]?.members[0]?.kind === 'host';
    const others = ofHost ? [...inside.keys()] : hosts;
    for (const family of families) {
      for (const to of others) add(to, family, betweenNodes(parts, inside[from], inside[to], family));
    }
    // What passes in one family alone must not look as if it did in both.
    for (const [to, passes] of families.length > 1 ? found : []) {
      const missing = families.filter((family) => !passes.some((each) => each.family === family));
      for (const family of missing) {
        if (usable[from]?.includes(family) && usable[to]?.includes(family)) passes.push({family, ...closed});
      }
    }
    return found;
  };

  /** What was found while counting, where that is little. */
  const counted: ReadonlyMap<number, Passes>[] = [];

  return {
    count: () => {
      const estimate = matrixEstimate(maps, {takesFrom, takesTo, inFocus, matters});
      if (estimate > MOST_COUNTED) return estimate;
      return inside.reduce((sum, _, from) => {
        if (!takesFrom[from]) return sum;
        const found = receiversOf(from);
        if (estimate <= MOST_KEPT) counted[from] = found;
        return sum + found.size;
      }, 0);
    },
    *all() {
      for (const [at, from] of inside.entries()) {
        if (!takesFrom[at]) continue;
        for (const [place, passes] of [...(counted[at] ?? receiversOf(at))].sort(([a], [b]) => a - b)) {
          const to = inside[place];
          if (to) yield {from, to, passes};
        }
      }
    },
  };

  /** IPv6 answers as IPv4 does where no policy and no engine tells them apart. */
  function tellingFamilies({pairs: {classes}, families: all}: MatrixParts): readonly Family[] {
    const {cidrs, addressSets, families: told} = classes.mentioned;
    const apart = told || addressSets || cidrs.size > 0 || prepared.profile.capabilities.ipv6 !== true;
    return apart ? all : all.slice(0, 1);
  }
}

/** What some endpoint of the party speaks; one without known addresses may speak all that the world does. */
function usableBy({members}: Standing, {families}: MatrixParts): readonly Family[] {
  return families.filter((family) => members.some((each) => familiesOf(each).includes(family)));
}

/** The rectangles of one family with the parties of their classes. */
export interface FamilyMap {
  readonly family: Family;
  readonly rectangles: readonly Rectangle[];
  /** The positions of the parties of a class, by namespace. */
  readonly placesOf: (slot: number) => ReadonlyMap<string | undefined, readonly number[]>;
  /** Tells every receiver of a party, itself perhaps included. */
  readonly reach: (from: number, tell: (to: number, passes: SideTraffic) => void) => void;
}

function placed(
  family: Family,
  {people, rectangles}: Reachability,
  positions: readonly number[],
  inside: readonly Standing[],
): FamilyMap {
  const slotAt = new Map(positions.map((at, index) => [at, people.slots[index] ?? 0] as const));
  const places = people.classes.map(() => new Map<string | undefined, number[]>());
  for (const [at, slot] of slotAt) {
    const namespace = inside[at]?.party.namespace;
    const known = places[slot]?.get(namespace);
    if (known) known.push(at);
    else places[slot]?.set(namespace, [at]);
  }
  const nowhere: ReadonlyMap<string | undefined, readonly number[]> = new Map();
  const placesOf: FamilyMap['placesOf'] = (slot) => places[slot] ?? nowhere;
  const all = [...rectangles()];
  const bySender = new Map<number, Rectangle[]>();
  for (const rectangle of all) {
    for (const sender of rectangle.senders) {
      const known = bySender.get(sender);
      if (known) known.push(rectangle);
      else bySender.set(sender, [rectangle]);
    }
  }
  return {
    family,
    rectangles: all,
    placesOf,
    reach: (from, tell) => {
      const slot = slotAt.get(from);
      if (slot === undefined) return;
      const own = inside[from]?.party.namespace;
      for (const {receivers, sameNamespace, passes, apart} of bySender.get(slot) ?? []) {
        for (const receiver of receivers) {
          if (apart?.has(slot, receiver)) continue;
          if (sameNamespace) for (const to of placesOf(receiver).get(own) ?? []) tell(to, passes);
          else {
            for (const [namespace, found] of placesOf(receiver)) {
              if (namespace === undefined || namespace !== own) for (const to of found) tell(to, passes);
            }
          }
        }
      }
    },
  };
}

/**
 * Where one party is on nodes of its own, what passes may depend on whether the two are on one node: then it is known
 * only as far as both answers agree.
 */
function betweenNodes(
  {pairs}: MatrixParts,
  from: Standing | undefined,
  to: Standing | undefined,
  family: Family,
): SideTraffic {
  const {sets} = pairs;
  const answers = examplePairs(from, to).map(([sender, receiver]) => {
    const [egress, ingress] = (['egress', 'ingress'] as const).map((which) =>
      pairs.side(which, sender, receiver, family),
    );
    const perhaps = [egress, ingress].map((side) => (side ? sets.union(side.allow, side.unknown) : NONE));
    return {
      allow: sets.intersection(egress?.allow ?? NONE, ingress?.allow ?? NONE),
      perhaps: sets.intersection(perhaps[0] ?? NONE, perhaps[1] ?? NONE),
    };
  });
  const [first = {allow: NONE, perhaps: NONE}, ...rest] = answers;
  const both = rest.reduce(
    (sum, each) => ({allow: sets.intersection(sum.allow, each.allow), perhaps: sets.union(sum.perhaps, each.perhaps)}),
    first,
  );
  return {allow: both.allow, unknown: sets.difference(both.perhaps, both.allow)};
}

/** Two endpoints on one node and two on different ones, as far as there are such. */
export function examplePairs(from: Standing | undefined, to: Standing | undefined) {
  const found = new Map<string, readonly [Standing['members'][number], Standing['members'][number]]>();
  for (const sender of from?.members ?? []) {
    for (const receiver of to?.members ?? []) {
      if (endpointKey(sender) === endpointKey(receiver)) continue;
      const known = sender.node !== undefined && receiver.node !== undefined;
      found.set(known ? `${sender.node === receiver.node}` : 'unknown', [sender, receiver]);
      if (found.size > 1) return [...found.values()];
    }
  }
  return [...found.values()];
}
