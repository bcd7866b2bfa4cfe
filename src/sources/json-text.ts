import {backslash, byteTable, quote} from './json-bytes.ts';

/** What may stand in a text as it is and takes one byte. */
const plain = byteTable((byte) => byte >= 32 && byte < 127 && byte !== quote && byte !== backslash);

/** Behind the text that begins at a quote, if it is such a plain one; undefined for any other. */
export function plainTextEnd(bytes: Uint8Array, start: number): number | undefined {
  let at = start + 1;
  while (plain[bytes[at] ?? 0] === 1) at++;
  return bytes[at] === quote ? at + 1 : undefined;
}

/** The value of valid JSON. */
export function parseValue(bytes: Buffer, start: number, end: number): unknown {
  return bytes[start] === quote ? textOf(bytes, start, end) : parse(bytes, start, end);
}

/** The text of a valid string. */
export function textOf(bytes: Buffer, start: number, end: number): string {
  return plainTextEnd(bytes, start) === end
    ? bytes.toString('latin1', start + 1, end - 1)
    : String(parse(bytes, start, end));
}

function parse(bytes: Buffer, start: number, end: number): unknown {
  const value: unknown = JSON.parse(bytes.toString('utf8', start, end));
  return value;
}
