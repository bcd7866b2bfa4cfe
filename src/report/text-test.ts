import type {TextTest} from '../ir/match.ts';
import {escapeUntrusted} from './terminal.ts';

/** A value as a word where it is one, else in quotes, so that no text can imitate ours. */
export function word(text: string): string {
  const safe = escapeUntrusted(text);
  return /^[\p{L}\p{N}_./:@*-]+$/u.test(safe) ? safe : `"${safe}"`;
}

/** `app=web`, `app in (a, b)`, `label app`, `app starting with x`: a test on the value of a key, as it must hold. */
export function keyTest(key: string, test: TextTest): string {
  switch (test.test) {
    case 'in': {
      const [first = '', ...rest] = test.values;
      return rest.length === 0
        ? `${word(key)}=${word(first)}`
        : `${word(key)} in (${test.values.map(word).join(', ')})`;
    }
    case 'exists':
      return `any ${word(key)}`;
    case 'contains':
      return `${word(key)} containing ${word(test.text)}`;
    case 'startsWith':
      return `${word(key)} starting with ${word(test.text)}`;
    case 'endsWith':
      return `${word(key)} ending in ${word(test.text)}`;
  }
}

/** The same for a name: `shop`, `a or b`, `one starting with x`. */
export function nameTest(test: TextTest): string {
  switch (test.test) {
    case 'in':
      return test.values.map(word).join(' or ');
    case 'exists':
      return 'any';
    case 'contains':
      return `one containing ${word(test.text)}`;
    case 'startsWith':
      return `one starting with ${word(test.text)}`;
    case 'endsWith':
      return `one ending in ${word(test.text)}`;
  }
}
