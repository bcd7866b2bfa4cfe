import type {JsonObject} from '../../src/base/json.ts';
import {labelValueProblem, qualifiedNameProblem} from '../../src/base/kubernetes-names.ts';
import {compareText} from '../../src/base/order.ts';
import type {TextTest} from '../../src/ir/match.ts';

/** One condition of a label selector, before it is put into words. */
export interface Requirement {
  readonly key: string;
  readonly test: TextTest;
  readonly holds: boolean;
}

/**
 * A label selector that says exactly these conditions; `never` when no legal label fulfils them, undefined when the API
 * has no operator for one. Values and keys that no label can have are folded away: they are never equal to one.
 */
export function writeSelector(requirements: readonly Requirement[]): JsonObject | 'never' | undefined {
  const labels = new Map<string, string>();
  const expressions: JsonObject[] = [];
  for (const {key, test, holds} of [...requirements].sort((a, b) => compareText(a.key, b.key))) {
    if (test.test !== 'in' && test.test !== 'exists') return undefined;
    const legalKey = qualifiedNameProblem(key) === undefined;
    const values = test.test === 'in' ? test.values.filter((value) => labelValueProblem(value) === undefined) : [];
    if (!legalKey || (test.test === 'in' && values.length === 0)) {
      if (holds) return 'never';
      continue;
    }
    const [only] = values;
    if (test.test === 'exists') expressions.push({key, operator: holds ? 'Exists' : 'DoesNotExist'});
    else if (holds && values.length === 1 && only !== undefined && !labels.has(key)) labels.set(key, only);
    else expressions.push({key, operator: holds ? 'In' : 'NotIn', values});
  }
  return {
    ...(labels.size > 0 && {matchLabels: Object.fromEntries(labels)}),
    ...(expressions.length > 0 && {matchExpressions: expressions}),
  };
}
