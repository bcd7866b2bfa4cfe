import {stringType} from '../language/type.ts';
import {
  failed,
  list,
  nothing,
  object,
  staticError,
  text,
  tuple,
  type Unknown,
  unknown,
  type Value,
} from '../language/value.ts';
import {listOfItems} from './inputs.ts';

/** `regex`: the first match; its groups as a list or, where they have names, as an object. */
export function matchFirst(pattern: string, subject: string): Value {
  const compiled = compile(pattern);
  if (!(compiled instanceof RegExp)) return compiled;
  const found = compiled.exec(subject);
  return found ? matchValue(found) : failed('the pattern matches nothing');
}

/** `regexall`: every match. */
export function matchAll(pattern: string, subject: string): Value {
  const compiled = compile(pattern);
  if (!(compiled instanceof RegExp)) return compiled;
  const found = [...subject.matchAll(compiled)].map(matchValue);
  return found.length === 0 ? list([], stringType) : listOfItems(found);
}

/** `replace`: a pattern between slashes is a regular expression, anything else plain text. */
export function replaceText(subject: string, search: string, replacement: string): Value {
  if (search.length < 2 || !search.startsWith('/') || !search.endsWith('/')) {
    return text(search === '' ? interleave(subject, replacement) : subject.split(search).join(replacement));
  }
  const compiled = compile(search.slice(1, -1));
  if (!(compiled instanceof RegExp)) return compiled;
  const template = replacement.replace(/\$(?:\{(\w+)\}|(\w+)|\$)/g, (whole, braced, bare) => {
    const name = braced ?? bare;
    if (name === undefined) return whole;
    return /^\d+$/.test(name) ? (name === '0' ? '$&' : `$${name}`) : `$<${name}>`;
  });
  return text(subject.replace(compiled, template));
}

/**
 * RE2's syntax in JavaScript's words. Patterns whose time could explode here, which RE2's cannot, are not run: one group
 * with a repetition inside that is repeated itself.
 */
function compile(pattern: string): RegExp | Unknown | Value {
  if (/\([^()]*[*+}][^()]*\)[*+{]/.test(pattern) || pattern.length > 1000) {
    return unknown(`the regular expression ${JSON.stringify(pattern)} is not run`);
  }
  const [, flags = '', rest = ''] = /^(?:\(\?([ims]+)\))?([\s\S]*)$/.exec(pattern) ?? [];
  const translated = rest
    .replace(/\(\?P</g, '(?<')
    .replace(/\\A/g, '^')
    .replace(/\\z/g, '$')
    .replace(/\[\[:(\w+):\]\]/g, (whole, name) => posixClasses[String(name)] ?? whole);
  try {
    return new RegExp(translated, `g${flags}`);
  } catch {
    return staticError(`${JSON.stringify(pattern)} is no regular expression`);
  }
}

const posixClasses: Readonly<Record<string, string>> = {
  alnum: '[0-9A-Za-z]',
  alpha: '[A-Za-z]',
  digit: '[0-9]',
  lower: '[a-z]',
  punct: '[!-/:-@\\[-`{-~]',
  space: '[\\t\\n\\v\\f\\r ]',
  upper: '[A-Z]',
  word: '\\w',
  xdigit: '[0-9A-Fa-f]',
};

function matchValue(found: RegExpExecArray): Value {
  const [whole = '', ...groups] = found;
  const group = (value: string | undefined): Value => (value === undefined ? nothing : text(value));
  if (found.groups) return object(Object.entries(found.groups).map(([name, value]) => [name, group(value)]));
  return groups.length > 0 ? tuple(groups.map(group)) : text(whole);
}

function interleave(subject: string, between: string): string {
  return between + [...subject].map((letter) => letter + between).join('');
}
