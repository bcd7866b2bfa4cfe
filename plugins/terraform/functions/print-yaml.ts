import {isMapping, isSequence, type Value} from '../language/value.ts';
import {printJson} from './print-json.ts';

/** YAML as `yamlencode` writes it: keys and texts in quotes, texts of several lines as blocks, lists not indented. */
export function printYaml(value: Value): string {
  const lines = linesOf(value);
  // A plain scalar at the root is closed, so that a reader knows it to be whole.
  const isOpen = value.kind === 'null' || value.kind === 'number' || value.kind === 'bool';
  return `${[...lines, ...(isOpen ? ['...'] : [])].join('\n')}\n`;
}

/** The first line goes behind what introduces the value, the others below it. */
function linesOf(value: Value): readonly string[] {
  if (value.kind === 'string') return textLines(value.value);
  if (isSequence(value) && value.items.length > 0) {
    return value.items.flatMap((item) => {
      const [first = '', ...rest] = linesOf(item);
      return [`- ${first}`, ...rest.map(indented)];
    });
  }
  if (!isMapping(value) || value.entries.size === 0) return [printJson(value)];
  return [...value.entries].flatMap(([key, each]) => {
    const [first = '', ...rest] = linesOf(each);
    const name = `${quoted(key)}:`;
    if (isMapping(each) && each.entries.size > 0) return [name, ...[first, ...rest].map(indented)];
    if (isSequence(each) && each.items.length > 0) return [name, first, ...rest];
    // The content of a block is indented already, from where its key stands.
    return [`${name} ${first}`, ...rest];
  });
}

function indented(line: string): string {
  return line === '' ? line : `  ${line}`;
}

/** A block where there are several lines, and nothing that only quotes can hold. */
function textLines(content: string): readonly string[] {
  if (!content.includes('\n') || /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]| \n| $/.test(content)) {
    return [quoted(content)];
  }
  const ends = content.endsWith('\n\n') || content === '\n' ? '+' : content.endsWith('\n') ? '' : '-';
  const body = content.replace(/\n$/, '').split('\n');
  return [`|${/^[ \n]/.test(content) ? '2' : ''}${ends}`, ...body.map(indented)];
}

/** Double quotes, with YAML's own escapes. */
function quoted(content: string): string {
  const escaped = content.replace(/[\\"]|[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/gu, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    const known = escapes[letter];
    if (known !== undefined) return known;
    const digits = code.toString(16).toUpperCase();
    if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
  });
  return `"${escaped}"`;
}

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '\x85': '\\N',
  '\u2028': '\\L',
  '\u2029': '\\P',
};
