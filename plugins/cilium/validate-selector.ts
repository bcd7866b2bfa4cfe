import type {Path} from '../../src/base/json.ts';
import {badValue, type Finding, missing, type Refuses} from './finding.ts';
import type {Selector} from './schema.ts';
import {isOperator, splitKey} from './selector.ts';

/** What is wrong with a selector (cilium.md 4, V05). */
export function validateSelector(selector: Selector, path: Path): readonly Finding[] {
  const labels = Object.entries(selector.matchLabels ?? {}).flatMap(([key, value]) => [
    ...validateKey(key, [...path, 'matchLabels', key]),
    ...validateValue(value, [...path, 'matchLabels', key], 'both'),
  ]);
  const expressions = (selector.matchExpressions ?? []).flatMap(({key, operator, values = []}, index) => {
    const at = [...path, 'matchExpressions', index];
    return [
      ...(key === undefined ? [missing('V05', [...at, 'key'], 'both')] : validateKey(key, [...at, 'key'])),
      ...validateOperator(operator, values, at),
      ...values.flatMap((value, position) => validateValue(value, [...at, 'values', position], 'engine')),
    ];
  });
  return [...labels, ...expressions];
}

function validateOperator(operator: string | undefined, values: readonly string[], at: Path): readonly Finding[] {
  if (operator === undefined) return [missing('V05', [...at, 'operator'], 'both')];
  if (!isOperator(operator)) {
    return [badValue('V05', [...at, 'operator'], operator, 'use In, NotIn, Exists or DoesNotExist', 'both')];
  }
  const needsValues = operator === 'In' || operator === 'NotIn';
  if (needsValues === values.length > 0) return [];
  const reason = needsValues ? `${operator} needs at least one value` : `${operator} takes no values`;
  return [badValue('V05', [...at, 'values'], [...values], reason)];
}

function validateKey(key: string, at: Path): readonly Finding[] {
  const {source, key: name} = splitKey(key);
  if (name.includes(':')) return [badValue('V05', at, key, 'only one ":" may stand in a key, after its source')];
  if (!/^[A-Za-z0-9]+$/.test(source)) return [badValue('V05', at, key, 'the source before ":" has letters and digits')];
  return isQualifiedName(name) ? [] : [badValue('V05', at, key, 'this is no valid label key')];
}

function validateValue(value: string, at: Path, refuses: Refuses): readonly Finding[] {
  return isLabelValue(value) ? [] : [badValue('V05', at, value, 'this is no valid label value', refuses)];
}

/** Kubernetes' rule for label keys: an optional DNS prefix and a name of at most 63 characters. */
export function isQualifiedName(key: string): boolean {
  const parts = key.split('/');
  const name = parts.pop() ?? '';
  if (parts.length > 1 || !isPlainName(name)) return false;
  const [prefix] = parts;
  return prefix === undefined || (prefix.length <= 253 && /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(prefix));
}

/** Kubernetes' rule for label values: empty, or a name of at most 63 characters. */
export function isLabelValue(value: string): boolean {
  return value === '' || isPlainName(value);
}

function isPlainName(text: string): boolean {
  return text.length <= 63 && /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(text);
}
