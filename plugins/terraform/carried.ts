import {type Path, printPath} from '../../src/base/json.ts';
import type {Position} from '../../src/diagnostics/position.ts';
import type {Document} from '../../src/sources/document.ts';
import {doubted} from './doubt.ts';
import type {PlainObject} from './plain.ts';
import type {ResourceContext, ResourceKind} from './resources/resource.ts';

/** Where a resource stands: in its configuration, or in a plan or state. */
export interface ResourcePlace {
  readonly file: string;
  readonly document: number;
  /** The position of a path of the resource's arguments and blocks, and the file when it is another. */
  readonly locate: (path: Path) => Partial<Position> & {readonly file?: string};
}

/** A document, or labels to be added to the one of the same kind and name. */
export interface Carried {
  readonly document: Document;
  readonly adds: boolean;
  /** The provider configuration of its resource. */
  readonly provider: string;
}

/** The documents that a resource carries. With a `doubt` it may not exist, for that reason. */
export function carriedDocuments(
  kind: ResourceKind,
  values: PlainObject,
  context: ResourceContext,
  place: ResourcePlace,
  provider: string,
  doubt?: string,
): readonly Carried[] {
  const {file, document} = place;
  const origin = {file, document, path: [], resource: context.address};
  // Places are asked for long after the values have gone.
  return kind.objects(values, context).flatMap(({value: object, inResource, adds = false}) => {
    const reason = `${context.address} may not exist: ${doubt}`;
    const value = doubt === undefined ? object : doubted(object, reason);
    if (!value) return [];
    const locate: Document['locate'] = (path) => ({
      ...origin,
      path: printPath(path),
      ...place.locate(inResource(path)),
    });
    return [{document: {origin, content: {syntax: 'value', value}, locate}, adds, provider}];
  });
}
