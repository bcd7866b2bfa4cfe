import {argument, blockOf, isPlainObject, present} from '../plain.ts';
import {labelsOf} from './metadata.ts';
import type {ResourceKind} from './resource.ts';
import {type BlockSchema, boolArgument, labelsArgument, one, textArgument} from './schema.ts';

const schema: BlockSchema = {
  arguments: {
    api_version: {...textArgument, required: true},
    kind: {...textArgument, required: true},
    labels: {...labelsArgument, required: true},
    force: boolArgument,
    field_manager: textArgument,
  },
  blocks: {metadata: one({arguments: {name: textArgument, namespace: textArgument}, blocks: {}})},
};

/** `kubernetes_labels`: more labels for an object that exists elsewhere (terraform.md section 3.2). */
export const labels: ResourceKind = {
  schema,
  objects: (values) => {
    const metadata = blockOf(values, 'metadata');
    const named = isPlainObject(metadata) ? metadata : {};
    const value = {
      apiVersion: argument(values, 'api_version'),
      kind: argument(values, 'kind'),
      metadata: present({
        name: argument(named, 'name'),
        namespace: argument(named, 'namespace') ?? undefined,
        labels: labelsOf(values, 'labels') ?? {},
      }),
    };
    return [{value, adds: true, inResource: ([, , key]) => (key === undefined ? [] : ['labels', key])}];
  },
};
