/** A copy without room to spare, for lists that grew and are kept; of nothing the same for all. */
export function shrunk<T>(list: readonly T[]): readonly T[] {
  return list.length === 0 ? none : list.slice();
}

const none = [] as const;
