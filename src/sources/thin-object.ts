import {isObject} from '../base/json.ts';
import {type Kept, keptOf} from './kept-fields.ts';

/**
 * An object without what no reader looks at: the bookkeeping of all kinds, and of kinds that come by the ten thousand
 * everything but a few fields, so that a large cluster fits into memory.
 */
export function thinObject(value: unknown): unknown {
  return isObject(value) ? thin(value, keptOf(value.apiVersion, value.kind)) : value;
}

/** A value that is not of the expected shape stays as it is: its reader says what is wrong with it. */
function thin(value: unknown, kept: Kept): unknown {
  const {fields, others} = kept;
  if (!fields) return value;
  if (Array.isArray(value)) return value.map((each) => (isObject(each) ? thin(each, kept) : each));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, inner]): readonly (readonly [string, unknown])[] => {
      const of = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (of) return [[field, thin(inner, of)]];
      return others && !others.dropped.includes(field) ? [[field, inner]] : [];
    }),
  );
}
