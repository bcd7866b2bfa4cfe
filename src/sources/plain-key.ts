import {isLineEnd} from './plain-lines.ts';
import {readQuoted} from './plain-quoted.ts';
import {wordEnd} from './plain-word.ts';
import {finiteValue} from './yaml-scalars.ts';

/** A key of a mapping, and the offset of its colon. */
export interface Key {
  readonly name: string;
  readonly colon: number;
}

const longest = 300;
const colon = 58;

/**
 * The key at an offset, with a colon and a space or a line end behind it: quoted, or a word that begins with a letter or
 * underscore. Undefined where none stands, and where its meaning needs thought (`on`, `1`).
 */
export function readKey(text: string, at: number): Key | undefined {
  const end = wordEnd(text, at);
  const quoted = end === at ? readQuoted(text, at) : undefined;
  const behind = quoted?.end ?? end;
  if (text.charCodeAt(behind) !== colon || behind - at > longest) return undefined;
  if (text[behind + 1] !== ' ' && !isLineEnd(text, behind + 1)) return undefined;
  if (quoted) return quoted.value === '' ? undefined : {name: quoted.value, colon: behind};
  const name = text.slice(at, end);
  return isPlainKey(name) ? {name, colon: behind} : undefined;
}

/** Whether a word begins like a name and means nothing but text. */
export function isPlainKey(word: string): boolean {
  return word >= 'A' && finiteValue(word) === word;
}
