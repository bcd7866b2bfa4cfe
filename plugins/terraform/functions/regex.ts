import {findMatches, type RegularMatch} from '../../../src/base/regular-expression.ts';
import {LONGEST_TEXT, tooLong} from '../language/size.ts';
import {stringType} from '../language/type.ts';
import {failed, list, nothing, object, text, tuple, type Value} from '../language/value.ts';
import {listOfItems} from './inputs.ts';

/** `regex`: the first match; its groups as a list or, where they have names, as an object. */
export function matchFirst(pattern: string, subject: string): Value {
  const found = matchesOf(pattern, subject);
  if (!found) return noExpression(pattern);
  return found[0] ? matchValue(found[0]) : failed('the pattern matches nothing');
}

/** `regexall`: every match. */
export function matchAll(pattern: string, subject: string): Value {
  const found = matchesOf(pattern, subject);
  if (!found) return noExpression(pattern);
  return found.length === 0 ? list([], stringType) : listOfItems(found.map(matchValue));
}

/** `replace`: a pattern between slashes is a regular expression, anything else plain text. */
export function replaceText(subject: string, search: string, replacement: string): Value {
  if (search.length < 2 || !search.startsWith('/') || !search.endsWith('/')) {
    const parts = search === '' ? ['', ...subject, ''] : subject.split(search);
    return subject.length + parts.length * replacement.length > LONGEST_TEXT ? tooLong : text(parts.join(replacement));
  }
  const found = matchesOf(search.slice(1, -1), subject);
  if (!found) return noExpression(search.slice(1, -1));
  let result = '';
  let at = 0;
  for (const match of found) {
    result += subject.slice(at, match.start) + expand(replacement, match);
    if (result.length > LONGEST_TEXT) return tooLong;
    at = match.end;
  }
  return text(result + subject.slice(at));
}

/** Letters of a text times those of a pattern: what a search takes at most, some seconds. */
const MOST_WORK = 20_000_000;

/** Empty matches count only away from the match before them. */
function matchesOf(pattern: string, subject: string): readonly RegularMatch[] | undefined {
  if (pattern.length * subject.length > MOST_WORK) return undefined;
  return findMatches(pattern, subject)?.filter(
    ({start, end}, index, all) => end > start || all[index - 1]?.end !== start,
  );
}

/** `$1`, `$name` and `${name}` stand for groups, `$0` for the whole match, `$$` for a dollar. */
function expand(replacement: string, match: RegularMatch): string {
  return replacement.replace(/\$(?:\{(\w+)\}|(\w+)|\$)/g, (_, braced, bare) => {
    const name = braced ?? bare;
    if (typeof name !== 'string') return '$';
    if (name === '0') return match.text;
    const number = /^\d+$/.test(name) ? Number(name) : Object.hasOwn(match.names, name) ? match.names[name] : undefined;
    return (number !== undefined && match.groups[number - 1]) || '';
  });
}

function matchValue({text: whole, groups, names}: RegularMatch): Value {
  const group = (value: string | undefined): Value => (value === undefined ? nothing : text(value));
  const named = Object.entries(names);
  if (named.length > 0 && named.length < groups.length) return failed('groups with and without a name do not mix');
  if (named.length > 0) return object(named.map(([name, number]) => [name, group(groups[number - 1])]));
  return groups.length > 0 ? tuple(groups.map(group)) : text(whole);
}

function noExpression(pattern: string): Value {
  return failed(`${JSON.stringify(pattern)} is no regular expression, or too long a one for so long a text`);
}
