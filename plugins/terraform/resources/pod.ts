import {UnknownValue} from '../../../src/base/unknown-value.ts';
import {stringType} from '../language/type.ts';
import {text} from '../language/value.ts';
import {argument, blockOf, blocksOf, isEmpty, isPlainObject, type Plain, type PlainObject, present} from '../plain.ts';
import {labelsOf} from './metadata.ts';
import {
  type BlockSchema,
  boolArgument,
  many,
  metadataSchema,
  numberArgument,
  optional,
  textArgument,
} from './schema.ts';

const containerSchema: BlockSchema = {
  arguments: {name: textArgument, image: textArgument, restart_policy: textArgument},
  blocks: {
    port: many({
      arguments: {
        container_port: numberArgument,
        host_ip: textArgument,
        host_port: numberArgument,
        name: textArgument,
        protocol: {type: stringType, otherwise: text('TCP')},
      },
      blocks: {},
    }),
  },
  open: true,
};

/** The parts of a pod's `spec` that matter to policies (terraform.md section 3.3). */
export const podSpecSchema: BlockSchema = {
  arguments: {
    host_network: boolArgument,
    node_name: textArgument,
    service_account_name: textArgument,
    hostname: textArgument,
    subdomain: textArgument,
  },
  blocks: {container: many(containerSchema), init_container: many(containerSchema)},
  open: true,
};

/** `template`: the labels of the pods, and their spec. */
export const podTemplateSchema: BlockSchema = {
  arguments: {},
  blocks: {metadata: optional(metadataSchema('namespaced')), spec: optional(podSpecSchema)},
};

/** The pod template in the only `template` block; its own namespace is ignored (section 3.3). */
export function podTemplateOf(values: PlainObject): Plain {
  const template = blockOf(values, 'template');
  if (template === undefined) return {};
  if (template instanceof UnknownValue) return template;
  const metadata = blockOf(template, 'metadata');
  const spec = blockOf(template, 'spec');
  return present({
    metadata: isPlainObject(metadata) ? present({labels: labelsOf(metadata, 'labels')}) : metadata,
    spec: isPlainObject(spec) ? podSpecOf(spec) : spec,
  });
}

export function podSpecOf(spec: PlainObject): PlainObject {
  const given = (name: string) => {
    const value = argument(spec, name);
    return isEmpty(value) ? undefined : value;
  };
  return present({
    hostNetwork: given('host_network'),
    nodeName: given('node_name'),
    serviceAccountName: given('service_account_name'),
    hostname: given('hostname'),
    subdomain: given('subdomain'),
    initContainers: containersOf(spec, 'init_container'),
    containers: containersOf(spec, 'container') ?? [],
  });
}

function containersOf(spec: PlainObject, type: string): Plain | undefined {
  const blocks = blocksOf(spec, type);
  if (blocks instanceof UnknownValue) return blocks;
  if (blocks.length === 0) return undefined;
  return blocks.map((block) => {
    if (!isPlainObject(block)) return block;
    const restart = argument(block, 'restart_policy');
    return present({
      name: argument(block, 'name') ?? '',
      restartPolicy: isEmpty(restart) ? undefined : restart,
      ports: portsOf(block),
    });
  });
}

function portsOf(container: PlainObject): Plain | undefined {
  const blocks = blocksOf(container, 'port');
  if (blocks instanceof UnknownValue) return blocks;
  if (blocks.length === 0) return undefined;
  return blocks.map((block) => {
    if (!isPlainObject(block)) return block;
    const name = argument(block, 'name');
    return present({
      name: isEmpty(name) ? undefined : name,
      containerPort: argument(block, 'container_port'),
      protocol: argument(block, 'protocol') ?? 'TCP',
    });
  });
}
