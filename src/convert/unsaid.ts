import type {Loss, WrittenObject} from '../../plugins/dialect.ts';
import {message} from '../diagnostics/message.ts';
import type {Origin} from '../diagnostics/origin.ts';
import type {Policy, Remainder} from '../ir/policy.ts';
import type {Loaded} from '../load/loaded.ts';

/**
 * Nothing is dropped in silence (design.md section 2): what the reader kept beside the IR and changes a verdict must be
 * in what was read back, or some loss speaks of its place. Whatever neither holds becomes a loss here.
 */
export function forgottenRemainders(
  policies: readonly Policy[],
  losses: readonly Loss[],
  back: readonly Policy[],
): readonly Loss[] {
  const carried = new Set(back.flatMap(({remainder}) => remainder.map(contentOf)));
  return policies.flatMap(({remainder}) =>
    remainder
      .filter((each) => each.effect !== 'none' && !carried.has(contentOf(each)))
      .filter((each) => !losses.some(({origin}) => speaksOf(origin, each.origin)))
      .map(
        ({field, origin, effect}): Loss => ({
          code: 'field',
          origin,
          effect: effect === 'narrower' ? 'narrower' : 'wider',
          message: `${field} is not carried over`,
        }),
      ),
  );
}

function contentOf({field, value}: Remainder): string {
  return JSON.stringify([field, value]);
}

/** A loss at the place itself, above it or below it. */
function speaksOf(loss: Origin, place: Origin): boolean {
  if (loss.file !== place.file || loss.document !== place.document || loss.resource !== place.resource) return false;
  const [shorter, longer] = [loss.path, place.path].sort((a, b) => a.length - b.length);
  return (shorter ?? []).every((step, index) => step === longer?.[index]);
}

/** What the target's own reader refuses of our text: a policy that is not in force opens what it closed. */
export function refusedObjects(back: Loaded, objects: readonly WrittenObject[], carried: boolean): readonly Loss[] {
  return back.diagnostics.flatMap((each) => {
    if (each.severity !== 'error') return [];
    const source = carried ? objects[0] : objects[(each.origin?.document ?? 1) - 1];
    const origin = source?.from[0]?.origin ?? each.origin;
    if (!origin) return [];
    return [
      {code: 'refused', origin, effect: 'wider', message: `the target refuses what was written: ${message(each)}`},
    ];
  });
}
