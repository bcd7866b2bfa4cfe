import {isObject, valueAt} from '../../src/base/json.ts';
import type {Policy} from '../../src/ir/policy.ts';
import {conflict, type Fields, field} from './fields.ts';
import type {StagedAction} from './schema.ts';

const names = {Set: 'set', Delete: 'delete', Learn: 'learn', Ignore: 'ignore'} as const satisfies Record<
  StagedAction,
  Policy['staged']
>;

/** The action of a staged policy; `Set` where none is given (calico.md 3.1). */
export function stagedAs(action: StagedAction | undefined): NonNullable<Policy['staged']> {
  return names[action ?? 'Set'];
}

/**
 * With `stagedAction: Delete` every other field of the spec but the tier must be empty (calico.md 3.1). A server that
 * writes the default types into the spec does so here too: those of a stored object say nothing.
 */
export function validateDelete(object: Fields): void {
  const spec = field(object, 'spec');
  const isStored = valueAt(object.values, ['metadata', 'resourceVersion']) !== undefined;
  const free = ['stagedAction', 'tier', ...(isStored ? ['types', 'policyTypes'] : [])];
  const said = isObject(spec.value)
    ? Object.entries(spec.value).flatMap(([key, value]) => (free.includes(key) || isEmpty(value) ? [] : [key]))
    : [];
  if (said.length === 0) return;
  conflict(
    spec,
    `with stagedAction Delete the rest must be empty but for the tier; remove ${said.join(', ')}`,
    'engine',
  );
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false) return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}
