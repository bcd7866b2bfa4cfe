import type {ConnectivityDiff, DiffItem, Party} from '../evaluate/connectivity.ts';
import type {Certificate} from '../prove/certificate.ts';
import type {NameParty} from './party-text.ts';
import type {ReportContext} from './reference-text.ts';
import type {TrafficWords} from './traffic-words.ts';

/** What one engine, or a pair of them, finds: inside the cluster, with the outside. */
export interface JudgedDiff {
  readonly cni: string;
  readonly diffs: readonly ConnectivityDiff[];
}

/** What all formats of a difference say in common. */
export interface DiffAnswer {
  readonly judged: readonly JudgedDiff[];
  /** Over all possible clusters, where that was asked; the worst of several engines. */
  readonly certificate?: Certificate;
  /** Parties that only one input has, without repeats. */
  readonly addedParties: readonly Party[];
  readonly removedParties: readonly Party[];
  readonly nameOf: NameParty;
  readonly words: TrafficWords;
  /** Where references into each input point. */
  readonly context: Readonly<Record<'before' | 'after', ReportContext>>;
}

/** An item with the engine that judged it; undefined where one engine judges all. */
export interface JudgedDiffItem {
  readonly item: DiffItem;
  readonly cni: string | undefined;
}

/** How many connections differ, counted while they pass by. */
export type DiffCounts = Record<DiffItem['change'], number>;

export function noCounts(): DiffCounts {
  return {added: 0, removed: 0, changed: 0};
}

/** The items of all engines, one engine after the other, made while they are asked for; `counts` grows meanwhile. */
export function* judgedDiffItems({judged}: DiffAnswer, counts: DiffCounts): Generator<JudgedDiffItem> {
  for (const {cni, diffs} of judged) {
    for (const diff of diffs) {
      for (const item of diff.items()) {
        counts[item.change] += 1;
        yield {item, cni: judged.length > 1 ? cni : undefined};
      }
    }
  }
}

export function differs({addedParties, removedParties, certificate}: DiffAnswer, counts: DiffCounts): boolean {
  const changes = addedParties.length + removedParties.length + counts.added + counts.removed + counts.changed;
  return changes > 0 || (certificate !== undefined && certificate.result !== 'equal');
}
