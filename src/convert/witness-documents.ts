import {type DialectEntry, dialects as table} from '../../plugins/index.ts';
import type {JsonObject} from '../base/json.ts';
import type {World} from '../ir/world.ts';

/** The cluster of a witness as documents: each dialect writes what it knows of. */
export async function witnessDocuments(
  world: World,
  dialects: readonly DialectEntry[] = table,
): Promise<readonly JsonObject[]> {
  const loaded = await Promise.all(dialects.map((each) => each.load()));
  return loaded.flatMap(({writeWorld}) => writeWorld?.(world) ?? []);
}
