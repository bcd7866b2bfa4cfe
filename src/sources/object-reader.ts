import type {Cursor, ValueReader} from './cursor.ts';
import {type FieldSetter, fieldSetter} from './field-setter.ts';
import {
  backslash,
  bytesOf,
  closeObject,
  comma,
  continuesWith,
  doubt,
  quote,
  skipColon,
  skipSpace,
  skipString,
  viewOf,
} from './json-bytes.ts';
import {textOf} from './json-text.ts';

/** What is done with the value of a key. */
export interface Take {
  /** Under which the value is kept, if it is. */
  readonly key: string | undefined;
  readonly read: ValueReader;
}

/** The same while it is done: how the value is kept, if it is. */
interface Taking extends Pick<Take, 'read'> {
  readonly set: FieldSetter | undefined;
}

/** What comes next in an object, or its end, where nothing is taken. */
interface Step {
  /** What stands before the value, from behind the one before or from the opening brace; up to behind the closing one. */
  readonly text: DataView;
  /** Bytes of the text. */
  readonly length: number;
  readonly take: Taking | undefined;
  /** What was met behind the value. */
  readonly next: Step[];
}

/** Steps that are remembered for one kind of object, and for one place in it. */
const mostSteps = 500;
const mostNext = 8;
/** Bytes of a step, which are few but where somebody fills a file with space. */
const longestStep = 500;

/**
 * Reads objects of which each mostly has the keys of one before, written the same way: what stood between two values is
 * compared at once. `takeOf` says what is done with a key; undefined is a doubt.
 */
export function objectReader(takeOf: (key: string) => Take | undefined): ValueReader {
  const first: Step[] = [];
  let remembered = 0;
  const learn = (cursor: Cursor, known: Step[]): Step | undefined => {
    const step = newStep(cursor, known === first, takeOf);
    if (step && remembered < mostSteps && known.length < mostNext && step.length <= longestStep) {
      remembered++;
      known.push({...step, text: viewOf(Uint8Array.from(bytesOf(step.text)))});
    }
    return step;
  };
  return (cursor) => {
    const result: {[key: string]: unknown} = {};
    for (let known = first; ; ) {
      const step = knownStep(cursor, known) ?? learn(cursor, known);
      cursor.at = step ? cursor.at + step.length : doubt;
      if (!step?.take) return result;
      const {set, read} = step.take;
      cursor.at = skipSpace(cursor.bytes, cursor.at);
      const value = read(cursor);
      if (cursor.at === doubt) return undefined;
      set?.(result, value);
      known = step.next;
    }
  };
}

function knownStep(cursor: Cursor, known: readonly Step[]): Step | undefined {
  for (const step of known) if (continuesWith(cursor, step.text, 0, step.length)) return step;
  return undefined;
}

/** Finds out what comes next where it was not met before; undefined on any doubt. */
function newStep({bytes, at}: Cursor, isFirst: boolean, takeOf: (key: string) => Take | undefined): Step | undefined {
  const mark = skipSpace(bytes, at);
  const start = skipSpace(bytes, mark + 1);
  const close = isFirst ? start : mark;
  if (bytes[close] === closeObject) return stepOf(bytes.subarray(at, close + 1), undefined);
  if (!isFirst && bytes[mark] !== comma) return undefined;
  const end = keyEnd(bytes, start);
  const value = end === doubt ? doubt : skipColon(bytes, end);
  const take = value === doubt ? undefined : takeOf(textOf(bytes, start, end));
  return take && stepOf(bytes.subarray(at, value), take);
}

function stepOf(text: Buffer, take: Take | undefined): Step {
  const set = take?.key === undefined ? undefined : fieldSetter(take.key);
  return {text: viewOf(text), length: text.length, take: take && {read: take.read, set}, next: []};
}

/** Behind a key; with an escape in it, it could be any. */
function keyEnd(bytes: Buffer, start: number): number {
  if (bytes[start] !== quote) return doubt;
  const end = skipString(bytes, start);
  for (let at = start; at < end; at++) if (bytes[at] === backslash) return doubt;
  return end;
}
