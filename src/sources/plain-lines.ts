/** Told where each key and list item of a container stands. */
export type Note = (container: object, key: string | number, offset: number) => void;

/** A walk over the lines of a text, from one value to the next: blank lines and comments are passed over. */
export interface PlainLines {
  readonly text: string;
  readonly note: Note | undefined;
  /** The first character of what is read next. */
  at: number;
  /** Its column; -1 behind the last line and after a doubt, so that every loop ends. */
  column: number;
  /** Set at the first doubt. */
  failed: boolean;
}

const newline = 10;
const carriageReturn = 13;
const space = 32;
const hash = 35;

export function plainLines(text: string, note?: Note): PlainLines {
  const lines: PlainLines = {text, note, at: 0, column: -1, failed: false};
  toText(lines, 0);
  return lines;
}

/** Goes on below the line that `at` is on. */
export function toNextLine(lines: PlainLines, at: number): void {
  toText(lines, nextLine(lines.text, at));
}

/** From a line start to the first line that holds more than a comment. */
function toText(lines: PlainLines, start: number): void {
  for (let line = start; line < lines.text.length; ) {
    const at = skipSpaces(lines.text, line);
    if (!isContentEnd(lines.text, at)) {
      lines.at = at;
      lines.column = at - line;
      return;
    }
    line = nextLine(lines.text, at);
  }
  lines.at = lines.text.length;
  lines.column = -1;
}

function nextLine(text: string, at: number): number {
  // A hundred million empty lines are one call each less.
  if (text.charCodeAt(at) === newline) return at + 1;
  const found = text.indexOf('\n', at);
  return found < 0 ? text.length : found + 1;
}

export function giveUp(lines: PlainLines): undefined {
  lines.failed = true;
  lines.column = -1;
}

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === space) at++;
  return at;
}

/** Whether a line ends at an offset. */
export function isLineEnd(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === newline || code === carriageReturn || at >= text.length;
}

/** Whether a line ends or a comment begins at an offset, which is at a line start or behind a space. */
export function isContentEnd(text: string, at: number): boolean {
  return text.charCodeAt(at) === hash || isLineEnd(text, at);
}
