import {UnknownValue} from '../../src/base/unknown-value.ts';
import {isPlainArray, isPlainObject, type PlainObject} from './plain.ts';

/**
 * The object as one that may not exist: its selector gets a condition that nobody knows. To select perhaps is the same
 * as to exist perhaps. Undefined for kinds that have no selector to put the doubt in; they are left out.
 */
export function doubted(object: PlainObject, reason: string): PlainObject | undefined {
  const {spec} = object;
  const name = selectorNames.find((each) => isPlainObject(spec) && each in spec);
  if (!isPlainObject(spec) || name === undefined) return undefined;
  const doubt = new UnknownValue(reason);
  const selector = spec[name];
  if (!isPlainObject(selector)) return {...object, spec: {...spec, [name]: doubt}};
  const {matchExpressions} = selector;
  const expressions = isPlainArray(matchExpressions) ? matchExpressions : [];
  return {...object, spec: {...spec, [name]: {...selector, matchExpressions: [...expressions, doubt]}}};
}

const selectorNames = ['podSelector', 'endpointSelector', 'nodeSelector', 'selector'];
