import {isObject, type Path} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Document} from '../../src/sources/document.ts';
import {type Carried, carriedDocuments} from './carried.ts';
import type {Places} from './expand.ts';
import {type Instance, type Instances, printKey} from './instances.ts';
import type {Block} from './language/body.ts';
import {firstMark, unknown} from './language/value.ts';
import {checkLifecycle} from './lifecycle.ts';
import {blockAt, placeOf} from './locate.ts';
import {evaluateDeclarations, moduleCall} from './module-calls.ts';
import type {ModuleContext} from './module-context.ts';
import {toPlainObject} from './plain.ts';
import {providerOf} from './providers.ts';
import {addressOf, expandInstance, instancesOf} from './resource-values.ts';
import {mistypedAs} from './resources/provider-types.ts';
import type {ResourceContext, ResourceKind} from './resources/resource.ts';
import {resourceKinds} from './resources/table.ts';
import {unseenReason} from './resources/unseen.ts';

/** The Kubernetes objects of a module and of all modules that it calls, in source order. */
export function moduleDocuments(context: ModuleContext): readonly Carried[] {
  const own = [...context.index.resources.values()].flatMap((block) => resourceDocuments(context, block));
  const called = [...context.index.modules.values()].flatMap((block) => {
    const call = moduleCall(context, block);
    if ('opaque' in call) return [];
    reportUnknown(context, block, `${context.prefix}module.${block.labels[0] ?? ''}`, call.instances);
    return call.contexts.flatMap(moduleDocuments);
  });
  evaluateDeclarations(context);
  return [...own, ...called];
}

function resourceDocuments(context: ModuleContext, block: Block): readonly Carried[] {
  const type = block.labels[0] ?? '';
  const kind = Object.hasOwn(resourceKinds, type) ? resourceKinds[type] : undefined;
  checkLifecycle(context, block, kind !== undefined);
  if (!kind) return reportUnseen(context, block);
  const instances = instancesOf(context, block);
  if (!('instances' in instances) || instances.instances.length > 0) {
    context.workspace.providers.add(providerOf(context, block));
  }
  reportUnknown(context, block, addressOf(context, block), instances);
  if (instances.kind === 'failed') return [];
  if (instances.kind !== 'unknown') {
    return instances.instances.flatMap((each) => instanceDocuments(context, block, kind, each, context.doubt));
  }
  const names = {each: unknown(instances.reason), count: unknown(instances.reason)};
  return instanceDocuments(context, block, kind, {key: null, names}, context.doubt ?? instances.reason);
}

/** A type that may hold policies nobody can see is reported once, whatever its instances. */
function reportUnseen(context: ModuleContext, block: Block): readonly Carried[] {
  const type = block.labels[0] ?? '';
  const near = mistypedAs(type);
  if (near) {
    const args = {type, near};
    context.workspace.report('terraform-type-unknown', block.place, {
      arguments: args,
      resource: addressOf(context, block),
    });
  }
  if (unseenReason(type, {}) === undefined) return [];
  const instances = instancesOf(context, block);
  const first = 'instances' in instances ? instances.instances[0] : undefined;
  const expanded = first && expandInstance(context, block, first);
  const reason = unseenReason(type, expanded ? toPlainObject(expanded.value, addressOf(context, block)) : {});
  const address = addressOf(context, block);
  if (reason !== undefined && !('instances' in instances && !first)) {
    context.workspace.report('terraform-resource-unseen', block.place, {
      arguments: {address, reason},
      resource: address,
    });
  }
  return [];
}

/** How many there are is not known: said once, and every instance that may exist is in doubt. */
function reportUnknown(context: ModuleContext, block: Block, address: string, instances: Instances): void {
  if (instances.kind !== 'unknown' && instances.kind !== 'failed') return;
  const reason = instances.kind === 'unknown' ? instances.reason : instances.message;
  context.workspace.report('terraform-instances-unknown', block.place, {arguments: {reason}, resource: address});
}

function instanceDocuments(
  context: ModuleContext,
  block: Block,
  kind: ResourceKind,
  instance: Instance,
  doubt?: string,
): readonly Carried[] {
  const address = addressOf(context, block) + printKey(instance.key);
  const expanded = expandInstance(context, block, instance);
  if (!expanded || context.refused.has(address)) return [];
  const {places} = expanded;
  const place = {
    file: places.place.file,
    document: 1,
    locate: (path: Path) => {
      const found = placeOf(places, path);
      return {file: found.file, ...context.workspace.position(found)};
    },
  };
  const {workspace} = context;
  if (firstMark(expanded.value) !== undefined) workspace.secretive.add(address);
  const values = toPlainObject(expanded.value, address, {secrets: workspace.secrets});
  const carried = carriedDocuments(
    kind,
    values,
    resourceContext(context, address, places),
    place,
    providerOf(context, block),
    doubt,
  );
  const open = carried.map(({document}) => openPart(document)).find((reason) => reason !== undefined);
  if (open !== undefined) {
    context.workspace.report('terraform-value-unknown', places.place, {arguments: {reason: open}, resource: address});
  }
  return carried;
}

/** Why something of a policy is known only after apply: worth a word, since a plan may know it. */
function openPart({content}: Document): string | undefined {
  const value = content.syntax === 'value' ? content.value : undefined;
  if (!isObject(value) || !/Policy$/.test(String(value.kind))) return undefined;
  const {spec, metadata} = value;
  const namespace = isObject(metadata) ? metadata.namespace : undefined;
  return unknownReasons([namespace, spec]).find((reason) => reason.endsWith('known only after apply'));
}

function unknownReasons(value: unknown): readonly string[] {
  if (value instanceof UnknownValue) return [value.reason];
  if (Array.isArray(value)) return value.flatMap(unknownReasons);
  return isObject(value) ? Object.values(value).flatMap(unknownReasons) : [];
}

function resourceContext(context: ModuleContext, address: string, places: Places): ResourceContext {
  return {
    address,
    report: (code, path, args) => {
      context.workspace.report(code, placeOf(places, path), {arguments: args, resource: address, path});
    },
    emptied: (path) => blockAt(places, path.slice(0, -1))?.emptied.has(String(path.at(-1))) ?? false,
    absent: (path) => blockAt(places, path.slice(0, -1))?.arguments.has(String(path.at(-1))) === false,
  };
}
