import {skipSpace} from './json-scan.ts';

/**
 * The comment lines above the first value of a YAML document, as written but for their indentation, joined by line ends.
 * Undefined where there are none. Blank lines between them stay, those around them do not.
 */
export function leadingComment(text: string): string | undefined {
  const lines: string[] = [];
  for (let at = skipSpace(text, 0); at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end).trim();
    if (line !== '' && !line.startsWith('#')) break;
    lines.push(line);
    at = end < 0 ? text.length : end + 1;
  }
  return lines.join('\n').trim() || undefined;
}
