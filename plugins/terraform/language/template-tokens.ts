import {afterBraces, isEscapedMarker, isMarker} from './scan.ts';

/**
 * A template cut into pieces, before its directives are nested. `quoted` text has backslash escapes; `heredoc` text has
 * none; `indented` is a `<<-` heredoc, which loses the indentation that all its lines share.
 */
export type TemplateForm = 'quoted' | 'heredoc' | 'indented';

export type TemplateToken =
  | {readonly is: 'text'; text: string}
  /** `${...}` or `%{...}`: the expression or directive between the braces, without strip markers. */
  | {readonly is: 'value' | 'directive'; readonly text: string};

/** Cuts template text; strip markers (`~`) and indentation are applied as Terraform's own parser does. */
export function templateTokens(text: string, form: TemplateForm): readonly TemplateToken[] {
  const tokens: TemplateToken[] = [];
  let strip = false;
  let at = 0;
  while (at < text.length) {
    if (isMarker(text, at)) {
      const end = afterBraces(text, at + 2);
      const stripsLeft = text[at + 2] === '~';
      const stripsRight = text[end - 2] === '~';
      const last = tokens.at(-1);
      if (stripsLeft && last?.is === 'text') last.text = last.text.trimEnd();
      const inner = text.slice(at + (stripsLeft ? 3 : 2), end - (stripsRight ? 2 : 1));
      tokens.push({is: text[at] === '$' ? 'value' : 'directive', text: inner});
      strip = stripsRight;
      at = end;
      continue;
    }
    const end = afterText(text, at);
    const raw = text.slice(at, end);
    const decoded = unescapeMarkers(form === 'quoted' ? unescapeQuoted(raw) : raw);
    tokens.push({is: 'text', text: strip ? decoded.trimStart() : decoded});
    strip = false;
    at = end;
  }
  if (form === 'indented') removeIndentation(tokens);
  return tokens;
}

/** The text of a quoted string without interpolations, its escapes decoded. */
export function unescapeQuoted(raw: string): string {
  return raw.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/gs, (_, short, long, letter) => {
    const code = short ?? long;
    if (typeof code === 'string') {
      const point = Number.parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : '\uFFFD';
    }
    return letter === 'n' ? '\n' : letter === 't' ? '\t' : letter === 'r' ? '\r' : String(letter);
  });
}

/** Literal text ends at a marker or, like a token of the parser, after a line end: strip markers reach no further. */
function afterText(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    if (isEscapedMarker(text, at)) at += 3;
    else if (isMarker(text, at)) return at;
    else if (text[at++] === '\n') return at;
  }
  return at;
}

function unescapeMarkers(text: string): string {
  return text.replace(/\$\$\{/g, '$' + '{').replace(/%%\{/g, '%{');
}

/** Blank lines do not count; a line that begins with a marker has no indentation. */
function removeIndentation(tokens: readonly TemplateToken[]): void {
  const first = tokens.filter((_, index) => {
    const before = tokens[index - 1];
    return !before || (before.is === 'text' && before.text.endsWith('\n'));
  });
  const counted = first.filter((token) => token.is !== 'text' || !/^\s*\n$/.test(token.text));
  const least = Math.min(...counted.map((token) => (token.is === 'text' ? token.text.search(/\S|$/) : 0)));
  for (const token of counted) if (token.is === 'text') token.text = token.text.slice(least);
}
