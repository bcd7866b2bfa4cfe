import type {JsonObject} from '../base/json.ts';
import type {JudgedWorld} from '../evaluate/matrix-parts.ts';
import {type EngineName, engines} from './differential/trial.ts';
import {loadLegal, partOf} from './laws/input.ts';

/** Legal documents as a world with its policies, judged by the APIs as they are written unless an engine is named. */
export async function judgedWorld(documents: readonly JsonObject[], engine: EngineName = 'spec'): Promise<JudgedWorld> {
  const loaded = await loadLegal(documents);
  if (typeof loaded === 'string') throw new Error(loaded);
  return {profile: engines[engine], world: loaded.world, policies: loaded.applied};
}

/** The same object with some of its metadata changed, such as its namespace. */
export function withMetadata(document: JsonObject, metadata: JsonObject): JsonObject {
  return {...document, metadata: {...partOf(document, 'metadata'), ...metadata}};
}

export function namespace(name: string, labels: JsonObject = {}): JsonObject {
  return {apiVersion: 'v1', kind: 'Namespace', metadata: {name, labels}};
}
