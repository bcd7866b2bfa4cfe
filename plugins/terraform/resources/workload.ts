import type {Path} from '../../../src/base/json.ts';
import {UnknownValue} from '../../../src/base/unknown-value.ts';
import {argument, blockOf, isPlainObject, type Plain, type PlainObject, present} from '../plain.ts';
import {metadataOf} from './metadata.ts';
import {podSpecOf, podSpecSchema, podTemplateOf, podTemplateSchema} from './pod.ts';
import {inBlocks, type ResourceKind} from './resource.ts';
import {type BlockSchema, metadataSchema, one, optional, selectorSchema, textArgument} from './schema.ts';
import {selectorOf} from './selector.ts';

/** What Kubernetes calls in the plural, Terraform writes as a block in the singular. */
const renames = {containers: 'container', initContainers: 'init_container', ports: 'port'};

/** `kubernetes_pod(_v1)` (terraform.md section 3.3). */
export const pod: ResourceKind = workload('v1', 'Pod', podSpecSchema, (spec) => podSpecOf(spec));

/** Deployments, stateful sets, daemon sets, replication controllers and jobs: a pod template in the spec. */
export function templated(apiVersion: string, kind: string): ResourceKind {
  const schema: BlockSchema = {
    arguments: {replicas: textArgument, service_name: textArgument},
    blocks: {
      template: one(podTemplateSchema),
      ...(kind !== 'ReplicationController' && {selector: optional(selectorSchema)}),
    },
    open: true,
  };
  return workload(apiVersion, kind, schema, (spec, path, context) =>
    present({
      replicas: replicasOf(spec),
      selector: kind === 'ReplicationController' ? undefined : selectorOf(spec, 'selector', path, context),
      template: podTemplateOf(spec),
    }),
  );
}

/** `kubernetes_cron_job(_v1)`: the template is one level deeper. */
export const cronJob: ResourceKind = workload(
  'batch/v1',
  'CronJob',
  {
    arguments: {schedule: textArgument},
    blocks: {
      job_template: one({
        arguments: {},
        blocks: {
          metadata: optional(metadataSchema('namespaced')),
          spec: one({arguments: {}, blocks: {template: one(podTemplateSchema)}, open: true}),
        },
      }),
    },
    open: true,
  },
  (spec) => {
    const job = blockOf(spec, 'job_template');
    const jobSpec = isPlainObject(job) ? blockOf(job, 'spec') : job;
    const template = isPlainObject(jobSpec) ? podTemplateOf(jobSpec) : (jobSpec ?? {});
    return {jobTemplate: {spec: {template}}};
  },
);

function workload(
  apiVersion: string,
  kind: string,
  spec: BlockSchema,
  specOf: (spec: PlainObject, path: Path, context: Parameters<ResourceKind['objects']>[1]) => PlainObject,
): ResourceKind {
  const schema: BlockSchema = {
    arguments: {},
    blocks: {metadata: one(metadataSchema('namespaced')), spec: one(spec)},
    open: true,
  };
  return {
    schema,
    objects: (values, context) => {
      const block = blockOf(values, 'spec');
      const value = {
        apiVersion,
        kind,
        metadata: metadataOf(values, context),
        spec: block instanceof UnknownValue ? block : specOf(block ?? {}, ['spec', 0], context),
      };
      return [{value, inResource: (path) => inBlocks(schema, path, renames)}];
    },
  };
}

/** A text in the provider's schema; absent is not zero, since an autoscaler may own it (section 3.3). */
function replicasOf(spec: PlainObject): Plain | undefined {
  const replicas = argument(spec, 'replicas');
  if (replicas === null || replicas === '') return undefined;
  return typeof replicas === 'string' && /^\d{1,9}$/.test(replicas) ? Number(replicas) : replicas;
}
