import {plainText} from './convert.ts';
import {lift} from './lift.ts';
import {LONGEST_TEXT, tooLong} from './size.ts';
import {failed, text, type Value} from './value.ts';

/** Joins the parts of a template into text: null and collections are refused (terraform.md section 4.6, templates). */
export function joinParts(parts: readonly Value[]): Value {
  return lift(parts, (known) => {
    const texts: string[] = [];
    let length = 0;
    for (const part of known) {
      if (part.kind === 'null') return failed('null cannot be put into a string template');
      const plain = plainText(part);
      if (plain === undefined) return failed(`a ${part.kind} cannot be put into a string template`);
      length += plain.length;
      if (length > LONGEST_TEXT) return tooLong;
      texts.push(plain);
    }
    return text(texts.join(''));
  });
}
