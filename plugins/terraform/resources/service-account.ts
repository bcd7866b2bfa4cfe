import {metadataOf} from './metadata.ts';
import {inBlocks, type ResourceKind} from './resource.ts';
import {type BlockSchema, metadataSchema, one} from './schema.ts';

const schema: BlockSchema = {arguments: {}, blocks: {metadata: one(metadataSchema('namespaced'))}, open: true};

/** `kubernetes_service_account(_v1)`. */
export const serviceAccount: ResourceKind = {
  schema,
  objects: (values, context) => [
    {
      value: {apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadataOf(values, context)},
      inResource: (path) => inBlocks(schema, path),
    },
  ],
};
