import {isObject} from '../../src/base/json.ts';
import type {Namespace} from '../../src/ir/world.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read} from '../dialect.ts';
import type {Carried} from './carried.ts';

/**
 * Adds the labels of `kubernetes_labels` to the objects that they name (terraform.md section 3.2). A namespace that
 * nothing else defines becomes one whose other labels are unknown. Several provider configurations are several clusters.
 */
export function withAddedLabels(carried: readonly Carried[]): Pick<Read, 'documents' | 'world'> {
  const hasSeveral = new Set(carried.map(({provider}) => provider)).size > 1;
  const defined = carried.filter(({adds}) => !adds);
  const additions = carried.filter(({adds}) => adds);
  const documents = defined.map((each) => {
    const document = hasSeveral ? {...each.document, cluster: each.provider} : each.document;
    const mine = additions.filter((addition) => identity(addition) === identity(each));
    return mine.length === 0 ? document : labelled(document, mine.map(objectOf).map(labelsOf));
  });
  const known = new Set(defined.map(identity));
  const namespaces = additions
    .filter((each) => objectOf(each).kind === 'Namespace' && !known.has(identity(each)))
    .map(objectOf);
  return {documents, ...(namespaces.length > 0 && {world: {namespaces: namespaces.flatMap(namespaceOf)}})};
}

type Plain = Readonly<Record<string, unknown>>;

function objectOf({document: {content}}: Pick<Carried, 'document'>): Plain {
  return content.syntax === 'value' && isObject(content.value) ? content.value : {};
}

function metadataOf(object: Plain): Plain {
  return isObject(object.metadata) ? object.metadata : {};
}

function labelsOf(object: Plain): Plain {
  const {labels} = metadataOf(object);
  return isObject(labels) ? labels : {};
}

/** Cluster, kind, namespace and name. */
function identity(carried: Carried): string {
  const object = objectOf(carried);
  const {name, namespace} = metadataOf(object);
  const place = object.kind === 'Namespace' ? '' : String(namespace ?? 'default');
  return JSON.stringify([carried.provider, object.kind, place, name]);
}

function labelled(document: Document, additions: readonly Plain[]): Document {
  const object = objectOf({document});
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
