import type {Block} from './language/body.ts';
import type {ModuleContext} from './module-context.ts';
import {argumentOf} from './module-index.ts';

/**
 * The provider configuration that a resource uses, by its name in the root module (terraform.md section 4.3). Two of
 * them can mean two clusters. The unnamed ones of all Kubernetes providers count as one.
 */
export function providerOf(context: ModuleContext, block: Block): string {
  const own = nameIn(argumentOf(block, 'provider')?.written);
  const [type = 'kubernetes'] = (block.labels[0] ?? '').split('_');
  const name = context.provider(own ?? type);
  return name.includes('.') ? name : 'kubernetes';
}

/** The names that a called module's configurations have in the root: by its `providers` argument, else inherited. */
export function providersOf(context: ModuleContext, call: Block): ModuleContext['provider'] {
  const written = argumentOf(call, 'providers')?.written;
  const expression = written && context.workspace.parse(written);
  const given = new Map<string, string>();
  for (const {key, value} of expression?.is === 'object' ? expression.items : []) {
    const inner = key.is === 'literal' && key.value.kind === 'string' ? key.value.value : undefined;
    const outer = value.is === 'reference' ? dotted(value.root, value.steps) : undefined;
    if (inner !== undefined && outer !== undefined) given.set(inner, context.provider(outer));
  }
  return (name) => given.get(name) ?? context.provider(name);
}

function dotted(root: string, steps: readonly object[]): string {
  return [root, ...steps.map((step) => ('attribute' in step ? step.attribute : ''))].join('.');
}

function nameIn(written: {readonly syntax: string; readonly text?: string; readonly value?: unknown} | undefined) {
  const name = written?.syntax === 'hcl' ? written.text : written?.value;
  return typeof name === 'string' ? name.replace(/\s/g, '') : undefined;
}
