import type {WrittenObject} from '../../plugins/dialect.ts';
import type {Loaded} from '../load/loaded.ts';

/** An object that was written, with the comment that stood above the document it comes from. */
export interface ConvertedObject extends WrittenObject {
  /** Lines with their `#`. */
  readonly comment?: string;
}

/** Each comment goes to the first object that comes from its document (cli.md section 3: comments survive). */
export function withComments(
  objects: readonly WrittenObject[],
  commentOf: Loaded['comment'],
): readonly ConvertedObject[] {
  const used = new Set<string>();
  return objects.map((object) => {
    for (const {origin} of object.from) {
      const key = JSON.stringify([origin.file, origin.document]);
      const comment = used.has(key) ? undefined : commentOf(origin);
      used.add(key);
      if (comment !== undefined) return {...object, comment};
    }
    return object;
  });
}
