/**
 * Three-valued logic: true, false, or unknown with the names of the facts it hangs on (design.md section 5).
 *
 * An unknown carries the sorted keys of the open facts, so that an answer can list exactly those that matter.
 */
export interface Unknown {
  readonly unknown: readonly string[];
}

export type Truth = boolean | Unknown;

/** The truth of one open fact. */
export function unknownFact(key: string): Truth {
  return {unknown: [key]};
}

export function isUnknown(truth: Truth): truth is Unknown {
  return typeof truth === 'object';
}

export function not(truth: Truth): Truth {
  return isUnknown(truth) ? truth : !truth;
}

/** True when all are true, false when one is false, else unknown by the open facts of the undecided ones. */
export function every<T>(items: readonly T[], test: (item: T) => Truth): Truth {
  return combine(items, test, false);
}

/** True when one is true, false when all are false, else unknown by the open facts of the undecided ones. */
export function some<T>(items: readonly T[], test: (item: T) => Truth): Truth {
  return combine(items, test, true);
}

/** Asked millions of times, nearly always without an open fact: then nothing is allocated. */
function combine<T>(items: readonly T[], test: (item: T) => Truth, decisive: boolean): Truth {
  let open: Set<string> | undefined;
  for (let at = 0; at < items.length; at++) {
    const item = items[at];
    if (item === undefined) continue;
    const truth = test(item);
    if (truth === decisive) return decisive;
    if (!isUnknown(truth)) continue;
    open ??= new Set();
    for (const key of truth.unknown) open.add(key);
  }
  return open ? {unknown: [...open].sort()} : !decisive;
}
