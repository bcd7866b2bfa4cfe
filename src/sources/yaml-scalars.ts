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

const longestWord = 5;

const standard = 'tag:yaml.org,2002:';

/** Reads an unquoted scalar without a tag. Infinity and NaN have no JSON form and are errors. */
export function resolvePlain(source: string): Resolved {
  const value = finiteValue(source);
  return value === undefined ? {error: `found ${source}, expected a finite number`} : {value};
}

/** What an unquoted scalar without a tag means; undefined for infinity and NaN. */
export function finiteValue(source: string): ScalarValue | undefined {
  const value = plainValue(source);
  return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
}

/** Reads a scalar with an explicit tag; a tag outside YAML's own leaves the text as it is. */
export function resolveTagged(tag: string, source: string): Resolved {
  const kind = tag.startsWith(standard) ? tag.slice(standard.length) : '';
  if (kind === 'binary') return binary(source);
  const fits = tests[kind];
  if (!fits) return {value: source};
  return fits(source)
    ? resolvePlain(source)
    : {error: `found ${JSON.stringify(source)}, expected a value of the type !!${kind}`};
}

const tests: Readonly<Record<string, (source: string) => boolean>> = {
  bool: (source) => typeof plainValue(source) === 'boolean',
  float: (source) => typeof plainValue(source) === 'number',
  int: (source) => wholeNumber(source) !== undefined,
  null: (source) => plainValue(source) === null,
};

/** The text that a plain scalar gives as a mapping key; undefined for null and for what passes 63 bits, which are none. */
export function plainKey(source: string): string | undefined {
  const whole = wholeNumber(source);
  if (whole !== undefined) return whole < 1n << 63n ? String(whole) : undefined;
  const value = plainValue(source);
  if (typeof value === 'number') return floatKey(value);
  return value === null ? undefined : String(value);
}

function plainValue(source: string): ScalarValue {
  if (source.length <= longestWord && words.has(source)) return words.get(source) ?? null;
  // Neither a sign, a dot nor a digit comes first.
  if (source.charCodeAt(0) > 57) return source;
  // What nearly all numbers are.
  if (/^[1-9][0-9]{0,14}$/.test(source)) return Number(source);
  const whole = wholeNumber(source);
  if (whole !== undefined) return Number(whole);
  const digits = source.startsWith('.') ? source : source.replaceAll('_', '');
  if (!/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(digits)) return source;
  const float = Number(digits);
  return Number.isFinite(float) ? float : source;
}

/**
 * Go's ParseInt and ParseUint with base 0, underscores left out: 0x, 0o, 0b prefixes and the bare 0 of octal numbers.
 * Signed ones have 64 bits with sign, bare ones reach 2^64; what is larger is no whole number.
 */
function wholeNumber(source: string): bigint | undefined {
  if (!/^[-+0-9]/.test(source)) return undefined;
  const parts = /^([-+]?)(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/.exec(source.replaceAll('_', ''));
  const [, sign = '', digits = ''] = parts ?? [];
  if (!parts || digits.length > 70) return undefined;
  const octal = /^0[0-7]+$/.test(digits);
  const size = BigInt(octal ? `0o${digits.slice(1)}` : digits.toLowerCase());
  const value = sign === '-' ? -size : size;
  return value < -(1n << 63n) || value >= 1n << (sign === '' ? 64n : 63n) ? undefined : value;
}

/** Go's `%g` with 32 bits: the shortest digits that give the same float, with an exponent from a million on. */
function floatKey(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  const narrow = Math.fround(value);
  if (!Number.isFinite(narrow)) return narrow > 0 ? '.inf' : '-.inf';
  if (narrow === 0) return Object.is(narrow, -0) ? '-0' : '0';
  let text = '';
  for (let digits = 0; Math.fround(Number(text || Number.NaN)) !== narrow; digits++)
    text = narrow.toExponential(digits);
  const [mantissa = '', power = ''] = text.split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 6) return String(Number(text));
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function binary(source: string): Resolved {
  const text = source.replace(/\s/g, '');
  if (!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    return {error: 'found text that is no base64, expected base64 behind !!binary'};
  }
  return {value: new TextDecoder().decode(Uint8Array.from(atob(text), (each) => each.charCodeAt(0)))};
}
