import {metadataOf} from './metadata.ts';
import {inBlocks, type ResourceKind} from './resource.ts';
import {type BlockSchema, metadataSchema, one, optional, textArgument} from './schema.ts';

const schema: BlockSchema = {
  arguments: {wait_for_default_service_account: {type: {is: 'bool'}}},
  blocks: {
    metadata: one(metadataSchema('cluster')),
    timeouts: optional({arguments: {delete: textArgument}, blocks: {}}),
  },
};

/** `kubernetes_namespace(_v1)` (terraform.md section 3.2). The label with its name the Kubernetes reader adds. */
export const namespace: ResourceKind = {
  schema,
  objects: (values, context) => [
    {
      value: {apiVersion: 'v1', kind: 'Namespace', metadata: metadataOf(values, context, 'cluster')},
      inResource: (path) => inBlocks(schema, path),
    },
  ],
};
