import {sortedUnique} from '../../src/base/order.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import type {Origin} from '../../src/diagnostics/origin.ts';
import type {Block} from './language/body.ts';
import type {ModuleContext} from './module-context.ts';
import {argumentOf} from './module-index.ts';

/**
 * The provider configuration that a resource uses, by its name in the root module (terraform.md section 4.3). Two of
 * them can mean two clusters.
 */
export function providerOf(context: ModuleContext, block: Block): string {
  const own = nameIn(argumentOf(block, 'provider')?.written);
  const [type = 'kubernetes'] = (block.labels[0] ?? '').split('_');
  return clusterOf(context.provider(own ?? type));
}

/** A configuration by its name: the unnamed ones of all Kubernetes providers count as one. */
export function clusterOf(name: string): string {
  return name.includes('.') ? name : 'kubernetes';
}

/** That resources may live in several clusters, or that one asked for is not there. `wanted`: those that count. */
export function providerFindings(
  found: Iterable<string>,
  wanted: readonly string[] | undefined,
  origin: Origin,
): readonly Diagnostic[] {
  const providers = sortedUnique(found);
  const strange = (wanted ?? []).filter((name) => !providers.includes(name));
  const unknown = strange.map((name) =>
    diagnostic('terraform-provider-unknown', origin, {arguments: {name, known: providers}}),
  );
  if (providers.length < 2 || wanted) return unknown;
  return [diagnostic('terraform-providers', origin, {arguments: {providers}})];
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
