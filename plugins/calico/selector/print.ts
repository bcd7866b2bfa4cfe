import {sortedUnique} from '../../../src/base/order.ts';
import type {Selector} from './tree.ts';

/** The canonical form of calico.md 2.4: equal selectors of the engine print the same text. */
export function printCanonical(selector: Selector): string {
  return print(selector, canonical);
}

/**
 * The form the engine writes when it converts Kubernetes policies (calico.md 9.1): single quotes where the value allows
 * them, `{ 'a', 'b' }`, `! has(k)`, and no parentheses around the whole.
 */
export function printPlain(selector: Selector): string {
  return selector.op === 'and' || selector.op === 'or' ? members(selector, plain) : print(selector, plain);
}

/** False for a value that holds both kinds of quote: no selector can say it. */
export function canQuote(value: string): boolean {
  return !(value.includes('"') && value.includes("'"));
}

interface Style {
  readonly quote: (value: string) => string;
  readonly set: (values: readonly string[]) => string;
  readonly not: string;
}

const canonical: Style = {
  quote: (value) => (value.includes('"') ? `'${value}'` : `"${value}"`),
  set: (values) => `{${values.join(', ')}}`,
  not: '!',
};

const plain: Style = {
  quote: (value) => (value.includes("'") ? `"${value}"` : `'${value}'`),
  set: (values) => (values.length === 0 ? '{}' : `{ ${values.join(', ')} }`),
  not: '! ',
};

function print(selector: Selector, style: Style): string {
  switch (selector.op) {
    case 'all':
    case 'global':
      return `${selector.op}()`;
    case 'has':
      return `has(${selector.key})`;
    case 'not':
      return `${style.not}${print(selector.of, style)}`;
    case 'and':
    case 'or':
      return `(${members(selector, style)})`;
    case 'in':
    case 'not in':
      return `${selector.key} ${selector.op} ${style.set(sortedUnique(selector.values).map(style.quote))}`;
    default:
      return `${selector.key} ${selector.op} ${style.quote(selector.value)}`;
  }
}

function members(group: Selector & {readonly op: 'and' | 'or'}, style: Style): string {
  return group.of.map((part) => print(part, style)).join(group.op === 'and' ? ' && ' : ' || ');
}
