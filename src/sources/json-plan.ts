import {isObject} from '../base/json.ts';
import {allUtf8, atEnd, type ByteSource, type ByteWindow, moveOn} from './byte-window.ts';
import {backslash, closeList, closeObject, openList, openObject, quote} from './json-bytes.ts';
import type {Limits} from './limits.ts';
import {
  atNothing,
  GivenUp,
  type ListPlaces,
  passEnd,
  passOpening,
  type Reading,
  readingOf,
  readKey,
  readValue,
  toNext,
} from './list-reading.ts';

/** A Terraform plan without what no reader looks at, and where its parts stand, in bytes. */
export interface JsonPlan {
  readonly value: Readonly<Record<string, unknown>>;
  readonly places: ListPlaces;
}

const pieceSize = 4 << 20;
const changes = 'resource_changes';
/** Sections that repeat the changes in a form that misleads, or say nothing of objects (terraform.md section 6.2). */
const unread = new Set(['checks', 'output_changes', 'planned_values', 'relevant_attributes', 'variables']);

/**
 * Reads a file that is one plan as `terraform show -json` prints it, in pieces: neither the text nor what no reader looks
 * at is ever in memory as a whole (design.md section 4, point 2). Undefined as soon as the file is anything else, or
 * broken, so that others may say what is wrong with it. Of a section that is passed over only the brackets are counted.
 */
export function readJsonPlan(source: ByteSource, limits: Limits, piece = pieceSize): JsonPlan | undefined {
  const reading = readingOf(source, limits, piece);
  try {
    const plan = atNothing(reading) ? undefined : readPlan(reading);
    return plan && atNothing(reading) && allUtf8(reading.window) ? plan : undefined;
  } catch (error) {
    if (error instanceof GivenUp) return undefined;
    throw error;
  }
}

function readPlan(reading: Reading): JsonPlan | undefined {
  const {cursor, window} = reading;
  const value: Record<string, unknown> = {};
  const items: number[] = [];
  const keys = new Map<string, number>();
  const start = window.start + cursor.at;
  let spoken: ReadonlySet<unknown> | undefined;
  if (cursor.bytes[cursor.at] !== openObject) return undefined;
  cursor.at++;
  do {
    const key = readKey(reading, keys);
    if (keys.size === 1 && key !== 'format_version') return undefined;
    const opening = cursor.bytes[cursor.at];
    if (unread.has(key) && (opening === openObject || opening === openList)) {
      passOver(reading);
      // It tells a plan from a state.
      if (key === 'planned_values') value[key] = {};
    } else if (key === changes && opening === openList) {
      const entries = readList(reading, (depth) => thinChange(readValue(reading, closeList, depth)), 2, items);
      spoken = new Set(entries.map((entry) => (isObject(entry) ? entry['address'] : undefined)));
      value[key] = entries;
      endValue(reading);
    } else if (key === 'prior_state' && opening === openObject) {
      value[key] = readState(reading, spoken, 1);
      endValue(reading);
    } else if (key === 'configuration' && opening === openObject) {
      value[key] = readConfiguration(reading, false, 1);
      endValue(reading);
    } else value[key] = readValue(reading, closeObject, 1);
  } while (reading.more);
  return {value, places: {start, end: window.start + cursor.at, list: changes, keys, items}};
}

/** Passes the comma or the brace behind a value of the plan. */
function endValue(reading: Reading): void {
  toNext(reading);
  if (!passEnd(reading, closeObject)) throw new GivenUp('unreadable', reading.cursor.at - 1);
}

/** A list, each item read by itself, up to its bracket. Where they begin is noted in `places`. */
function readList(
  reading: Reading,
  read: (depth: number) => unknown,
  depth: number,
  places?: number[],
): readonly unknown[] {
  const {cursor, window, limits} = reading;
  const found: unknown[] = [];
  passOpening(reading);
  while (reading.more) {
    toNext(reading);
    places?.push(window.start + cursor.at);
    found.push(read(depth));
    if (cursor.kept > limits.fileBytes) throw new GivenUp('too-much', cursor.at);
  }
  return found;
}

/** A state, or a module of one, without the resources that the changes speak of: those say what they were before. */
function readState(reading: Reading, spoken: ReadonlySet<unknown> | undefined, depth: number): unknown {
  const {cursor, limits} = reading;
  if (depth > limits.nesting) throw new GivenUp('nesting', cursor.at);
  const value: Record<string, unknown> = {};
  const keys = new Map<string, number>();
  cursor.at++;
  toNext(reading);
  if (cursor.bytes[cursor.at] === closeObject) {
    cursor.at++;
    return value;
  }
  do {
    const key = readKey(reading, keys);
    const opening = cursor.bytes[cursor.at];
    if ((key === 'values' || key === 'root_module') && opening === openObject) {
      value[key] = readState(reading, spoken, depth + 1);
      endValue(reading);
    } else if (key === 'resources' && opening === openList) {
      const resources = readList(reading, (at) => readValue(reading, closeList, at), depth + 2);
      value[key] = resources.filter((each) => !isObject(each) || !spoken?.has(each['address']));
      endValue(reading);
    } else if (key === 'child_modules' && opening === openList) {
      value[key] = readList(
        reading,
        (at) => readItem(reading, at, (inner) => readState(reading, spoken, inner)),
        depth + 2,
      );
      endValue(reading);
    } else value[key] = readValue(reading, closeObject, depth + 1);
  } while (reading.more);
  return value;
}

/** An item of a list, an object through `read`, with the comma or the bracket behind it. */
function readItem(reading: Reading, depth: number, read: (depth: number) => unknown): unknown {
  const {cursor} = reading;
  if (cursor.bytes[cursor.at] !== openObject) return readValue(reading, closeList, depth);
  const value = read(depth);
  toNext(reading);
  if (!passEnd(reading, closeList)) throw new GivenUp('unreadable', cursor.at - 1);
  return value;
}

/** Of a configuration the modules, `isCalls` for the calls of one by name, and which provider each resource has. */
function readConfiguration(reading: Reading, isCalls: boolean, depth: number): unknown {
  const {cursor, limits} = reading;
  if (depth > limits.nesting) throw new GivenUp('nesting', cursor.at);
  const entries: [string, unknown][] = [];
  const keys = new Map<string, number>();
  cursor.at++;
  toNext(reading);
  if (cursor.bytes[cursor.at] === closeObject) {
    cursor.at++;
    return {};
  }
  do {
    const key = readKey(reading, keys);
    const opening = cursor.bytes[cursor.at];
    if (opening === openObject && (isCalls || /^(root_module|module|module_calls)$/.test(key))) {
      entries.push([key, readConfiguration(reading, !isCalls && key === 'module_calls', depth + 1)]);
      endValue(reading);
    } else if (key === 'resources' && opening === openList) {
      const place = placesOfResources();
      const places = readList(
        reading,
        (at) => place(readItem(reading, at, (inner) => readConfiguration(reading, false, inner))),
        depth + 2,
      );
      entries.push([key, places.filter((each) => each !== undefined)]);
      endValue(reading);
    } else if (opening === openObject || opening === openList) passOver(reading);
    else entries.push([key, readValue(reading, closeObject, depth + 1)]);
  } while (reading.more);
  return Object.fromEntries(entries);
}

/** Of the resources of one type with a provider that has no alias, mostly all there are, the first stands for all. */
function placesOfResources(): (resource: unknown) => unknown {
  const told = new Set<string>();
  return (resource) => {
    if (!isObject(resource)) return undefined;
    const {address, type, provider_config_key: provider} = resource;
    const group = `${type} ${provider}`;
    if (!group.includes('.') && told.has(group)) return undefined;
    told.add(group);
    return {address, provider_config_key: provider};
  };
}

/** An entry without the names of parts that are neither unknown nor sensitive, and once what does not change. */
function thinChange(entry: unknown): unknown {
  if (!isObject(entry) || !isObject(entry['change'])) return entry;
  const change: Record<string, unknown> = {...entry['change']};
  for (const mask of ['after_unknown', 'before_sensitive', 'after_sensitive']) {
    if (!holdsTrue(change[mask])) delete change[mask];
  }
  const {before, after} = change;
  if (isObject(before) && JSON.stringify(before) === JSON.stringify(after)) change['before'] = after;
  return {...entry, change};
}

function holdsTrue(mask: unknown): boolean {
  return mask === true || (typeof mask === 'object' && mask !== null && Object.values(mask).some(holdsTrue));
}

/** Behind an object or list that is not read, and what follows it. */
function passOver(reading: Reading): void {
  const {cursor, window, source} = reading;
  const state = {depth: 0, isText: false};
  while (!passBrackets(reading, state)) {
    if (atEnd(window, source)) throw new GivenUp('unreadable', cursor.at);
    const from = wholeLetters(window);
    moveOn(window, source, from);
    cursor.at -= from;
  }
  endValue(reading);
}

/** Goes on to the bracket that closes the first one; false when it is not in memory yet. */
function passBrackets({cursor, window}: Reading, state: {depth: number; isText: boolean}): boolean {
  for (; cursor.at < window.length; cursor.at++) {
    const byte = cursor.bytes[cursor.at];
    if (state.isText) {
      if (byte === backslash) cursor.at++;
      else if (byte === quote) state.isText = false;
    } else if (byte === quote) state.isText = true;
    else if (byte === openObject || byte === openList) state.depth++;
    else if ((byte === closeObject || byte === closeList) && --state.depth === 0) {
      cursor.at++;
      return true;
    }
  }
  return false;
}

/** How many bytes there are up to a letter that may be cut. */
function wholeLetters({bytes, length}: ByteWindow): number {
  let end = length;
  while (end > 0 && ((bytes[end - 1] ?? 0) & 0xc0) === 0x80) end--;
  return end > 0 && (bytes[end - 1] ?? 0) >= 0xc0 ? end - 1 : end;
}
