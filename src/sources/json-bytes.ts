import type {Cursor} from './cursor.ts';

/**
 * Walks over JSON in bytes and accepts what `JSON.parse` accepts, without building a value. A zero byte must follow the
 * text: it is valid nowhere, so that no step has to look for the end. Each function gives the offset behind what it
 * passed, or `doubt`: not valid, too deep, or cut off; `JSON.parse` has the last word then.
 */

export const doubt = -1;

export const quote = 34;
export const comma = 44;
export const colon = 58;
export const openList = 91;
export const closeList = 93;
export const openObject = 123;
export const closeObject = 125;
export const backslash = 92;

/** What may stand in a string as it is: no quote, no backslash, no control character. */
const plainInString = byteTable((byte) => byte >= 32 && byte !== quote && byte !== backslash);
const digit = byteTable((byte) => byte >= 48 && byte <= 57);
const hexadecimal = byteTable((byte) => /[0-9A-Fa-f]/.test(String.fromCharCode(byte)));
const escaped = byteTable((byte) => '"\\/bfnrt'.includes(String.fromCharCode(byte)));

export function skipSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let byte = bytes[at]; byte === 32 || byte === 10 || byte === 13 || byte === 9; byte = bytes[at]) at++;
  return at;
}

export function skipString(bytes: Uint8Array, open: number): number {
  let at = open + 1;
  for (;;) {
    let byte = bytes[at] ?? 0;
    while (plainInString[byte] === 1) byte = bytes[++at] ?? 0;
    if (byte === quote) return at + 1;
    if (byte !== backslash) return doubt;
    const kind = bytes[at + 1] ?? 0;
    if (escaped[kind] === 1) at += 2;
    else if (kind === 117 && [2, 3, 4, 5].every((step) => hexadecimal[bytes[at + step] ?? 0] === 1)) at += 6;
    else return doubt;
  }
}

/** Behind an object's key, its colon and the space around it: where its value begins. */
function skipKey(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== quote) return doubt;
  const end = skipString(bytes, at);
  return end === doubt ? doubt : skipColon(bytes, end);
}

export function skipColon(bytes: Uint8Array, from: number): number {
  const at = skipSpace(bytes, from);
  return bytes[at] === colon ? skipSpace(bytes, at + 1) : doubt;
}

/** What is open, by depth: whether an object. One for all calls, since none begins while another runs. */
const inObject: boolean[] = [];

/** Behind the value of any kind that begins at `start`. Nothing recurses, so that depth costs nothing. */
export function skipValue(bytes: Uint8Array, start: number, nesting: number): number {
  // What nested without bound must not stay in memory.
  if (inObject.length > 1000) inObject.length = 0;
  let depth = 0;
  let at = start;
  for (;;) {
    const first = bytes[at];
    if (first === openObject || first === openList) {
      const object = first === openObject;
      at = skipSpace(bytes, at + 1);
      if (bytes[at] === (object ? closeObject : closeList)) at++;
      else {
        if (depth >= nesting) return doubt;
        inObject[depth++] = object;
        if (object) at = skipKey(bytes, at);
        if (at === doubt) return doubt;
        continue;
      }
    } else {
      at = first === quote ? skipString(bytes, at) : skipWord(bytes, at);
      if (at === doubt) return doubt;
    }
    for (;;) {
      if (depth === 0) return at;
      const object = inObject[depth - 1] === true;
      at = skipSpace(bytes, at);
      const next = bytes[at];
      if (next === comma) {
        at = skipSpace(bytes, at + 1);
        if (object) at = skipKey(bytes, at);
        if (at === doubt) return doubt;
        break;
      }
      if (next !== (object ? closeObject : closeList)) return doubt;
      at++;
      depth--;
    }
  }
}

const words = ['true', 'false', 'null'].map((word) => Buffer.from(word));

/** Behind a number, `true`, `false` or `null`. */
function skipWord(bytes: Uint8Array, start: number): number {
  const word = words.find((each) => each[0] === bytes[start]);
  if (word) return word.every((byte, index) => bytes[start + index] === byte) ? start + word.length : doubt;
  let at = bytes[start] === 45 ? start + 1 : start;
  at = bytes[at] === 48 ? at + 1 : skipDigits(bytes, at);
  if (at !== doubt && bytes[at] === 46) at = skipDigits(bytes, at + 1);
  if (at !== doubt && (bytes[at] === 101 || bytes[at] === 69)) {
    const sign = bytes[at + 1];
    at = skipDigits(bytes, sign === 43 || sign === 45 ? at + 2 : at + 1);
  }
  return at;
}

/** At least one digit. */
function skipDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (digit[bytes[at] ?? 0] === 1) at++;
  return at === from ? doubt : at;
}

export function byteTable(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({length: 256}, (_, byte) => (holds(byte) ? 1 : 0));
}

export function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
  return true;
}

export function viewOf({buffer, byteOffset, byteLength}: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

export function bytesOf({buffer, byteOffset, byteLength}: DataView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Whether the same bytes stand in both, four a step: most of a long list is compared with what came before. */
export function continuesWith(
  {view, size, at}: Pick<Cursor, 'view' | 'size' | 'at'>,
  text: DataView,
  from: number,
  length: number,
): boolean {
  if (at + length > size) return false;
  let step = 0;
  for (; step + 4 <= length; step += 4) if (view.getInt32(at + step) !== text.getInt32(from + step)) return false;
  for (; step < length; step++) if (view.getUint8(at + step) !== text.getUint8(from + step)) return false;
  return true;
}
