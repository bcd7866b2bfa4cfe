import {add, conflict, type Item, text} from '../fields.ts';
import {parseSelector} from './parse.ts';
import type {Selector} from './tree.ts';

/** What the schema allows from release 3.33 on (calico.md 3.4 rule 14). */
const LONGEST = 1024;

/** A selector of the document: its text as written and what it says. */
export interface WrittenSelector {
  readonly text: string;
  readonly selector: Selector;
}

/**
 * The selector of a field. Empty text is an absent selector. Text of spaces alone is refused: it is valid alone, but
 * the agent puts it in parentheses, cannot read the result and drops the policy (calico.md C15). Most fields have a limit
 * of length.
 */
export function readSelector(item: Item, longest = LONGEST): WrittenSelector | undefined {
  const written = text(item);
  if (written === undefined || written === '') return undefined;
  if (written.trim() === '') {
    conflict(
      item,
      'a selector of spaces alone makes the engine drop the policy; write all() or leave it out',
      'engine',
    );
    return undefined;
  }
  if (written.length > longest && [...written].length > longest) {
    add(item, 'combination-invalid', {
      layer: 'api-server',
      arguments: {reason: `the selector has more than ${longest} characters, which Calico refuses from 3.33 on`},
    });
  }
  const parsed = parseSelector(written);
  if ('selector' in parsed) return {text: written, selector: parsed.selector};
  const {offset, reason} = parsed.problem;
  add(item, 'selector-invalid', {layer: 'engine', arguments: {selector: written, offset, reason}});
  return undefined;
}
