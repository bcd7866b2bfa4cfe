/** A plain value as JSON knows it: what documents hold and what leaves the tool. */
export type Json = null | boolean | number | string | readonly Json[] | {readonly [key: string]: Json};

export type JsonObject = {readonly [key: string]: Json};

/** The steps from the root of a document to a value inside it. */
export type Path = readonly (string | number)[];

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `spec.ingress[0].ports[0].port`, in the API server's own way; keys that are no plain words stand in brackets. */
export function printPath(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!/^[A-Za-z_$][\w$-]*$/.test(step)) return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** The value at a path, undefined where it leads nowhere. Own properties only. */
export function valueAt(root: unknown, path: Path): unknown {
  let value: unknown = root;
  for (const step of path) {
    if (Array.isArray(value) && typeof step === 'number') value = value[step];
    else if (isObject(value) && Object.hasOwn(value, String(step))) value = value[String(step)];
    else return undefined;
  }
  return value;
}
