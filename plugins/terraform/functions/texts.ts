import {LONGEST_TEXT, tooLong} from '../language/size.ts';
import {stringType} from '../language/type.ts';
import {bool, failed, list, text, type Value} from '../language/value.ts';
import type {Functions} from './definition.ts';
import {format, formatList} from './format.ts';
import {sequenceOf, textOf, wholeOf, withTexts} from './inputs.ts';
import {letters} from './letters.ts';
import {matchAll, matchFirst, replaceText} from './regex.ts';

/** Functions of text. Pitfalls: terraform.md section 4.6. */
export const textFunctions: Functions = {
  chomp: ofText((subject) => subject.replace(/[\r\n]+$/, '')),
  endswith: ofTexts(2, (subject = '', end = '') => bool(subject.endsWith(end))),
  format: {least: 1, nulls: true, run: format},
  formatlist: {least: 1, nulls: true, run: formatList},
  indent: {least: 2, most: 2, run: ([width, subject]) => indent(wholeOf(width), textOf(subject))},
  join: {least: 2, run: join},
  lower: ofText((subject) => byLetter(subject, (letter) => letter.toLowerCase())),
  regex: ofTexts(2, (pattern = '', subject = '') => matchFirst(pattern, subject)),
  regexall: ofTexts(2, (pattern = '', subject = '') => matchAll(pattern, subject)),
  replace: ofTexts(3, (subject = '', search = '', replacement = '') => replaceText(subject, search, replacement)),
  split: ofTexts(2, (separator = '', subject = '') => list(subject.split(separator).map(text), stringType)),
  startswith: ofTexts(2, (subject = '', start = '') => bool(subject.startsWith(start))),
  strcontains: ofTexts(2, (subject = '', part = '') => bool(subject.includes(part))),
  strrev: ofText((subject) => [...letters(subject)].reverse().join('')),
  substr: {least: 3, most: 3, run: ([subject, from, size]) => substring(textOf(subject), wholeOf(from), wholeOf(size))},
  title: ofText((subject) =>
    subject.replace(/(?<![a-zA-Z0-9_]|[^\0-\x7f\s])\p{L}/gu, (letter) => byLetter(letter, titleCase)),
  ),
  trim: ofTexts(2, (subject = '', cut = '') => text(trimmed(subject, cut))),
  trimprefix: ofTexts(2, (subject = '', start = '') =>
    text(subject.startsWith(start) ? subject.slice(start.length) : subject),
  ),
  trimspace: ofText((subject) => subject.replace(/^(?:(?!\ufeff)[\s\x85])+|(?:(?!\ufeff)[\s\x85])+$/g, '')),
  trimsuffix: ofTexts(2, (subject = '', end = '') =>
    text(end !== '' && subject.endsWith(end) ? subject.slice(0, -end.length) : subject),
  ),
  upper: ofText((subject) => byLetter(subject, (letter) => letter.toUpperCase())),
};

function ofText(run: (subject: string) => string): Functions[string] {
  return {least: 1, most: 1, run: (inputs) => withTexts(inputs, (subject = '') => text(run(subject)))};
}

function ofTexts(count: number, run: (...texts: string[]) => Value): Functions[string] {
  return {least: count, most: count, run: (inputs) => withTexts(inputs, run)};
}

/** One code point for one, as Terraform does: what would become two (\u00DF) stays. */
function byLetter(subject: string, change: (letter: string) => string): string {
  return subject.replace(/./gsu, (letter) => {
    const [changed = '', more] = change(letter);
    return more === undefined || letter === '\u0130' ? changed : letter;
  });
}

/** Letters that are two in one have a form with the first alone as a capital. */
function titleCase(letter: string): string {
  const found = '\u01c4\u01c7\u01ca\u01f1'.indexOf(letter.toUpperCase());
  return '\u01c5\u01c8\u01cb\u01f2'[found] ?? letter.toUpperCase();
}

/** All lines but the first. */
function indent(width: number | undefined, subject: string | undefined): Value {
  if (width === undefined || subject === undefined || width < 0 || width > 1000)
    return failed('a width and a text are required');
  const lines = subject.split('\n');
  if (subject.length + lines.length * width > LONGEST_TEXT) return tooLong;
  return text(lines.join(`\n${' '.repeat(width)}`));
}

function join([separator, ...lists]: readonly Value[]): Value {
  const between = textOf(separator);
  const items = lists.flatMap((each) => sequenceOf(each)?.items ?? [failed('a list is required')]);
  const texts = items.map(textOf);
  const known = texts.filter((each) => each !== undefined);
  if (between === undefined || known.length < texts.length) return failed('a list of strings without null is required');
  const length = known.reduce((sum, each) => sum + each.length + between.length, 0);
  return length > LONGEST_TEXT ? tooLong : text(known.join(between));
}

function substring(subject: string | undefined, from: number | undefined, size: number | undefined): Value {
  if (subject === undefined || from === undefined || size === undefined)
    return failed('a text, a start and a length are required');
  const all = letters(subject);
  const start = from < 0 ? Math.max(all.length + from, 0) : from;
  return text(all.slice(start, size < 0 ? undefined : start + size).join(''));
}

function trimmed(subject: string, cut: string): string {
  const all = [...subject];
  const isCut = (letter: string | undefined) => letter !== undefined && cut.includes(letter);
  while (isCut(all.at(-1))) all.pop();
  const first = all.findIndex((letter) => !isCut(letter));
  return first < 0 ? '' : all.slice(first).join('');
}
