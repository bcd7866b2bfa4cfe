import {convert, plainText} from '../language/convert.ts';
import {LONGEST_TEXT, tooLong} from '../language/size.ts';
import {failed, isSequence, list, text, unknown, type Value} from '../language/value.ts';
import {formatNumber} from './format-number.ts';
import {textOf} from './inputs.ts';
import {letters} from './letters.ts';
import {printJson} from './print-json.ts';

/** One verb of a format text: `%-8.3[1]f`. */
export interface Verb {
  readonly letter: string;
  /** Some of `+`, `-`, space, `#` and `0`. */
  readonly flags: string;
  readonly width: number;
  readonly precision?: number;
}

const VERB = /%(?:%|([-+# 0]*)(\d{1,6})?(?:\.(\d{0,6}))?(?:\[(\d{1,6})\])?([a-zA-Z]))?/g;

/** The widest field that is written; nobody needs more, and the text would grow without end. */
const WIDEST = 10_000;

/** `format`: Go's verbs for one text (terraform.md section 4.6). */
export function format([template, ...inputs]: readonly Value[]): Value {
  const source = textOf(template);
  if (source === undefined) return failed('a format text is required');
  let next = 0;
  let used = 0;
  let length = 0;
  let problem: Value | undefined;
  const result = source.replace(VERB, (whole, flags = '', width, precision, position, letter) => {
    if (whole === '%%') return '%';
    if (position !== undefined) next = Number(position) - 1;
    const input = inputs[next++];
    used = Math.max(used, next);
    const verb: Verb = {
      letter: String(letter),
      flags: String(flags),
      width: Math.min(Number(width ?? 0), WIDEST),
      ...(precision !== undefined && {precision: Math.min(Number(precision), WIDEST)}),
    };
    const printed = whole === '%' ? failed('a lone % in the format') : printVerb(verb, input);
    length += typeof printed === 'string' ? printed.length : 0;
    if (typeof printed === 'string' && length <= LONGEST_TEXT) return printed;
    problem ??= typeof printed === 'string' ? tooLong : printed;
    return '';
  });
  if (problem) return problem;
  return used < inputs.length ? failed(`too many arguments; only ${used} used by the format`) : text(result);
}

/** `formatlist`: once for each element; single values are repeated. */
export function formatList([template, ...inputs]: readonly Value[]): Value {
  if (!template) return failed('a format text is required');
  const lengths = inputs.flatMap((input) => (isSequence(input) ? [input.items.length] : []));
  const length = lengths[0] ?? 1;
  if (lengths.some((each) => each !== length)) return failed('the lists must have the same length');
  let total = 0;
  const rows = Array.from({length}, (_, row) => {
    if (total > LONGEST_TEXT) return tooLong;
    const line = format([
      template,
      ...inputs.map((input) => (isSequence(input) ? elementOf(input.items[row] ?? input) : input)),
    ]);
    total += textOf(line)?.length ?? 0;
    return line;
  });
  return rows.find(({kind}) => kind !== 'string') ?? list(rows, {is: 'string'});
}

/** In a list a null is known to be no text. */
function elementOf(item: Value): Value {
  return item.kind === 'null' ? {kind: 'null', type: {is: 'string'}} : item;
}

/** A null that is not even typed leaves the text open in Terraform; a typed one has only the general form. */
function printVerb(verb: Verb, input: Value | undefined): string | Value {
  if (!input) return failed('not enough arguments');
  if (input.kind === 'null' && !input.type) return unknown('a null value in format');
  if (input.kind === 'null' && verb.letter !== 'v') return failed('null cannot be formatted');
  switch (verb.letter) {
    case 'v':
      return printAny(verb, input);
    case 's':
    case 'q': {
      const plain = plainText(input);
      if (plain === undefined) return failed('string required');
      const cut = verb.precision ? letters(plain).slice(0, verb.precision).join('') : plain;
      return padded(verb, verb.letter === 'q' ? printJson(text(cut)) : cut);
    }
    case 't': {
      const converted = convert(input, {is: 'bool'});
      return converted.kind === 'bool' ? String(converted.value) : failed('a bool is required');
    }
    default: {
      const converted = convert(input, {is: 'number'});
      const printed = converted.kind === 'number' ? formatNumber(verb, converted.value) : undefined;
      return printed ?? failed(`the verb %${verb.letter} is not supported, or not for this value`);
    }
  }
}

/** Texts as they are, numbers with an exponent where they are large or small, anything else as JSON. */
function printAny(verb: Verb, input: Value): string {
  if (!verb.flags.includes('#')) {
    if (input.kind === 'string') return padded(verb, input.value);
    if (input.kind === 'number') {
      return padded(verb, formatNumber({letter: 'g', flags: '', width: 0}, input.value) ?? '');
    }
  }
  return padded(verb, printJson(input));
}

/** Zeros fill up texts too, on either side. */
function padded({flags, width}: Verb, printed: string): string {
  const missing = width - letters(printed).length;
  if (missing <= 0) return printed;
  const filling = (flags.includes('0') ? '0' : ' ').repeat(missing);
  return flags.includes('-') ? printed + filling : filling + printed;
}
