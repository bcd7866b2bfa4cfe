import type {Path} from '../../src/base/json.ts';
import {badValue, type Finding} from './finding.ts';
import type {Fqdn} from './schema.ts';

/** The longest name that the schema of the API server takes. */
export const LONGEST_NAME = 255;

/** What is wrong with the characters of a DNS name or pattern (cilium.md 4, V24). */
export function validateFqdn(item: Fqdn, path: Path, longest: number): readonly Finding[] {
  const {matchName = '', matchPattern = ''} = item;
  return [
    ...check(matchName, /^[-a-zA-Z0-9_.]*$/, [...path, 'matchName'], longest),
    ...check(matchPattern, /^[-a-zA-Z0-9_.*]*$/, [...path, 'matchPattern'], longest),
  ];
}

function check(text: string, allowed: RegExp, at: Path, longest: number): readonly Finding[] {
  if (!allowed.test(text)) {
    return [badValue('V24', at, text, 'a name has letters, digits, "-", "_" and "." (a pattern "*" too)', 'both')];
  }
  return text.length <= longest ? [] : [badValue('V24', at, text, `at most ${longest} characters`, 'api-server')];
}
