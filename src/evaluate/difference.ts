import {interner} from '../base/interner.ts';
import {type Traffic, traffic} from '../ir/traffic.ts';
import {type Endpoint, endpointKey} from '../ir/world.ts';
import {changeCauses} from './change-causes.ts';
import type {ConnectivityDiff, ConnectivityMatrix, DiffItem, MatrixItem, Party} from './connectivity.ts';
import type {MatrixOptions} from './matrix.ts';
import {insideMatrix} from './matrix-inside.ts';
import {outsideMatrix} from './matrix-outside.ts';
import {type JudgedWorld, type MatrixBasis, type MatrixParts, matrixBasis, matrixParts} from './matrix-parts.ts';
import {compareParties, partyKey} from './parties.ts';
import {sharedRegions} from './shared-regions.ts';
import {trafficDifference} from './traffic-difference.ts';

/**
 * Which connections appear, vanish or change from one input to the other (cli.md section 1, `diff`). Parties are the
 * same when their names are; pods that either input tells apart are parties of their own in both.
 */
export function connectivityDiff(
  before: JudgedWorld,
  after: JudgedWorld,
  options: MatrixOptions = {},
): ConnectivityDiff {
  const [old, young] = [matrixBasis(before), matrixBasis(after)];
  const groupOf = sharedGroups(old, young);
  const [left, right] = compared(matrixParts(old, options, groupOf), matrixParts(young, options, groupOf));
  const causes = changeCauses(before.policies, after.policies);
  const differing = function* (): Iterable<readonly [MatrixItem | undefined, MatrixItem | undefined]> {
    for (const [was, is] of merged(left.items(), right.items())) {
      if (textOf(was) !== textOf(is)) yield [was, is];
    }
  };
  return {
    addedParties: onlyIn(right.parties, left.parties),
    removedParties: onlyIn(left.parties, right.parties),
    compared: Math.max(left.count, right.count),
    most: left.count + right.count,
    count() {
      let count = 0;
      for (const _ of differing()) count++;
      return count;
    },
    *items() {
      for (const [was, is] of differing()) {
        const any = is ?? was;
        if (!any) continue;
        const {from, to} = any;
        let because: DiffItem['because'] | undefined;
        yield {
          change: was ? (is ? 'changed' : 'removed') : 'added',
          ...{from, to},
          before: was?.connections ?? [],
          after: is?.connections ?? [],
          unknownBefore: was?.unknown ?? [],
          unknownAfter: is?.unknown ?? [],
          unknowns: is?.unknowns ?? [],
          // Looked up when asked: most of what a comparison takes, and often nobody asks.
          get because() {
            const changed = changedTraffic(was, is);
            because ??= causes(left.reasons(from, to, changed), right.reasons(from, to, changed));
            return because;
          },
        };
      }
    },
  };
}

/** Both matrices, outside the cluster about the same addresses. */
function compared(old: MatrixParts, young: MatrixParts): readonly [ConnectivityMatrix, ConnectivityMatrix] {
  if (!old.options.external) return [insideMatrix(old), insideMatrix(young)];
  const regions = sharedRegions([old, young]);
  return [outsideMatrix(old, regions), outsideMatrix(young, regions)];
}

/** Pods are told apart as both inputs do together, so that owners have the same parties in both. */
function sharedGroups(old: MatrixBasis, young: MatrixBasis): (endpoint: Endpoint) => number {
  const classesOf = ({world, pairs, seen}: MatrixBasis): ((key: string, endpoint: Endpoint) => string) => {
    const present = new Set(world.endpoints.map(endpointKey));
    return (key, endpoint) => (present.has(key) ? `${pairs.classes.classOf(seen(endpoint))}` : '-');
  };
  const [before, after] = [classesOf(old), classesOf(young)];
  const groups = interner<string>();
  return (endpoint) => {
    const key = endpointKey(endpoint);
    return groups.idOf(`${before(key, endpoint)} ${after(key, endpoint)}`);
  };
}

function onlyIn(parties: readonly Party[], others: readonly Party[]): readonly Party[] {
  const known = new Set(others.map(partyKey));
  return parties.filter((party) => !known.has(partyKey(party)));
}

/** Both lists, which are sorted alike, side by side. */
function* merged(
  left: Iterable<MatrixItem>,
  right: Iterable<MatrixItem>,
): Iterable<readonly [MatrixItem | undefined, MatrixItem | undefined]> {
  const [before, after] = [left[Symbol.iterator](), right[Symbol.iterator]()];
  let [old, young] = [before.next(), after.next()];
  while (!old.done || !young.done) {
    const order = old.done ? 1 : young.done ? -1 : compareItems(old.value, young.value);
    yield [order <= 0 ? old.value : undefined, order >= 0 ? young.value : undefined];
    if (order <= 0) old = before.next();
    if (order >= 0) young = after.next();
  }
}

function compareItems(a: MatrixItem, b: MatrixItem): number {
  return compareParties(a.from, b.from) || compareParties(a.to, b.to);
}

function textOf(item: MatrixItem | undefined): string {
  return item ? JSON.stringify([item.connections, item.unknown]) : '';
}

/** What passes, or may, in one of them and not in the other. */
function changedTraffic(was: MatrixItem | undefined, is: MatrixItem | undefined): Traffic {
  return traffic(
    (['connections', 'unknown'] as const).flatMap((part) => {
      const [a, b] = [was?.[part] ?? [], is?.[part] ?? []];
      return [...trafficDifference(a, b), ...trafficDifference(b, a)];
    }),
  );
}
