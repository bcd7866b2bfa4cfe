/** A value that is made once, with its number among others of its sort: equal values are one object. */
export interface Known<T> {
  readonly id: number;
  readonly value: T;
}

export interface KnownByText<T> {
  readonly get: (text: string) => Known<T> | undefined;
  readonly add: (text: string, value: T) => Known<T>;
}

/** Values by a text that is equal for equal ones. */
export function knownByText<T>(): KnownByText<T> {
  const known = new Map<string, Known<T>>();
  return {
    get: (text) => known.get(text),
    add: (text, value) => {
      const made = {id: known.size, value};
      known.set(text, made);
      return made;
    },
  };
}

/** What is known of each item, none for a list that is missing; undefined where one of them is a doubt. */
export function knownItems<T>(
  list: unknown,
  read: (item: unknown) => Known<T> | undefined,
): readonly Known<T>[] | undefined {
  if (list === undefined) return none;
  if (!Array.isArray(list)) return undefined;
  const found: Known<T>[] = [];
  for (const item of list) {
    const known = read(item);
    if (!known) return undefined;
    found.push(known);
  }
  return found;
}

const none = [] as const;

export function idsOf(items: readonly Known<unknown>[]): string {
  let text = '';
  for (const {id} of items) text += `${id},`;
  return text;
}

/** Whether an object has no fields but these: an unknown value has another one. */
export function hasOnly(object: Readonly<Record<string, unknown>>, fields: readonly string[]): boolean {
  for (const field in object) if (!fields.includes(field)) return false;
  return true;
}
