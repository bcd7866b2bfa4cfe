import {printPath} from '../../src/base/json.ts';
import {declaredInstances} from './declared-instances.ts';
import {type Expanded, type Expansion, expandBlock} from './expand.ts';
import {withNames} from './expressions.ts';
import {type Instance, type Instances, printKey, singleInstance} from './instances.ts';
import {attributeOf, follow} from './language/access.ts';
import type {Block} from './language/body.ts';
import {joinParts} from './language/template-text.ts';
import {failed, isMapping, nothing, object, text, tuple, unknown, type Value} from './language/value.ts';
import type {ModuleContext} from './module-context.ts';
import type {BlockSchema} from './resources/schema.ts';
import {resourceKinds} from './resources/table.ts';

const metaArguments = new Set(['count', 'for_each', 'provider', 'depends_on']);
const metaBlocks = new Set(['lifecycle', 'provisioner', 'connection']);
const unknownSchema: BlockSchema = {arguments: {}, blocks: {}, open: true};

/** What a reference to a resource gives: its values, or those of all instances (terraform.md section 4.8). */
export function resourceValue(context: ModuleContext, block: Block): Value {
  const instances = instancesOf(context, block);
  if (instances.kind === 'unknown') return unknown(instances.reason);
  if (instances.kind === 'failed') return failed(instances.message);
  const values = instances.instances.map((instance) => [instance, instanceValue(context, block, instance)] as const);
  if (instances.kind === 'count') return tuple(values.map(([, value]) => value));
  if (instances.kind === 'each') return object(values.map(([{key}, value]) => [String(key), value]));
  return values[0]?.[1] ?? nothing;
}

/** The instances of a resource or data block, by `count` or `for_each`. */
export function instancesOf(context: ModuleContext, block: Block): Instances {
  const address = addressOf(context, block);
  const {workspace} = context;
  const circle = workspace.once(`${address} (its instances)`, () => {
    context.instances.set(address, declaredInstances(context, block, address));
    return nothing;
  });
  if (circle.kind === 'failed') return {kind: 'failed', message: circle.message};
  return context.instances.get(address) ?? singleInstance;
}

/** The values and places of one instance; undefined when it needs itself. */
export function expandInstance(context: ModuleContext, block: Block, instance: Instance): Expanded | undefined {
  instanceValue(context, block, instance);
  return context.expanded.get(addressOf(context, block) + printKey(instance.key));
}

function instanceValue(context: ModuleContext, block: Block, instance: Instance): Value {
  const address = addressOf(context, block) + printKey(instance.key);
  return context.workspace.once(address, () => {
    const type = block.labels[0] ?? '';
    const known = block.type === 'resource' && Object.hasOwn(resourceKinds, type) ? resourceKinds[type] : undefined;
    const scope = withNames(context.workspace.scopeOf(context), instance.names);
    const body = {
      attributes: block.body.attributes.filter(({name}) => !metaArguments.has(name)),
      blocks: block.body.blocks.filter((each) => !metaBlocks.has(each.type)),
    };
    const expansion = expansionOf(context, address);
    const found = expandBlock({body, place: block.place}, known?.schema ?? unknownSchema, scope, [], expansion);
    const value = known ? withId(found.value) : found.value;
    context.expanded.set(address, {...found, value});
    return value;
  });
}

function expansionOf(context: ModuleContext, address: string): Expansion {
  const {workspace} = context;
  return {
    parse: workspace.parse,
    computed: (path) => (path.length === 0 ? address : `${address}.${printPath(path)}`),
    problem: (kind, place, path, reason) => {
      if (kind === 'block') context.refused.add(address);
      const what = `${address}.${printPath(path)}`;
      const code = kind === 'block' ? 'terraform-block-invalid' : 'terraform-evaluation';
      const args = kind === 'block' ? {reason: `${printPath(path)}: ${reason}`} : {what, reason};
      workspace.report(code, place, {arguments: args, resource: address, path});
    },
  };
}

/** `id` is `namespace/name`, or the name alone. */
function withId(value: Expanded['value']): Expanded['value'] {
  const metadata = follow(value, [{attribute: 'metadata'}, {index: '0'}]);
  if (!isMapping(metadata) || value.entries.has('id')) return value;
  const name = attributeOf(metadata, 'name');
  const id = metadata.entries.has('namespace')
    ? joinParts([attributeOf(metadata, 'namespace'), text('/'), name])
    : name;
  return {...value, entries: new Map([...value.entries, ['id', id]])};
}

/** `module.a.kubernetes_namespace.x`, without an instance key. */
export function addressOf(context: ModuleContext, block: Block): string {
  const [type = '', name = ''] = block.labels;
  return `${context.prefix}${block.type === 'data' ? 'data.' : ''}${type}.${name}`;
}
