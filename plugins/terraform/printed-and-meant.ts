import type {Path} from '../../src/base/json.ts';
import {printPath, valueAt} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {within} from '../../src/diagnostics/origin.ts';
import type {Document} from '../../src/sources/document.ts';
import {type JsonResource, resourceKindOf} from './json-resources.ts';
import {isPlainArray, isPlainObject, type Plain, type PlainObject} from './plain.ts';
import type {PlanEntry} from './plan-entries.ts';
import {carriedBy} from './resource-sides.ts';
import type {CarriedObject} from './resources/resource.ts';

/**
 * Where a plan prints one thing and means another: an empty `ingress {}` allows everything, no `ingress` at all nothing,
 * and a list of peers that became empty opens its rule to all (terraform.md sections 2.2 and 4.5). Said only of what the
 * plan makes so. A plan does not tell an empty block from a `dynamic` block that makes nothing.
 */
export function printedAndMeant(entry: PlanEntry, document: Document): readonly Diagnostic[] {
  const {address, type, actions} = entry;
  const [was, is] = [policyIn(entry.before[0], type), policyIn(entry.after[0], type)];
  if (!is || actions.includes('forget')) return [];
  const origin = {...within(document.origin, ...entry.path, 'after'), resource: address};
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const old = was?.value.spec;
    const found = [...openRules(is, old, direction), ...closedDirection(is, old, direction)];
    return found.map(({code, path, ...said}) => {
      const attribute = is.inResource(path);
      const args = {address, attribute: printPath(attribute), direction, ...said};
      return diagnostic(code, within(origin, ...attribute), {arguments: args});
    });
  });
}

interface Finding {
  readonly code: 'plan-rule-open' | 'plan-direction-closed';
  readonly path: Path;
  readonly allTraffic?: boolean;
  readonly emptied?: boolean;
}

function openRules(
  {value}: CarriedObject,
  old: Plain | undefined,
  direction: 'ingress' | 'egress',
): readonly Finding[] {
  const peers = direction === 'ingress' ? 'from' : 'to';
  const before = rulesOf(old, direction);
  return rulesOf(value.spec, direction).flatMap((rule, index): readonly Finding[] => {
    if (!isPlainObject(rule) || !isNone(rule, peers)) return [];
    const path = ['spec', direction, index];
    const allTraffic = isNone(rule, 'ports');
    if (before.some((each) => isPlainObject(each) && isNone(each, peers) && isNone(each, 'ports') === allTraffic))
      return [];
    const emptied = before[index];
    const had = isPlainObject(emptied) && !isNone(emptied, peers);
    return [{code: 'plan-rule-open', path, allTraffic, emptied: had}];
  });
}

function closedDirection(
  {value}: CarriedObject,
  old: Plain | undefined,
  direction: 'ingress' | 'egress',
): readonly Finding[] {
  const closes = (spec: Plain | undefined): boolean => {
    const word = direction === 'ingress' ? 'Ingress' : 'Egress';
    const types = isPlainObject(spec) ? spec.policyTypes : undefined;
    return isPlainArray(types) && types.includes(word) && isPlainObject(spec) && isNone(spec, direction);
  };
  return closes(value.spec) && !closes(old) ? [{code: 'plan-direction-closed', path: ['spec', 'policyTypes']}] : [];
}

function policyIn(resource: JsonResource | undefined, type: string): CarriedObject | undefined {
  const kind = resourceKindOf(type);
  const objects = resource && kind ? carriedBy(resource, kind) : [];
  return objects.find(({value}) => value.kind === 'NetworkPolicy' && value.apiVersion === 'networking.k8s.io/v1');
}

function rulesOf(spec: Plain | undefined, direction: string): readonly Plain[] {
  const rules = isPlainObject(spec) ? spec[direction] : undefined;
  return isPlainArray(rules) ? rules : [];
}

/** Known to be absent or empty. */
function isNone(value: PlainObject, key: string): boolean {
  const list = valueAt(value, [key]);
  return list === undefined || list === null || (Array.isArray(list) && list.length === 0);
}
