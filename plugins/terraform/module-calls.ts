import {posix} from 'node:path';
import type {TerraformModule} from '../../src/sources/document.ts';
import {declaredInstances} from './declared-instances.ts';
import {declaredValue} from './declared-value.ts';
import {evaluate, type Scope, withNames} from './expressions.ts';
import {installedDirectory} from './installed-modules.ts';
import {type Instance, type Instances, printKey} from './instances.ts';
import {follow} from './language/access.ts';
import type {Block} from './language/body.ts';
import type {Step} from './language/syntax.ts';
import {failed, nothing, object, staticError, tuple, unknown, type Value} from './language/value.ts';
import type {ModuleCall, ModuleContext} from './module-context.ts';
import {argumentOf} from './module-index.ts';
import {providersOf} from './providers.ts';
import {moduleVariable} from './variables.ts';

const metaArguments = new Set(['source', 'version', 'providers', 'count', 'for_each', 'depends_on']);

/** Modules in modules deeper than this are not followed. */
const DEEPEST = 20;

/** What an instance of a module costs in memory, in steps. */
const MODULE_STEPS = 2000;

/** A reference into a module: `module.m.o`, `module.m[0].o`; undefined when no such module is called. */
export function moduleOutput(context: ModuleContext, name: string, steps: readonly Step[]): Value | undefined {
  const block = context.index.modules.get(name);
  if (!block) return undefined;
  const call = moduleCall(context, block);
  if ('opaque' in call) return unknown(`module.${name} is not read: ${call.opaque}`);
  const {instances, contexts} = call;
  if (instances.kind === 'unknown') return unknown(instances.reason);
  if (instances.kind === 'failed') return failed(instances.message);
  const [step, ...rest] = steps;
  if (instances.kind === 'single') return contexts[0] && outputAt(contexts[0], steps);
  const chosen = step && contexts[instances.instances.findIndex(({key}) => String(key) === keyOf(step))];
  if (chosen) return outputAt(chosen, rest);
  const all = contexts.map(allOutputs);
  const whole =
    instances.kind === 'count' ? tuple(all) : object(all.map((each, i) => [String(instances.instances[i]?.key), each]));
  return follow(whole, steps);
}

function keyOf(step: Step): string {
  return 'index' in step ? String(step.index) : step.attribute;
}

/** Evaluates what nothing asked for, so that its errors are reported too. */
export function evaluateDeclarations(context: ModuleContext): void {
  const {index, workspace} = context;
  const scope = workspace.scopeOf(context);
  for (const name of index.variables.keys()) {
    if (argumentOf(index.variables.get(name) ?? emptyBlock, 'default')) context.variable(name);
  }
  for (const name of index.locals.keys()) scope.resolve('local', [{attribute: name}]);
  allOutputs(context);
}

/** One output alone, so that outputs which do not need each other never make a circle. */
function outputAt(context: ModuleContext, steps: readonly Step[]): Value {
  const [step, ...rest] = steps;
  if (!step) return allOutputs(context);
  const name = keyOf(step);
  if (!context.index.outputs.has(name))
    return staticError(`${context.prefix.replace(/\.$/, '')} has no output ${name}`);
  return follow(outputValue(context, name), rest);
}

function allOutputs(context: ModuleContext): Value {
  return object([...context.index.outputs.keys()].map((name) => [name, outputValue(context, name)]));
}

function outputValue(context: ModuleContext, name: string): Value {
  const attribute = argumentOf(context.index.outputs.get(name) ?? emptyBlock, 'value');
  if (!attribute) return nothing;
  const address = `${context.prefix}output.${name}`;
  return context.workspace.once(address, () => declaredValue(context, attribute, `output.${name}`));
}

const emptyBlock: Block = {type: '', labels: [], place: {file: '', offset: 0}, body: {attributes: [], blocks: []}};

/** The instances of a module block (terraform.md section 4.7). */
export function moduleCall(context: ModuleContext, block: Block): ModuleCall {
  const address = `${context.prefix}module.${block.labels[0] ?? ''}`;
  const known = context.calls.get(address);
  if (known) return known;
  const circle = context.workspace.once(`${address} (its instances)`, () => {
    context.calls.set(address, openCall(context, block, address));
    return nothing;
  });
  const failure = circle.kind === 'failed' ? circle.message : 'it cannot be opened';
  return context.calls.get(address) ?? {instances: {kind: 'failed', message: failure}, contexts: []};
}

function openCall(context: ModuleContext, block: Block, address: string): ModuleCall {
  const {workspace} = context;
  if (!argumentOf(block, 'source')) {
    const reason = 'source: this argument is required';
    workspace.report('terraform-block-invalid', block.place, {arguments: {reason}, resource: address});
  }
  const found = openSource(context, block, address);
  if ('opaque' in found) {
    const args = {source: found.source, reason: found.opaque};
    workspace.report('terraform-module-opaque', block.place, {arguments: args, resource: address});
    return {...found, place: block.place};
  }
  const instances = affordable(declaredInstances(context, block, address), workspace);
  const index = workspace.indexOf(found.module);
  for (const input of block.body.attributes) {
    if (metaArguments.has(input.name) || index.variables.has(input.name) || index.broken.length > 0) continue;
    const reason = `the module has no variable ${input.name}`;
    workspace.report('terraform-block-invalid', input.place, {arguments: {reason}, resource: address});
  }
  const {doubt} = context;
  if (instances.kind === 'unknown') {
    const open = unknown(instances.reason);
    const entered = enter(context, block, {key: null, names: {each: open, count: open}}, address, found);
    return {instances, contexts: [{...entered, doubt: doubt ?? instances.reason}]};
  }
  const entered = instances.kind === 'failed' ? [] : instances.instances;
  const contexts = entered.map((instance) => enter(context, block, instance, address, found));
  return {instances, contexts: doubt === undefined ? contexts : contexts.map((each) => ({...each, doubt}))};
}

/** Modules inside modules multiply: those beyond all sense are not opened. */
function affordable(instances: Instances, {spend}: ModuleContext['workspace']): Instances {
  const count = 'instances' in instances ? instances.instances.length : 1;
  return spend(count * MODULE_STEPS) ? instances : {kind: 'failed', message: 'there are too many modules'};
}

interface Source {
  readonly module: TerraformModule;
  readonly path: string;
}

/** Local sources are relative to the calling module; others are looked up among the installed ones. */
function openSource(
  context: ModuleContext,
  block: Block,
  address: string,
): Source | {readonly opaque: string; readonly source: string} {
  const attribute = argumentOf(block, 'source');
  const value = attribute
    ? evaluate(context.workspace.parse(attribute.written), context.workspace.scopeOf(context))
    : nothing;
  if (value.kind !== 'string') return {opaque: 'its source is not a plain text', source: ''};
  const source = value.value;
  if (context.ancestors.length > DEEPEST) return {opaque: 'modules are nested too deeply', source};
  const local = /^\.\.?(\/|$)/.test(source);
  const {root} = context.workspace;
  const installed = local ? undefined : installedDirectory(root, address);
  if (!local && installed === undefined) return {opaque: 'it is not local, and not installed', source};
  const module = local ? context.module.open(source) : root.open(installed ?? '');
  if (!module) return {opaque: 'its directory cannot be opened', source};
  if (context.ancestors.includes(module.directory)) return {opaque: 'it contains itself', source};
  return {module, path: local ? posix.join(context.path, source) : posix.normalize(installed ?? '')};
}

function enter(
  context: ModuleContext,
  block: Block,
  instance: Instance,
  address: string,
  {module, path}: Source,
): ModuleContext {
  const {workspace} = context;
  const index = workspace.indexOf(module);
  const prefix = `${address}${printKey(instance.key)}.`;
  const scope: Scope = withNames(workspace.scopeOf(context), instance.names);
  const input = (name: string) => {
    const attribute = metaArguments.has(name) ? undefined : argumentOf(block, name);
    if (!attribute) return undefined;
    const value = evaluate(workspace.parse(attribute.written), scope);
    if (value.kind !== 'failed') return {value, place: attribute.place};
    const args = {what: `${prefix}var.${name}`, reason: value.message};
    workspace.report('terraform-evaluation', attribute.place, {arguments: args, resource: address});
    return {value: unknown(`${prefix}var.${name} cannot be evaluated`), place: attribute.place};
  };
  return {
    workspace,
    module,
    index,
    prefix,
    path,
    variable: (name) => {
      const declared = index.variables.get(name);
      return (
        declared && workspace.once(`${prefix}var.${name}`, () => moduleVariable(name, declared, input(name), workspace))
      );
    },
    provider: providersOf(context, block),
    ancestors: [...context.ancestors, module.directory],
    instances: new Map(),
    expanded: new Map(),
    refused: new Set(),
    calls: new Map(),
  };
}
