import {UnknownValue} from '../../../src/base/unknown-value.ts';
import {argument, blockOf, isEmpty, isPlainObject, type Plain, type PlainObject, present} from '../plain.ts';
import type {ResourceContext} from './resource.ts';

/**
 * `metadata` of a Kubernetes object (terraform.md section 2.1). A name that is only known after apply is replaced by the
 * address, which is the identity then, so that two such objects are never taken for one.
 */
export function metadataOf(
  values: PlainObject,
  context: ResourceContext,
  scope: 'namespaced' | 'cluster' = 'namespaced',
): PlainObject {
  const block = blockOf(values, 'metadata');
  const metadata = isPlainObject(block) ? block : {};
  const hidden = block instanceof UnknownValue ? block : undefined;
  return present({
    name: nameOf(metadata, context),
    namespace: scope === 'namespaced' ? (hidden ?? namespaceOf(metadata, context)) : undefined,
    labels: hidden ?? labelsOf(metadata, 'labels'),
    annotations: hidden ?? labelsOf(metadata, 'annotations'),
  });
}

/** Labels as the provider sends them: entries that are null vanish. Undefined when there are none. */
export function labelsOf(values: PlainObject, name: string): Plain | undefined {
  const labels = argument(values, name);
  if (!isPlainObject(labels)) return labels instanceof UnknownValue ? labels : undefined;
  const kept = Object.entries(labels).filter(([, value]) => value !== null);
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function nameOf(metadata: PlainObject, context: ResourceContext): string {
  const name = argument(metadata, 'name');
  if (typeof name === 'string' && name !== '') return name;
  const prefix = argument(metadata, 'generate_name');
  if (typeof prefix === 'string' && prefix !== '') return `(${prefix}* of ${context.address})`;
  if (isEmpty(prefix) && (isEmpty(name) || context.absent(['metadata', 0, 'name']))) {
    context.report('terraform-apply-fails', ['metadata', 0], {
      reason: 'an object without a name is refused by the server',
      advice: 'give a name or a generate_name',
    });
  }
  return `(the name of ${context.address})`;
}

/** Absent and null are `default`; an empty text fails at apply and is read as `default` (section 2.1). */
function namespaceOf(metadata: PlainObject, context: ResourceContext): Plain {
  const namespace = argument(metadata, 'namespace');
  if (namespace === '') {
    context.report('terraform-apply-fails', ['metadata', 0, 'namespace'], {
      reason: 'an empty namespace is refused by the server',
      advice: 'name one, or leave it out for "default"',
    });
  }
  return isEmpty(namespace) ? 'default' : namespace;
}
