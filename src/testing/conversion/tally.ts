import {isPermitted} from '../../convert/permission.ts';
import {type ConvertedCase, convertedCase, type Pair, recordedCases} from './converted-case.ts';

/** How the recorded cases of one pair of dialects come through. */
export interface Tally {
  readonly cases: number;
  /** Equal, and nothing had to be said. */
  readonly exact: number;
  /** Equal as far as the losses of no effect say: in this world, or with an option. */
  readonly conditional: number;
  /** Not handed out unless the user allows the losses. */
  readonly refused: number;
  readonly rows: number;
  readonly different: number;
  readonly builtIn: number;
  readonly unexplained: readonly string[];
}

/** The pairs that are held to the recorded rows. */
export const pairs = [
  {from: 'kubernetes', source: 'spec', to: 'cilium'},
  {from: 'calico', source: 'calico', to: 'cilium'},
  {from: 'cilium', source: 'cilium', to: 'calico'},
] as const satisfies readonly Pair[];

/** Converts every so manieth recorded case of a pair and asks all of its rows on both sides. */
export async function tally(pair: Pair, every: number): Promise<Tally> {
  const found: ConvertedCase[] = [];
  for (const name of recordedCases(pair.from).filter((_, index) => index % every === 0)) {
    found.push(await convertedCase(pair, name));
  }
  const permitted = found.filter(({conversion: {certificate, losses}}) => isPermitted(certificate, losses, 'equal'));
  const exact = permitted.filter(({conversion}) => conversion.losses.length === 0).length;
  const sum = (count: (each: ConvertedCase) => number): number => found.reduce((total, each) => total + count(each), 0);
  return {
    cases: found.length,
    exact,
    conditional: permitted.length - exact,
    refused: found.length - permitted.length,
    rows: sum(({rows}) => rows),
    different: sum(({different}) => different),
    builtIn: sum(({builtIn}) => builtIn),
    unexplained: found.flatMap(({unexplained}) => unexplained),
  };
}

export function printTally({from, to}: Pair, found: Tally): string {
  const {cases, exact, conditional, refused, rows, different, builtIn} = found;
  return (
    `${from} to ${to}: ${cases} cases, ${exact} exact, ${conditional} conditional, ${refused} refused; ` +
    `${rows} rows, ${different} answered otherwise, ${builtIn} sides of these before any policy`
  );
}
