/** What a JSON value must look like: every problem found, each with the path to it. */
export type Shape = (value: unknown, path: string) => readonly string[];

export const text: Shape = (value, path) => (typeof value === 'string' ? [] : [`${path}: no text`]);
export const whole: Shape = (value, path) => (Number.isInteger(value) ? [] : [`${path}: no whole number`]);
export const truth: Shape = (value, path) => (typeof value === 'boolean' ? [] : [`${path}: neither true nor false`]);
export const anyValue: Shape = () => [];

export function oneOf(...words: readonly unknown[]): Shape {
  return (value, path) =>
    words.includes(value) ? [] : [`${path}: ${JSON.stringify(value)} is none of ${words.join()}`];
}

export function either(...shapes: readonly Shape[]): Shape {
  return (value, path) => {
    const found = shapes.map((shape) => shape(value, path));
    return found.some((each) => each.length === 0) ? [] : (found[0] ?? []);
  };
}

export function list(item: Shape): Shape {
  return (value, path) =>
    Array.isArray(value) ? value.flatMap((each, index) => item(each, `${path}[${index}]`)) : [`${path}: no list`];
}

/** An object with exactly these keys; a key that ends in `?` may be absent. */
export function object(fields: Readonly<Record<string, Shape>>): Shape {
  const known = new Map(Object.entries(fields).map(([key, shape]) => [key.replace(/\?$/, ''), shape] as const));
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path}: no object`];
    const entries = new Map<string, unknown>(Object.entries(value));
    const missing = Object.keys(fields).filter((key) => !key.endsWith('?') && !entries.has(key));
    return [
      ...missing.map((key) => `${path}.${key}: missing`),
      ...[...entries].flatMap(
        ([key, each]) => known.get(key)?.(each, `${path}.${key}`) ?? [`${path}.${key}: not in the contract`],
      ),
    ];
  };
}
