import {UnknownValue} from '../../../src/base/unknown-value.ts';
import {stringType} from '../language/type.ts';
import {text} from '../language/value.ts';
import {argument, blockOf, blocksOf, isEmpty, isPlainObject, type Plain, type PlainObject, present} from '../plain.ts';
import {labelsOf, metadataOf} from './metadata.ts';
import {inBlocks, type ResourceKind} from './resource.ts';
import {
  type BlockSchema,
  labelsArgument,
  many,
  metadataSchema,
  numberArgument,
  one,
  optional,
  textArgument,
} from './schema.ts';

const schema: BlockSchema = {
  arguments: {},
  blocks: {
    metadata: one(metadataSchema('namespaced')),
    spec: optional({
      arguments: {
        selector: labelsArgument,
        type: {type: stringType, otherwise: text('ClusterIP')},
        external_name: textArgument,
        cluster_ip: {type: stringType, computed: true},
      },
      blocks: {
        port: many({
          arguments: {
            name: textArgument,
            port: numberArgument,
            protocol: {type: stringType, otherwise: text('TCP')},
            target_port: textArgument,
          },
          blocks: {},
          open: true,
        }),
      },
      open: true,
    }),
  },
  open: true,
};

/** `kubernetes_service(_v1)` (terraform.md section 3.3). */
export const service: ResourceKind = {
  schema,
  objects: (values, context) => {
    const spec = blockOf(values, 'spec') ?? {};
    const value = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: metadataOf(values, context),
      spec: spec instanceof UnknownValue ? spec : specOf(spec),
    };
    return [{value, inResource: (path) => inBlocks(schema, path, {ports: 'port'})}];
  },
};

function specOf(spec: PlainObject): PlainObject {
  const given = (name: string) => {
    const value = argument(spec, name);
    return isEmpty(value) ? undefined : value;
  };
  const address = given('cluster_ip');
  return present({
    type: given('type') ?? 'ClusterIP',
    selector: labelsOf(spec, 'selector'),
    externalName: given('external_name'),
    clusterIP: typeof address === 'string' ? address : undefined,
    ports: portsOf(spec),
  });
}

function portsOf(spec: PlainObject): Plain | undefined {
  const blocks = blocksOf(spec, 'port');
  if (blocks instanceof UnknownValue) return blocks;
  if (blocks.length === 0) return undefined;
  return blocks.map((block) => {
    if (!isPlainObject(block)) return block;
    const name = argument(block, 'name');
    const target = argument(block, 'target_port');
    return present({
      name: isEmpty(name) ? undefined : name,
      port: argument(block, 'port'),
      protocol: argument(block, 'protocol') ?? 'TCP',
      targetPort: isEmpty(target)
        ? undefined
        : typeof target === 'string' && /^\d+$/.test(target)
          ? Number(target)
          : target,
    });
  });
}
