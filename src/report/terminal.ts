/**
 * What must not reach a terminal as it is: control characters (C0, DEL, C1), the line and paragraph separators, and
 * every invisible or direction-changing format character, so that text from a manifest can neither move the cursor nor
 * look like other text. Lone surrogates are no text at all.
 */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Printable ASCII, in which nothing is unsafe, and lines of it. */
const plainText = /^[ -~]*$/;
const plainLines = /^[\n -~]*$/;

const shortNames: Readonly<Record<string, string>> = {'\n': '\\n', '\r': '\\r', '\t': '\\t'};

/** Untrusted text in one line that is safe to print: what is unsafe stands there visibly, as `\u001b` or `\n`. */
export function escapeUntrusted(text: string): string {
  // Most text is plain, and the long test is ten times as slow.
  if (plainText.test(text)) return text;
  return text.replace(unsafe, (character) => shortNames[character] ?? codePoint(character));
}

/**
 * The same inside JSON text or double-quoted YAML scalars, where the escapes mean the characters themselves. Line breaks
 * stay: both formats write those of a value as escapes already.
 */
export function escapeInQuotes(text: string, syntax: 'json' | 'yaml'): string {
  if (plainLines.test(text)) return text;
  return text.replace(unsafe, (character) => {
    if (character === '\n') return character;
    const value = character.codePointAt(0) ?? 0;
    if (value <= 0xffff) return codeUnit(character, 0);
    if (syntax === 'yaml') return `\\U${value.toString(16).padStart(8, '0')}`;
    return codeUnit(character, 0) + codeUnit(character, 1);
  });
}

/** True when the text holds something that `escapeUntrusted` would change. */
export function isUnsafe(text: string): boolean {
  return text.search(unsafe) >= 0;
}

function codePoint(character: string): string {
  const value = character.codePointAt(0) ?? 0;
  return value > 0xffff ? `\\u{${value.toString(16)}}` : codeUnit(character, 0);
}

function codeUnit(text: string, at: number): string {
  return `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`;
}

/** Adds emphasis; the words are the same without it. */
export interface Paint {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly doubtful: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
}

const asIs = (text: string): string => text;

export const plain: Paint = {good: asIs, bad: asIs, doubtful: asIs, strong: asIs, faint: asIs};

export interface ColourWish {
  readonly isTerminal: boolean;
  /** The values of the environment variables of these names. */
  readonly FORCE_COLOR?: string | undefined;
  readonly NO_COLOR?: string | undefined;
  readonly TERM?: string | undefined;
}

/** Colour only on a terminal that can show it, unless `FORCE_COLOR` or `NO_COLOR` says otherwise (cli.md section 5). */
export function wantsColour({isTerminal, FORCE_COLOR, NO_COLOR, TERM}: ColourWish): boolean {
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  return isTerminal && TERM !== 'dumb';
}

/** Colours of the basic palette alone, which every theme keeps readable. Loaded only when they are wanted. */
export async function paint(colour: boolean): Promise<Paint> {
  if (!colour) return plain;
  const {Chalk} = await import('chalk');
  const chalk = new Chalk({level: 1});
  return {
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    doubtful: (text) => chalk.yellow(text),
    strong: (text) => chalk.bold(text),
    faint: (text) => chalk.dim(text),
  };
}
