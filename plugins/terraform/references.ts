import {declaredValue} from './declared-value.ts';
import {evaluate, type Scope} from './expressions.ts';
import {callFunction} from './functions/call.ts';
import {follow} from './language/access.ts';
import {literalScope} from './language/constraint.ts';
import type {Step} from './language/syntax.ts';
import {parseTemplate, templateExpression} from './language/template.ts';
import {failed, isMapping, object, staticError, text, unknown, type Value} from './language/value.ts';
import {moduleOutput} from './module-calls.ts';
import type {ModuleContext} from './module-context.ts';
import {resourceValue} from './resource-values.ts';

/** The scope of a module: everything its expressions may refer to (terraform.md sections 4.2 to 4.8). */
export function scopeOf(context: ModuleContext): Scope {
  const {workspace} = context;
  const call: Scope['call'] = (name, inputs) =>
    callFunction(name, inputs, {
      readFile: workspace.root.readFile,
      listFiles: workspace.root.listFiles,
      providerSource: (provider) => requiredProvider(context, provider),
      template: (source, names) => templateValue(source, names, context, call),
    });
  return {
    resolve: (root, steps) => resolve(context, root, steps),
    call,
    spend: workspace.spend,
    deeper: workspace.deeper,
  };
}

function resolve(context: ModuleContext, root: string, steps: readonly Step[]): Value {
  const name = nameAt(steps, 0);
  switch (root) {
    case 'var':
      return follow(context.variable(name) ?? undeclared(context, `the variable ${name}`), steps.slice(1));
    case 'local':
      return follow(localValue(context, name), steps.slice(1));
    case 'module':
      return moduleOutput(context, name, steps.slice(1)) ?? undeclared(context, `the module ${name}`);
    case 'data': {
      const block = context.index.data.get(`${name}.${nameAt(steps, 1)}`);
      const value = block && resourceValue(context, block);
      return follow(value ?? undeclared(context, `data.${name}.${nameAt(steps, 1)}`), steps.slice(2));
    }
    case 'path':
      return follow(
        object([
          ['module', text(context.path)],
          ['root', text('.')],
          ['cwd', unknownDirectory],
        ]),
        steps,
      );
    case 'terraform':
      return follow(object([['workspace', text('default')]]), steps);
    case 'each':
    case 'count':
    case 'self':
      return staticError(`"${root}" has no meaning here`);
    default: {
      const block = context.index.resources.get(`${root}.${name}`);
      const value = block && resourceValue(context, block);
      return follow(value ?? undeclared(context, `the resource ${root}.${name}`), steps.slice(1));
    }
  }
}

const unknownDirectory = unknown('path.cwd is the directory that Terraform runs in');

function localValue(context: ModuleContext, name: string): Value {
  const attribute = context.index.locals.get(name);
  if (!attribute) return undeclared(context, `the local value ${name}`);
  return context.workspace.once(`${context.prefix}local.${name}`, () =>
    declaredValue(context, attribute, `local.${name}`),
  );
}

/** What is not declared may stand in a file that could not be read, or was not given. */
function undeclared(context: ModuleContext, what: string): Value {
  const [broken] = context.index.broken;
  if (broken !== undefined) return unknown(`${what} may be declared in ${broken}, which cannot be read`);
  if (context.module.alone) return unknown(`${what} is not declared in this file; give the whole directory`);
  return staticError(`${what} is not declared`);
}

/** A template file sees the names it is given, and nothing else. */
function templateValue(
  source: string,
  names: Readonly<Record<string, Value>>,
  {workspace}: ModuleContext,
  call: Scope['call'],
): Value {
  const parts = parseTemplate(source, 'heredoc', workspace.parseText);
  return evaluate(templateExpression(parts), {
    resolve: (root, steps) => {
      const value = Object.hasOwn(names, root) ? names[root] : undefined;
      return value ? follow(value, steps) : failed(`the template is not given ${root}`);
    },
    call: (name, inputs) =>
      /^(core::)?template(file|string)$/.test(name) ? failed('templates cannot nest') : call(name, inputs),
    spend: workspace.spend,
    deeper: workspace.deeper,
  });
}

/** `source` of an entry of `required_providers`; the official one of that name where it only gives a version. */
function requiredProvider({index, workspace}: ModuleContext, name: string): string | undefined {
  const attribute = index.providers.get(name);
  if (!attribute) return undefined;
  const value = evaluate(workspace.parse(attribute.written), literalScope);
  const source = isMapping(value) ? value.entries.get('source') : undefined;
  return source?.kind === 'string' ? source.value : `hashicorp/${name}`;
}

function nameAt(steps: readonly Step[], index: number): string {
  const step = steps[index];
  return step && 'attribute' in step ? step.attribute : '';
}
