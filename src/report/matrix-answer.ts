import type {ConnectivityMatrix, MatrixItem, Party} from '../evaluate/connectivity.ts';
import {type NameParty, partyKey, partyNames} from './party-text.ts';
import {type TrafficWords, trafficWords} from './traffic-words.ts';

/** A matrix and the engine that judged. */
export interface JudgedMatrix {
  readonly cni: string;
  readonly matrix: ConnectivityMatrix;
}

/** What all formats of a matrix say in common. */
export interface MatrixAnswer {
  readonly judged: readonly JudgedMatrix[];
  /** Asked about connections with the outside. */
  readonly external: boolean;
  /** Of all engines together. */
  readonly count: number;
  /** Without repeats, in order. */
  readonly parties: readonly Party[];
  readonly nameOf: NameParty;
  readonly words: TrafficWords;
}

export function matrixAnswer(judged: readonly JudgedMatrix[], external: boolean): MatrixAnswer {
  const parties = [...new Map(judged.flatMap(({matrix}) => matrix.parties.map((each) => [partyKey(each), each])))];
  return {
    judged,
    external,
    count: judged.reduce((sum, {matrix}) => sum + matrix.count, 0),
    parties: parties.map(([, party]) => party),
    nameOf: partyNames(parties.map(([, party]) => party)),
    words: trafficWords(),
  };
}

/** An item with the engine that judged it; undefined where one engine judges all. */
export interface JudgedItem {
  readonly item: MatrixItem;
  readonly cni: string | undefined;
}

/** The items of all engines, one engine after the other, made while they are asked for. */
export function* judgedItems({judged}: Pick<MatrixAnswer, 'judged'>): Generator<JudgedItem> {
  for (const {cni, matrix} of judged) {
    for (const item of matrix.items()) yield {item, cni: judged.length > 1 ? cni : undefined};
  }
}

/** Notes which parties have a connection while the items pass by; the others can be asked for when all have passed. */
export interface Unconnected {
  readonly pass: (item: MatrixItem) => void;
  readonly rest: () => readonly Party[];
}

export function unconnected({parties}: Pick<MatrixAnswer, 'parties'>): Unconnected {
  const seen = new Set<Party>();
  return {
    pass: ({from, to}) => {
      seen.add(from).add(to);
    },
    rest: () => {
      const keys = new Set([...seen].map(partyKey));
      return parties.filter((party) => !keys.has(partyKey(party)));
    },
  };
}
