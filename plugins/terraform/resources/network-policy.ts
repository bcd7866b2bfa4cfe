import type {Path} from '../../../src/base/json.ts';
import {UnknownValue} from '../../../src/base/unknown-value.ts';
import {listOf, numberType, stringType} from '../language/type.ts';
import {text} from '../language/value.ts';
import {argument, blockOf, blocksOf, isEmpty, isPlainObject, type Plain, type PlainObject, present} from '../plain.ts';
import {metadataOf} from './metadata.ts';
import {inBlocks, type ResourceContext, type ResourceKind} from './resource.ts';
import {
  type BlockSchema,
  many,
  metadataSchema,
  one,
  optional,
  selectorSchema,
  textArgument,
  textsArgument,
} from './schema.ts';
import {selectorOf} from './selector.ts';

const peerSchema: BlockSchema = {
  arguments: {},
  blocks: {
    ip_block: optional({arguments: {cidr: textArgument, except: textsArgument}, blocks: {}}),
    namespace_selector: optional(selectorSchema),
    pod_selector: optional(selectorSchema),
  },
};

const portsSchema: BlockSchema = {
  arguments: {
    port: textArgument,
    end_port: {type: numberType},
    protocol: {type: stringType, otherwise: text('TCP')},
  },
  blocks: {},
};

/** terraform.md section 2.1; both type names have this schema. */
const schema: BlockSchema = {
  arguments: {},
  blocks: {
    metadata: one(metadataSchema('namespaced')),
    spec: one({
      arguments: {policy_types: {type: listOf(stringType), required: true, items: [1, 2]}},
      blocks: {
        pod_selector: one(selectorSchema),
        ingress: many({arguments: {}, blocks: {from: many(peerSchema), ports: many(portsSchema)}}),
        egress: many({arguments: {}, blocks: {to: many(peerSchema), ports: many(portsSchema)}}),
      },
    }),
  },
};

/** `kubernetes_network_policy` and `kubernetes_network_policy_v1`, as the provider sends them (section 2.2). */
export const networkPolicy: ResourceKind = {
  schema,
  objects: (values, context) => {
    const spec = blockOf(values, 'spec') ?? {};
    const value = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: withOpenName(metadataOf(values, context)),
      spec: spec instanceof UnknownValue ? spec : specOf(spec, context),
    };
    return [{value, inResource: (path) => inBlocks(schema, path)}];
  },
};

/** A name in parentheses stands for one that is not known; as a policy's name it would be refused. */
function withOpenName(metadata: PlainObject): PlainObject {
  const {name} = metadata;
  const open = typeof name === 'string' && /^\(.*\)$/.test(name);
  return open ? {...metadata, name: new UnknownValue(name.slice(1, -1))} : metadata;
}

function specOf(spec: PlainObject, context: ResourceContext): PlainObject {
  const path = ['spec', 0];
  return present({
    podSelector: selectorOf(spec, 'pod_selector', path, context) ?? {},
    policyTypes: argument(spec, 'policy_types'),
    ingress: rulesOf(spec, 'ingress', 'from', path, context),
    egress: rulesOf(spec, 'egress', 'to', path, context),
  });
}

/** An empty block is an empty rule: all traffic. No block is no rule. */
function rulesOf(
  spec: PlainObject,
  type: 'ingress' | 'egress',
  peers: 'from' | 'to',
  path: Path,
  context: ResourceContext,
): Plain | undefined {
  const blocks = blocksOf(spec, type);
  if (blocks instanceof UnknownValue) return blocks;
  if (blocks.length === 0) return undefined;
  return blocks.map((block, index) => {
    if (block instanceof UnknownValue) return block;
    const rule = isPlainObject(block) ? block : {};
    const at = [...path, type, index];
    return present({
      [peers]: listIn(rule, peers, at, context, (peer, place) => peerOf(peer, place, context)),
      ports: listIn(rule, 'ports', at, context, (port, place) => portOf(port, place, context)),
    });
  });
}

/** The blocks of one type as a list; no block is no list, which opens the rule to everything. */
function listIn(
  rule: PlainObject,
  type: string,
  path: Path,
  context: ResourceContext,
  convert: (block: PlainObject, path: Path) => Plain,
): Plain | undefined {
  const blocks = blocksOf(rule, type);
  if (blocks instanceof UnknownValue) return blocks;
  if (blocks.length === 0) {
    if (context.emptied([...path, type])) context.report('terraform-rule-opened', [...path, type], {block: type});
    return undefined;
  }
  return blocks.map((block, index) => {
    if (block instanceof UnknownValue) return block;
    return convert(isPlainObject(block) ? block : {}, [...path, type, index]);
  });
}

function peerOf(peer: PlainObject, path: Path, context: ResourceContext): PlainObject {
  return present({
    ipBlock: ipBlockOf(peer),
    namespaceSelector: selectorOf(peer, 'namespace_selector', path, context),
    podSelector: selectorOf(peer, 'pod_selector', path, context),
  });
}

/** A missing `cidr` is sent as an empty text, and refused. */
function ipBlockOf(peer: PlainObject): Plain | undefined {
  const block = blockOf(peer, 'ip_block');
  if (block === undefined || block instanceof UnknownValue) return block;
  const except = argument(block, 'except');
  return present({cidr: argument(block, 'cidr') ?? '', except: isEmpty(except) ? undefined : except});
}

function portOf(ports: PlainObject, path: Path, context: ResourceContext): PlainObject {
  const protocol = argument(ports, 'protocol');
  const endPort = argument(ports, 'end_port');
  if (protocol === '') context.report('terraform-never-settles', [...path, 'protocol'], {value: '', read: 'TCP'});
  return present({
    protocol: protocol === '' ? undefined : (protocol ?? 'TCP'),
    port: portNumber(argument(ports, 'port'), [...path, 'port'], context),
    endPort: endPort === null || endPort === 0 ? undefined : endPort,
  });
}

/** The provider reads a port as Go's `intstr` does: digits with an optional sign are a number, else it is a name. */
function portNumber(port: Plain, path: Path, context: ResourceContext): Plain | undefined {
  if (isEmpty(port)) return undefined;
  if (typeof port !== 'string' || !/^[+-]?\d+$/.test(port)) return port;
  const value = Number(port);
  if (value > 2 ** 31 - 1 || value < -(2 ** 31)) return port;
  if (String(value) !== port) context.report('terraform-never-settles', path, {value: port, read: String(value)});
  return value;
}
