import {isObject, type Path, printPath} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Plain} from './plain.ts';

/** Deeper nesting than this becomes unknown. */
export const DEEPEST = 200;

/**
 * Puts what is unknown or sensitive into the values of a plan or state (terraform.md sections 6.5 and 6.6). A masked
 * value must never be read as an absent one: that would turn an unknown list of peers into "from all".
 *
 * Sensitive values become unknown ones here, so that no report, log or document can show them.
 */
export function overlay(
  value: unknown,
  unknowns: unknown,
  sensitives: unknown,
  address: string,
  path: Path = [],
): Plain {
  const name = path.length === 0 ? address : `${address}.${printPath(path)}`;
  if (unknowns === true) return new UnknownValue(`${name} is known only after apply`);
  if (sensitives === true && value !== null && value !== undefined)
    return new UnknownValue(`sensitive value of ${name}`);
  if (path.length > DEEPEST) return new UnknownValue(`${name} is nested too deeply`);
  if (Array.isArray(value) || Array.isArray(unknowns)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    const length = Math.max(items.length, Array.isArray(unknowns) ? unknowns.length : 0);
    return Array.from({length}, (_, index) =>
      overlay(items[index], at(unknowns, index), at(sensitives, index), address, [...path, index]),
    );
  }
  if (isObject(value) || isObject(unknowns)) {
    const values = isObject(value) ? value : {};
    const keys = new Set([...Object.keys(values), ...(isObject(unknowns) ? Object.keys(unknowns) : [])]);
    const entries = [...keys].map((key) => [
      key,
      overlay(own(values, key), own(unknowns, key), own(sensitives, key), address, [...path, key]),
    ]);
    return Object.fromEntries(entries);
  }
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function at(mask: unknown, index: number): unknown {
  return Array.isArray(mask) ? mask[index] : undefined;
}

function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
