import type {YAMLParseError} from './yaml-package.ts';
import type {YamlProblem} from './yaml-value.ts';

/** What each kind of syntax error lacks; the package's own words say the rest. */
const expected: Partial<Record<YAMLParseError['code'], string>> = {
  BAD_ALIAS: 'the name of an anchor',
  BAD_DQ_ESCAPE: 'an escape that YAML knows, or single quotes',
  BAD_INDENT: 'the indentation of its neighbours',
  BAD_SCALAR_START: 'text in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'one value on the line, or quotes around it',
  BLOCK_IN_FLOW: 'no block list or mapping inside brackets',
  MISSING_CHAR: 'the sign that closes or separates it',
  MULTILINE_IMPLICIT_KEY: 'a key on one line, with a colon',
  TAB_AS_INDENT: 'spaces',
  UNEXPECTED_TOKEN: 'the end of the value, or a new key on a line of its own',
};

const END = 'the end of the document';

/** An error of the YAML package as a problem: what was found where, and what was expected. */
export function explainYamlError({code, pos, message}: YAMLParseError, text: string): YamlProblem {
  const offset = Math.min(pos[0], text.trimEnd().length);
  const closing = /must be sufficiently indented and end with a (.)/.exec(message)?.[1];
  const found = foundAt(text, offset);
  if (closing && found === END) {
    return {
      offset,
      problem: 'syntax',
      text: `found ${END}, expected ${closing}: it is cut off, or a bracket is not closed`,
    };
  }
  const hint = closing ? `${closing} or a line further to the right` : expected[code];
  const reason = message.charAt(0).toLowerCase() + message.slice(1);
  const words = `found ${found}${hint ? `, expected ${hint}` : ''} (${reason})`;
  return {offset, problem: 'syntax', text: words};
}

/** The first character that go-yaml refuses anywhere, comments included; undefined when there is none. */
export function controlCharacter(text: string): YamlProblem | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these characters are what is looked for
  const offset = text.search(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/);
  if (offset < 0) return undefined;
  const code = text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0');
  return {offset, problem: 'syntax', text: `found the control character U+${code}, expected text`};
}

/** The rest of the line at an offset, shortened. */
function foundAt(text: string, offset: number): string {
  if (text.slice(offset).trim() === '') return END;
  const end = text.indexOf('\n', offset);
  const rest = text.slice(offset, Math.min(end < 0 ? text.length : end, offset + 40)).trim();
  return rest === '' ? 'the end of the line' : JSON.stringify(rest);
}
