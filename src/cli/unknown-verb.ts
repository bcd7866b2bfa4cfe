import type {Hook} from '@oclif/core';
import {nearest} from '../base/near.ts';
import {UsageError} from './usage-error.ts';

/** oclif's hook for a word that is no verb: names near ones. */
const unknownVerb: Hook.CommandNotFound = async ({id, config}) => {
  const [word = ''] = id.split(':');
  throw new UsageError(unknownVerbMessage(word, config.commandIDs));
};

export default unknownVerb;

export function unknownVerbMessage(word: string, verbs: readonly string[]): string {
  if (word.startsWith('-')) return `flags come after the verb: kubectl netpol VERB ${word} ...\n${seeVerbs}`;
  const near = nearest(word, verbs);
  const hint = near.length > 0 ? `, did you mean ${near.join(' or ')}?` : '';
  return `unknown verb ${JSON.stringify(word)}${hint}\n${seeVerbs}`;
}

const seeVerbs = "See 'kubectl netpol --help' for the verbs.";
