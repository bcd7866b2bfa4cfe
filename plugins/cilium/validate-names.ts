import type {Path} from '../../src/base/json.ts';
import {badValue, type Finding} from './finding.ts';
import type {Fqdn} from './schema.ts';
import {alternatives} from './schema-rules.ts';

const LONGEST_NAME = 255;

/**
 * What is wrong with an item of `toFQDNs` or `rules.dns` (cilium.md 4, V24). The schema of the API server asks for one of
 * its two fields in both places, the agent refuses both together in `toFQDNs` alone.
 */
export function validateFqdn(item: Fqdn, path: Path, place: 'toFQDNs' | 'dns'): readonly Finding[] {
  const {matchName, matchPattern} = item;
  return [
    ...alternatives(item, path, {
      rule: 'V24',
      fields: ['matchName', 'matchPattern'],
      exclusive: true,
      reason: 'give matchName or matchPattern, one of them; write an item for each',
      refusedByAgent: place === 'toFQDNs' && Boolean(matchName && matchPattern),
    }),
    ...(matchName === undefined ? [] : validateName(matchName, /^[-a-zA-Z0-9_.]*$/, [...path, 'matchName'])),
    ...(matchPattern === undefined ? [] : validateName(matchPattern, /^[-a-zA-Z0-9_.*]*$/, [...path, 'matchPattern'])),
  ];
}

function validateName(text: string, allowed: RegExp, at: Path): readonly Finding[] {
  if (!allowed.test(text)) {
    return [badValue('V24', at, text, 'a name has letters, digits, "-", "_" and "." (a pattern "*" too)', 'both')];
  }
  return schemaOfName(text, at, 'V24');
}

/** What the schema alone asks of a name, for TLS server names too. */
export function schemaOfName(text: string, at: Path, rule: string): readonly Finding[] {
  if (text.length > LONGEST_NAME) {
    return [badValue(rule, at, text, `at most ${LONGEST_NAME} characters`, 'api-server')];
  }
  const isName = /^[-a-zA-Z0-9_.*]+$/.test(text) && !text.startsWith('.') && !text.includes('..');
  return isName ? [] : [badValue(rule, at, text, 'this is no name of labels with a dot between them', 'api-server')];
}
