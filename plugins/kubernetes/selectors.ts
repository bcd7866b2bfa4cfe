import {labelValueProblem, qualifiedNameProblem} from '../../src/base/kubernetes-names.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {
  and,
  anything,
  exists,
  type Match,
  not,
  nothing,
  oneOf,
  or,
  type TextTest,
  unknownMatch,
} from '../../src/ir/match.ts';
import type {LabelSelector, Open, SelectorRequirement} from './schema.ts';

/** Makes the atom for one key: a label of the pod itself, or of its namespace. */
export type LabelAtom = (key: string, value: TextTest) => Match;

/**
 * A label selector as a match (kubernetes.md A6): all requirements hold; `NotIn` and `DoesNotExist` are true where the
 * key is absent; an absent or empty selector matches everything.
 */
export function selectorMatch(selector: Open<LabelSelector> | undefined, atom: LabelAtom): Match {
  if (selector === undefined) return anything;
  if (selector instanceof UnknownValue) return unknownMatch(selector.reason);
  const {matchLabels = {}, matchExpressions} = selector;
  const labels =
    matchLabels instanceof UnknownValue ? unknownMatch(matchLabels.reason) : labelsMatch(matchLabels, atom);
  if (matchExpressions === undefined) return labels;
  return and(
    labels,
    matchExpressions instanceof UnknownValue
      ? unknownMatch(matchExpressions.reason)
      : and(...matchExpressions.map((each) => requirementMatch(each, atom))),
  );
}

function labelsMatch(labels: Readonly<Record<string, Open<string>>>, atom: LabelAtom): Match {
  return and(...Object.entries(labels).map(([key, value]) => equals(key, value, atom)));
}

/** An unknown value still asks for the key. */
function equals(key: string, value: Open<string>, atom: LabelAtom): Match {
  if (value instanceof UnknownValue) return and(atom(key, exists), unknownMatch(value.reason));
  return atom(key, oneOf([value]));
}

/** One item of `matchExpressions`. */
export function requirementMatch(requirement: Open<SelectorRequirement>, atom: LabelAtom): Match {
  if (requirement instanceof UnknownValue) return unknownMatch(requirement.reason);
  const {key = '', operator, values = []} = requirement;
  if (key instanceof UnknownValue) return unknownMatch(key.reason);
  if (operator instanceof UnknownValue) return unknownMatch(operator.reason);
  // Only an object that skipped validation has one: its selector matches nothing, and never opens (kubernetes.md A7).
  if (requirementProblem(key, operator, values) !== undefined) return nothing;
  const found = operator === 'In' || operator === 'NotIn' ? among(key, values, atom) : atom(key, exists);
  return operator === 'NotIn' || operator === 'DoesNotExist' ? not(found) : found;
}

/** Why no engine can read a requirement; undefined where it can. */
export function requirementProblem(
  key: string,
  operator: string | undefined,
  values: Open<readonly Open<string>[]>,
): string | undefined {
  const listed = operator === 'In' || operator === 'NotIn';
  if (!listed && operator !== 'Exists' && operator !== 'DoesNotExist') return 'use In, NotIn, Exists or DoesNotExist';
  const wrongKey = qualifiedNameProblem(key);
  if (wrongKey !== undefined || values instanceof UnknownValue) return wrongKey;
  if (listed !== values.length > 0) return listed ? `${operator} needs values` : `${operator} takes no values`;
  return values.map((each) => (each instanceof UnknownValue ? undefined : labelValueProblem(each))).find(Boolean);
}

function among(key: string, values: Open<readonly Open<string>[]>, atom: LabelAtom): Match {
  if (values instanceof UnknownValue) return and(atom(key, exists), unknownMatch(values.reason));
  const open = values.find((value) => value instanceof UnknownValue);
  const known = atom(key, oneOf(values.filter((value) => typeof value === 'string')));
  if (!open) return known;
  return or(known, and(atom(key, exists), unknownMatch(open.reason)));
}
