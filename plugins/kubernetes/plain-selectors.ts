import {pairInterner} from '../../src/base/interner.ts';
import {isObject} from '../../src/base/json.ts';
import {labelValueProblem, qualifiedNameProblem} from '../../src/base/kubernetes-names.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {and, anything, type Match, oneOf} from '../../src/ir/match.ts';
import {counter, hasOnly, type Known, knownByNumber, knownByText, repeating} from './plain-values.ts';
import {type LabelAtom, requirementMatch} from './selectors.ts';

export const everything: Known<Match> = {id: -1, value: anything};

/**
 * The same as `selectorMatch` for a selector that the API server takes and of which nothing is unknown, each distinct
 * part made once. Undefined on any doubt.
 */
export function plainSelectors(atom: LabelAtom): (selector: unknown) => Known<Match> | undefined {
  const number = counter();
  const known = knownByText<Match>(number);
  const together = knownByNumber<Match>(number);
  const pairs = pairInterner();

  const both = (first: Known<Match>, second: Known<Match> | undefined): Known<Match> | undefined => {
    if (first === everything || !second) return second;
    const pair = pairs(first.id, second.id);
    return together.get(pair) ?? together.add(pair, and(first.value, second.value));
  };
  const label = (key: string, value: unknown): Known<Match> | undefined => {
    if (typeof value !== 'string') return undefined;
    // No key or value that is good has a zero byte.
    const text = `${key}\u0000${value}`;
    const before = known.get(text);
    if (before) return before;
    if (qualifiedNameProblem(key) !== undefined || labelValueProblem(value) !== undefined) return undefined;
    return known.add(text, atom(key, oneOf([value])));
  };
  const requirement = (item: unknown): Known<Match> | undefined => {
    if (!isObject(item) || !hasOnly(item, ['key', 'operator', 'values'])) return undefined;
    const {key, operator, values = []} = item;
    if (typeof key !== 'string' || !isOperator(operator) || !Array.isArray(values)) return undefined;
    if (qualifiedNameProblem(key) !== undefined || !values.every(isLabelValue)) return undefined;
    const listed = operator === 'In' || operator === 'NotIn';
    if (listed !== values.length > 0) return undefined;
    const text = `${operator}\u0000${key}\u0000${values.join('\u0000')}`;
    return known.get(text) ?? known.add(text, requirementMatch({key, operator, values}, atom));
  };

  return repeating((selector) => {
    if (!isObject(selector) || !hasOnly(selector, ['matchLabels', 'matchExpressions'])) return undefined;
    const {matchLabels = {}, matchExpressions = []} = selector;
    if (!isObject(matchLabels) || matchLabels instanceof UnknownValue || !Array.isArray(matchExpressions))
      return undefined;
    let found: Known<Match> | undefined = everything;
    for (const key in matchLabels) {
      found = both(found, label(key, matchLabels[key]));
      if (!found) return undefined;
    }
    for (const item of matchExpressions) {
      found = both(found, requirement(item));
      if (!found) return undefined;
    }
    return found;
  });
}

function isOperator(value: unknown): value is string {
  return value === 'In' || value === 'NotIn' || value === 'Exists' || value === 'DoesNotExist';
}

function isLabelValue(value: unknown): value is string {
  return typeof value === 'string' && labelValueProblem(value) === undefined;
}
