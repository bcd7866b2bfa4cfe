import {isObject} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic, type Layer} from '../../src/diagnostics/diagnostic.ts';
import {within} from '../../src/diagnostics/origin.ts';
import {conflict, type Fields, field, fieldsOf, type Item, invalid, text, textMap} from './fields.ts';

export interface Metadata {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** The fields of ObjectMeta; the API server refuses others. */
const OBJECT_META = [
  'annotations',
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'finalizers',
  'generateName',
  'generation',
  'labels',
  'managedFields',
  'name',
  'namespace',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
  'uid',
];

/** Where the storage form keeps the metadata of the object as its author sees it (calico.md 7.3). */
const STORED = 'projectcalico.org/metadata';

/**
 * Name, namespace, labels and annotations. For an object in the storage form those of its annotation win; a name that
 * the annotation does not repeat loses its prefix `default.` where the tier is `default`.
 */
export function readMetadata(object: Fields, stored: boolean): Metadata | undefined {
  const at = field(object, 'metadata');
  const fields = fieldsOf(at, OBJECT_META);
  const name = fields && text(field(fields, 'name'));
  if (!fields || !name) {
    conflict({...at, origin: within(at.origin, 'name')}, 'an object needs a name', 'api-server');
    return undefined;
  }
  if (!isSubdomain(name))
    invalid(field(fields, 'name'), 'it must be lower-case letters, digits, - and .', 'api-server');
  const annotations = readAnnotations(field(fields, 'annotations'));
  const namespace = text(field(fields, 'namespace'));
  const labels = readLabels(field(fields, 'labels'));
  const kept = stored ? annotations[STORED] : undefined;
  if (kept === undefined) return {name, namespace, labels, annotations};
  const inner = readKept(kept, {...at, origin: within(at.origin, 'annotations', STORED)});
  const {[STORED]: _, ...others} = annotations;
  return {
    name: inner.name ?? (tierOf(object) === 'default' ? name.replace(/^default\./, '') : name),
    namespace,
    labels: {...labels, ...inner.labels},
    annotations: {...others, ...inner.annotations},
  };
}

/** Keys and values of labels; `layer` is who refuses others. */
export function readLabels(item: Item, layer: Layer = 'api-server'): Readonly<Record<string, string>> {
  const labels = textMap(item) ?? {};
  for (const [key, value] of Object.entries(labels)) {
    if (isLabelKey(key) && isLabelValue(value)) continue;
    conflict(item, `${JSON.stringify(`${key}=${value}`)} is no label`, layer);
  }
  return labels;
}

/** Bytes of all keys and values together. */
const MOST_ANNOTATIONS = 256 * 1024;

function readAnnotations(item: Item): Readonly<Record<string, string>> {
  const annotations = textMap(item) ?? {};
  let size = 0;
  for (const [key, value] of Object.entries(annotations)) {
    size += Buffer.byteLength(key) + Buffer.byteLength(value);
    if (!isLabelKey(key.toLowerCase())) conflict(item, `${JSON.stringify(key)} is no annotation key`, 'api-server');
  }
  if (size > MOST_ANNOTATIONS) conflict(item, 'the annotations are larger than 256 KiB', 'api-server');
  return annotations;
}

const NAME_PART = /^[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;

function isLabelKey(key: string): boolean {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  const prefix = parts.length > 1 ? parts[0] : undefined;
  return (
    parts.length <= 2 && name.length <= 63 && NAME_PART.test(name) && (prefix === undefined || isSubdomain(prefix))
  );
}

export function isLabelValue(value: string): boolean {
  return value === '' || (value.length <= 63 && NAME_PART.test(value));
}

/** A DNS subdomain in the sense of Kubernetes. */
export function isSubdomain(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(text);
}

interface Kept {
  readonly name: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

function readKept(json: string, at: Item): Kept {
  const nothing = {name: undefined, labels: {}, annotations: {}};
  const value = parseJson(json);
  if (!isObject(value)) {
    conflict(at, 'it holds no JSON object', 'engine');
    return nothing;
  }
  const fields = fieldsOf({...at, value});
  if (!fields) return nothing;
  return {
    name: text(field(fields, 'name')) || undefined,
    labels: textMap(field(fields, 'labels')) ?? {},
    annotations: textMap(field(fields, 'annotations')) ?? {},
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tierOf(object: Fields): string {
  const spec = object.values['spec'];
  const tier = isObject(spec) ? spec['tier'] : undefined;
  return typeof tier === 'string' && tier !== '' ? tier : 'default';
}

/** The namespace of a namespaced object; the assumed one is told. */
export function namespaceOf(
  metadata: Metadata,
  at: Omit<Item, 'value'>,
  assumed: string,
): {readonly namespace: string; readonly remarks: readonly Diagnostic[]} {
  if (metadata.namespace) return {namespace: metadata.namespace, remarks: []};
  const remark = diagnostic('namespace-assumed', within(at.origin, 'metadata'), {arguments: {namespace: assumed}});
  return {namespace: assumed, remarks: [remark]};
}

/** One or two DNS labels, or a name that the engine itself gives to converted policies (calico.md 3.4 rule 11). */
export function isPolicyName(name: string, global: boolean): boolean {
  if (name.length > 253) return false;
  const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
  if (!global && /^(knp|ossg)\.default\.[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name)) return true;
  return new RegExp(`^${label}(\\.${label})?$`).test(name);
}
