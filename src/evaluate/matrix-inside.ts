import type {ConnectivityMatrix} from './connectivity.ts';
import {matrixItems} from './matrix-items.ts';
import {among, type MatrixParts} from './matrix-parts.ts';
import {examplePairs, matrixRows} from './matrix-rows.ts';
import {becauseOf, linesOf, verdictsOf} from './pair-reasons.ts';
import {partyKey} from './parties.ts';

/** The matrix between parties of the cluster. */
export function insideMatrix(parts: MatrixParts): ConnectivityMatrix {
  const {inside, options} = parts;
  const rows = matrixRows(parts);
  const itemOf = matrixItems(parts);
  const {pairs, families} = parts;
  const byKey = new Map(inside.map((each) => [partyKey(each.party), each] as const));
  const [sends, takes, inFocus] = [among(options.from), among(options.to), among(options.focus)];
  return {
    parties: inside.filter((each) => inFocus(each) && (sends(each) || takes(each))).map(({party}) => party),
    count: rows.count(),
    cidrs: pairs.classes.mentioned.cidrs,
    *items() {
      for (const {from, to, passes} of rows.all()) {
        const [example] = examplePairs(from, to);
        if (example) yield itemOf(from.party, to.party, example, passes);
      }
    },
    reasons: (from, to, traffic) => {
      const [example] = examplePairs(byKey.get(partyKey(from)), byKey.get(partyKey(to)));
      if (!example) return undefined;
      return becauseOf(verdictsOf(pairs, ...example, linesOf(pairs, ...example, traffic, families)));
    },
  };
}
