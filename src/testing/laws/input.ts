import fc from 'fast-check';
import {spec} from '../../../plugins/kubernetes/profile.ts';
import {isObject, type JsonObject} from '../../base/json.ts';
import {message} from '../../diagnostics/message.ts';
import type {Evaluator} from '../../evaluate/answer.ts';
import {naiveEvaluator} from '../../evaluate/naive.ts';
import type {WorldPart} from '../../ir/world.ts';
import {load} from '../../load/load.ts';
import type {Loaded} from '../../load/loaded.ts';
import {valueDocuments} from '../value-documents.ts';
import {policyDocuments} from './policy-documents.ts';
import {worldDocuments} from './world-documents.ts';

/** Documents, what was read of them, and who judges by them. */
export interface Input {
  readonly documents: readonly JsonObject[];
  readonly loaded: Loaded;
  readonly evaluator: Evaluator;
}

/** One value of an arbitrary, the same for the same seed. */
export function sample<T>(arbitrary: fc.Arbitrary<T>, seed: number): T {
  const [value] = fc.sample(arbitrary, {seed, numRuns: 1});
  if (value === undefined) throw new Error('fast-check gave no sample');
  return value;
}

/** A random world with its policies. */
export function randomDocuments(seed: number): readonly JsonObject[] {
  const [world, policies] = sample(fc.tuple(worldDocuments, policyDocuments), seed);
  return [...world, ...policies];
}

/** Reads documents as a user would give them; the first error in words where they are no legal input. */
export async function loadLegal(documents: readonly JsonObject[], world: WorldPart = {}): Promise<Loaded | string> {
  const loaded = await load(valueDocuments(documents), {namespace: 'default', world});
  const error = loaded.diagnostics.find(({severity}) => severity === 'error');
  return error ? message(error) : loaded;
}

/** Legal documents with their naive evaluator, judged by the APIs as they are written. */
export async function readInput(documents: readonly JsonObject[]): Promise<Input | string> {
  const loaded = await loadLegal(documents);
  if (typeof loaded === 'string') return loaded;
  return {documents, loaded, evaluator: naiveEvaluator(spec, loaded.world, loaded.applied)};
}

export function isPolicy({apiVersion}: JsonObject): boolean {
  return /^(networking\.k8s\.io|policy\.networking\.k8s\.io)\//.test(String(apiVersion));
}

export function isNetworkPolicy({kind}: JsonObject): boolean {
  return kind === 'NetworkPolicy';
}

export function isAdminPolicy(document: JsonObject): boolean {
  return isPolicy(document) && !isNetworkPolicy(document);
}

/** An object inside a document; empty where there is none. */
export function partOf(document: JsonObject, key: string): JsonObject {
  const part = document[key];
  return isObject(part) ? (part as JsonObject) : {};
}
