import {sortedUnique} from '../base/order.ts';
import {type Traffic, traffic} from '../ir/traffic.ts';
import type {ConnectivityMatrix, MatrixItem, Party, SideReason} from './connectivity.ts';
import {mergedItems} from './merged-items.ts';
import {partyKey} from './parties.ts';
import {trafficDifference} from './traffic-difference.ts';

export interface SettleOptions {
  /** All the traffic that is asked about. */
  readonly asked: Traffic;
  /** Blocks of addresses are hidden, so that a party outside may stand for several answers: what is open stays open. */
  readonly hidesAddresses: boolean;
}

/**
 * The matrix that may be shown, with what sensitive values decide filled in by that of the same parties in `clear`. Only
 * traffic that `shown` tells apart is told apart: it passes where all of it does, and not where none does. Where a part
 * does, the bounds of the part are what is sensitive, so that it stays open.
 */
export function settledMatrix(
  shown: ConnectivityMatrix,
  clear: ConnectivityMatrix,
  options: SettleOptions,
): ConnectivityMatrix {
  const parties = new Map(shown.parties.map((party) => [partyKey(party), party] as const));
  const items = function* (): Iterable<MatrixItem> {
    for (const [mine, theirs] of mergedItems(shown.items(), clear.items())) {
      const {from, to} = mine ?? theirs ?? {};
      const ends = [from, to].map((party) => party && parties.get(partyKey(party)));
      const found = settledItem(mine, theirs, ends, shown, options);
      if (found) yield found;
    }
  };
  let count: number | undefined;
  return {
    ...shown,
    get count() {
      count ??= [...items()].length;
      return count;
    },
    items,
  };
}

function settledItem(
  mine: MatrixItem | undefined,
  theirs: MatrixItem | undefined,
  [from, to]: readonly (Party | undefined)[],
  shown: ConnectivityMatrix,
  {asked, hidesAddresses}: SettleOptions,
): MatrixItem | undefined {
  const passes = theirs?.connections ?? [];
  const perhaps = traffic([...passes, ...(theirs?.unknown ?? [])]);
  const known = traffic([...(mine?.connections ?? []), ...(mine?.unknown ?? [])]);
  // What passes beside all that is shown is of a policy that is hidden as a whole.
  const beside = isNone(trafficDifference(perhaps, known)) ? [] : trafficDifference(asked, known);
  const parts = [...(mine?.connections ?? []), ...(mine?.unknown ?? []), ...beside];
  const isOpen = parts.map((each) => {
    const staysOpen = hidesAddresses && mine?.connections.includes(each) !== true;
    return staysOpen || !isNone(trafficDifference([each], passes));
  });
  const connections = canonical(parts.filter((_, index) => !isOpen[index]));
  const unknown = canonical(
    parts.filter((each, index) => isOpen[index] && (hidesAddresses || overlaps([each], perhaps))),
  );
  if (connections.length + unknown.length === 0 || !from || !to) return undefined;
  const facts = mine && mine.unknowns.length > 0 ? mine.unknowns : hiddenPolicies;
  const isSame = mine && same(mine.connections, connections) && same(mine.unknown, unknown);
  if (isSame) return mine;
  return {
    ...{from, to, connections, unknown},
    unknowns: unknown.length > 0 ? facts : [],
    settledBy: sortedUnique(facts),
    because: mine?.because ?? (() => shown.reasons(from, to, asked) ?? {egress: nobody, ingress: nobody}),
  };
}

const hiddenPolicies: readonly string[] = ['a policy that is sensitive as a whole'];

const nobody: SideReason = {reason: null, by: []};

/** In boxes as few as can be, as other matrices have it. */
function canonical(boxes: Traffic): Traffic {
  return trafficDifference(traffic(boxes), []);
}

function overlaps(a: Traffic, b: Traffic): boolean {
  return !isNone(trafficDifference(a, trafficDifference(a, b)));
}

function isNone(set: Traffic): boolean {
  return set.length === 0;
}

function same(a: Traffic, b: Traffic): boolean {
  return isNone(trafficDifference(a, b)) && isNone(trafficDifference(b, a));
}
