import type {PlannedChange, Side} from '../../plugins/dialect.ts';
import {isObject} from '../base/json.ts';
import type {Document} from '../sources/document.ts';

/**
 * Tells which objects of a snapshot a plan answers for: on either side those that it has itself, after the apply also
 * those that it deletes, and the pods of workloads that it changes, which will be made anew.
 */
export function managedObjects(
  carried: Readonly<Record<Side, readonly Document[]>>,
  changes: readonly PlannedChange[],
  namespace: string,
): (side: Side, document: Document) => boolean {
  const keys = (documents: readonly Document[]): readonly string[] =>
    documents.flatMap((document) => keyOf(document, namespace) ?? []);
  const before = new Set(keys(carried.before));
  const managed = {before, after: new Set([...before, ...keys(carried.after)])};
  const remade = new Set(
    changes
      .filter(changesPods)
      .flatMap((change) =>
        change.before.map((object) => ownerKey(object.kind, object.namespace ?? namespace, object.name)),
      ),
  );
  return (side, document) => {
    const key = keyOf(document, namespace);
    if (key === undefined) return false;
    return managed[side].has(key) || (side === 'after' && remade.size > 0 && isMadeBy(document, namespace, remade));
  };
}

function changesPods({actions, attributes}: PlannedChange): boolean {
  return actions.includes('delete') || attributes.some((each) => each.includes('template'));
}

/** A pod, or the ReplicaSet between it and its Deployment. */
function isMadeBy(document: Document, namespace: string, makers: ReadonlySet<string>): boolean {
  const {metadata, kind} = objectIn(document);
  if ((kind !== 'Pod' && kind !== 'ReplicaSet') || !isObject(metadata)) return false;
  const owners: readonly unknown[] = Array.isArray(metadata['ownerReferences']) ? metadata['ownerReferences'] : [];
  const place = typeof metadata['namespace'] === 'string' ? metadata['namespace'] : namespace;
  return owners.some((owner) => {
    if (!isObject(owner) || typeof owner['kind'] !== 'string' || typeof owner['name'] !== 'string') return false;
    if (makers.has(ownerKey(owner['kind'], place, owner['name']))) return true;
    // A Deployment names its ReplicaSets after itself.
    const deployment = owner['name'].replace(/-[^-]+$/, '');
    return owner['kind'] === 'ReplicaSet' && makers.has(ownerKey('Deployment', place, deployment));
  });
}

function ownerKey(kind: string, namespace: string, name: string): string {
  return `${kind}/${namespace}/${name}`;
}

/** Group, kind, namespace and name; undefined for what is no object with a name. */
function keyOf(document: Document, namespace: string): string | undefined {
  const {apiVersion, kind, metadata} = objectIn(document);
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isObject(metadata)) return undefined;
  const {name} = metadata;
  if (typeof name !== 'string') return undefined;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const place = kind === 'Namespace' ? '' : metadata['namespace'];
  return JSON.stringify([group, kind, typeof place === 'string' ? place : namespace, name]);
}

function objectIn({content}: Document): Readonly<Record<string, unknown>> {
  return content.syntax === 'value' && isObject(content.value) ? content.value : {};
}
