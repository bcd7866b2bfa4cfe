/**
 * Steps over pieces of HCL text. The text was checked by the real parser before, so these only find where things end.
 * All take and give offsets in UTF-16 code units.
 */

/** After a quoted string that starts here. */
export function afterString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\') at += 2;
    else if (isEscapedMarker(text, at)) at += 3;
    else if (isMarker(text, at)) at = afterBraces(text, at + 2);
    else at++;
  }
  return at + 1;
}

/** After the `}` that closes a brace opened just before `start`. */
export function afterBraces(text: string, start: number): number {
  let depth = 1;
  let at = start;
  while (at < text.length) {
    const next = afterQuotation(text, at);
    if (next > at) {
      at = next;
      continue;
    }
    if (text[at] === '{') depth++;
    if (text[at] === '}' && --depth === 0) return at + 1;
    at++;
  }
  return at;
}

/** After a string, heredoc or comment that starts here; the same offset when none does. */
export function afterQuotation(text: string, at: number): number {
  const character = text[at];
  if (character === '"') return afterString(text, at);
  if (character === '<' && text[at + 1] === '<') return heredocAt(text, at)?.end ?? at;
  return afterComment(text, at);
}

/** After a comment that starts here, its line end not included; the same offset when none does. */
export function afterComment(text: string, at: number): number {
  if (text[at] === '#' || text.startsWith('//', at)) {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  if (text.startsWith('/*', at)) {
    const end = text.indexOf('*/', at + 2);
    return end < 0 ? text.length : end + 2;
  }
  return at;
}

export interface Heredoc {
  /** True for `<<-`, which takes the common indentation away. */
  readonly indented: boolean;
  readonly body: string;
  /** The offset after the closing marker. */
  readonly end: number;
}

/** The heredoc that starts here, undefined when `<<` is something else. */
export function heredocAt(text: string, start: number): Heredoc | undefined {
  const opening = /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;
  opening.lastIndex = start;
  const found = opening.exec(text);
  const marker = found?.[2];
  if (!found || marker === undefined) return undefined;
  const bodyStart = opening.lastIndex;
  let line = bodyStart;
  while (line < text.length) {
    const newline = text.indexOf('\n', line);
    const end = newline < 0 ? text.length : newline;
    if (text.slice(line, end).trim() === marker) {
      const close = text.indexOf(marker, line) + marker.length;
      return {indented: found[1] === '-', body: text.slice(bodyStart, line), end: close};
    }
    line = afterHeredocLine(text, line);
  }
  return {indented: found[1] === '-', body: text.slice(bodyStart), end: text.length};
}

/** True where `${` or `%{` starts here. */
export function isMarker(text: string, at: number): boolean {
  return (text[at] === '$' || text[at] === '%') && text[at + 1] === '{';
}

/** True where `$${` or `%%{` starts here, which stands for the marker itself. */
export function isEscapedMarker(text: string, at: number): boolean {
  return text[at] === text[at + 1] && isMarker(text, at + 1);
}

/** The start of the next line of a heredoc; an interpolation may span several. */
function afterHeredocLine(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== '\n') {
    if (isEscapedMarker(text, at)) at += 3;
    else if (isMarker(text, at)) at = afterBraces(text, at + 2);
    else at++;
  }
  return at + 1;
}
