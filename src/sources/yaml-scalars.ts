/**
 * What a plain or tagged scalar means to kubectl, whose YAML layer is the 1.1 flavoured go-yaml v2 below
 * sigs.k8s.io/yaml (kubernetes.md A3 rule 1; conformance kubernetes/yaml-scalars.tsv).
 */
export type ScalarValue = null | boolean | number | string;

export type Resolved = {readonly value: ScalarValue} | {readonly error: string};

const words = new Map<string, ScalarValue>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const standard = 'tag:yaml.org,2002:';

/** Reads an unquoted scalar without a tag. Infinity and NaN have no JSON form and are errors. */
export function resolvePlain(source: string): Resolved {
  const value = plainValue(source);
  return typeof value === 'number' && !Number.isFinite(value)
    ? {error: `found ${source}, expected a finite number`}
    : {value};
}

/** Reads a scalar with an explicit tag; a tag outside YAML's own leaves the text as it is. */
export function resolveTagged(tag: string, source: string): Resolved {
  if (!tag.startsWith(standard)) return {value: source};
  const kind = tag.slice(standard.length);
  if (kind === 'binary') return binary(source);
  if (!['bool', 'int', 'float', 'null'].includes(kind)) return {value: source};
  const found = plainValue(source);
  const fits =
    kind === 'null' ? found === null : kind === 'bool' ? typeof found === 'boolean' : typeof found === 'number';
  const whole = kind !== 'int' || !source.includes('.');
  if (!fits || !whole) return {error: `found ${JSON.stringify(source)}, expected a value of type ${kind}`};
  return resolvePlain(source);
}

/** The text of a mapping key that is no string, as kubectl prints it into JSON; undefined for null, which is none. */
export function keyText(value: ScalarValue): string | undefined {
  if (typeof value === 'string') return value;
  if (value === null) return undefined;
  return typeof value === 'number' && !Number.isInteger(value)
    ? String(Math.fround(value) === value ? value : shortest(value))
    : String(value);
}

function plainValue(source: string): ScalarValue {
  if (words.has(source)) return words.get(source) ?? null;
  const first = source.charAt(0);
  if (first === '.') return /^\.[0-9]+([eE][-+]?[0-9]+)?$/.test(source) ? Number(source) : source;
  if (!/^[-+0-9]/.test(source)) return source;
  const digits = source.replaceAll('_', '');
  const whole = wholeNumber(digits);
  if (whole !== undefined) return whole;
  if (!/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(digits)) return source;
  const float = Number(digits);
  return Number.isFinite(float) ? float : source;
}

/**
 * Go's ParseInt and ParseUint with base 0: 0x, 0o, 0b prefixes and the bare 0 of octal numbers. Signed ones have 64
 * bits with sign, bare ones reach 2^64; what is larger is no whole number (a float takes it where it is decimal).
 */
function wholeNumber(text: string): number | undefined {
  const parts = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/.exec(text);
  const [, sign = '', digits = ''] = parts ?? [];
  if (!parts) return undefined;
  const octal = /^0[0-7]+$/.test(digits);
  const size = BigInt(octal ? `0o${digits.slice(1)}` : digits.toLowerCase());
  if (size >= 1n << (sign === '' ? 64n : 63n) && !(sign === '-' && size === 1n << 63n)) return undefined;
  return size === 0n ? 0 : Number(sign === '-' ? -size : size);
}

/** A float key is printed with 32 bits of precision. */
function shortest(value: number): number {
  const narrow = Math.fround(value);
  for (let precision = 1; precision <= 9; precision++) {
    const candidate = Number(value.toPrecision(precision));
    if (Math.fround(candidate) === narrow) return candidate;
  }
  return narrow;
}

function binary(source: string): Resolved {
  const text = source.replace(/\s/g, '');
  if (!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    return {error: 'found text that is no base64, expected base64 behind !!binary'};
  }
  return {value: new TextDecoder().decode(Uint8Array.from(atob(text), (each) => each.charCodeAt(0)))};
}
