import {sortedUnique} from '../base/order.ts';
import {type Traffic, traffic} from '../ir/traffic.ts';
import {changeCauses} from './change-causes.ts';
import type {ConnectivityDiff, ConnectivityMatrix, DiffItem, MatrixItem, Party} from './connectivity.ts';
import type {MatrixOptions} from './matrix.ts';
import {
  basisLayers,
  both,
  layeredMatrix,
  type PartsLayers,
  partsLayers,
  regionsOf,
  sharedGroups,
} from './matrix-layers.ts';
import type {JudgedWorld} from './matrix-parts.ts';
import {mergedItems} from './merged-items.ts';
import {partyKey} from './parties.ts';
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
  const [old, young] = [basisLayers(before), basisLayers(after)];
  const groupOf = sharedGroups([...both(old), ...both(young)]);
  const [left, right] = compared(partsLayers(old, options, groupOf), partsLayers(young, options, groupOf));
  const causes = changeCauses(before.policies, after.policies);
  const differing = function* (): Iterable<readonly [MatrixItem | undefined, MatrixItem | undefined]> {
    for (const [was, is] of mergedItems(left.items(), right.items())) {
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
          settledBy: sortedUnique([...(was?.settledBy ?? []), ...(is?.settledBy ?? [])]),
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
function compared(old: PartsLayers, young: PartsLayers): readonly [ConnectivityMatrix, ConnectivityMatrix] {
  const regions = old.shown.options.external ? regionsOf([old, young]) : undefined;
  return [layeredMatrix(old, regions), layeredMatrix(young, regions)];
}

function onlyIn(parties: readonly Party[], others: readonly Party[]): readonly Party[] {
  const known = new Set(others.map(partyKey));
  return parties.filter((party) => !known.has(partyKey(party)));
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
