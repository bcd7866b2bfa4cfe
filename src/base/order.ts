/** Compares by UTF-16 code units: the same on every machine, unlike locale order. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The distinct texts, sorted by UTF-16 code units. */
export function sortedUnique(texts: Iterable<string>): readonly string[] {
  // Most lists are short, and in order already.
  const listed: readonly string[] = [...texts];
  if (listed.every((text, at) => at === 0 || (listed[at - 1] ?? '') < text)) return listed;
  // Without a function the same order is found several times faster.
  return [...new Set(listed)].sort();
}
