import {isObject} from '../../src/base/json.ts';
import type {Namespace} from '../../src/ir/world.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read} from '../dialect.ts';
import type {Carried} from './carried.ts';

/**
 * Adds the labels of `kubernetes_labels` to the objects that they name (terraform.md section 3.2). A namespace that
 * nothing else defines becomes one whose other labels are unknown.
 */
export function withAddedLabels(carried: readonly Carried[]): Pick<Read, 'documents' | 'world'> {
  const defined = carried.filter(({adds}) => !adds).map(({document}) => document);
  const additions = carried.filter(({adds}) => adds).map(({document}) => objectOf(document));
  const documents = defined.map((document) => {
    const object = objectOf(document);
    const mine = additions.filter((addition) => identity(addition) === identity(object));
    return mine.length === 0 ? document : labelled(document, mine.map(labelsOf));
  });
  const known = new Set(defined.map((document) => identity(objectOf(document))));
  const namespaces = additions.filter((each) => each.kind === 'Namespace' && !known.has(identity(each)));
  return {documents, ...(namespaces.length > 0 && {world: {namespaces: namespaces.flatMap(namespaceOf)}})};
}

type Plain = Readonly<Record<string, unknown>>;

function objectOf({content}: Document): Plain {
  return content.syntax === 'value' && isObject(content.value) ? content.value : {};
}

function metadataOf(object: Plain): Plain {
  return isObject(object.metadata) ? object.metadata : {};
}

function labelsOf(object: Plain): Plain {
  const {labels} = metadataOf(object);
  return isObject(labels) ? labels : {};
}

/** Kind, namespace and name. */
function identity(object: Plain): string {
  const {name, namespace} = metadataOf(object);
  const place = object.kind === 'Namespace' ? '' : String(namespace ?? 'default');
  return JSON.stringify([object.kind, place, name]);
}

function labelled(document: Document, additions: readonly Plain[]): Document {
  const object = objectOf(document);
  const labels = Object.assign({}, labelsOf(object), ...additions);
  const value = {...object, metadata: {...metadataOf(object), labels}};
  return {...document, content: {syntax: 'value', value}};
}

function namespaceOf(object: Plain): readonly Namespace[] {
  const {name} = metadataOf(object);
  if (typeof name !== 'string') return [];
  const texts = Object.entries(labelsOf(object)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const labels = {...Object.fromEntries(texts), 'kubernetes.io/metadata.name': name};
  return [{name, labels, labelsKnown: false}];
}
