import {UnknownValue} from './unknown-value.ts';

/** The reason of the first value inside that its carrier could not know; undefined when all is known. */
export function unknownReason(value: unknown, depth = 0): string | undefined {
  if (value instanceof UnknownValue) return value.reason;
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return undefined;
  for (const each of Object.values(value)) {
    const reason = unknownReason(each, depth + 1);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** No policy document is deeper. */
const DEEPEST = 40;
