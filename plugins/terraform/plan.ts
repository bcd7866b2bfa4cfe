import {isObject} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {within} from '../../src/diagnostics/origin.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read} from '../dialect.ts';
import {type JsonResource, readJsonResources} from './json-resources.ts';
import {stateResources} from './state.ts';

/** A plan as `terraform show -json` prints it, and not a state (terraform.md section 1). */
export function isPlan(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && 'format_version' in value && ('planned_values' in value || 'resource_changes' in value);
}

/**
 * What a plan leaves behind: its after side. Read from `resource_changes` alone, since `planned_values` and
 * `configuration` lose what is unknown or dynamic (section 6.2).
 */
export function readPlan(document: Document, plan: Readonly<Record<string, unknown>>): Read {
  const {origin} = document;
  const version = plan.format_version;
  if (typeof version !== 'string' || !version.startsWith('1.')) {
    const args = {version: String(version), what: 'a plan'};
    return {diagnostics: [diagnostic('terraform-plan-version', within(origin, 'format_version'), {arguments: args})]};
  }
  if (plan.errored === true) return {diagnostics: [diagnostic('terraform-plan-errored', within(origin, 'errored'))]};
  const diagnostics: Diagnostic[] = partialPlan(document, plan);
  const {resource_changes: changes, prior_state: prior} = plan;
  const resources = Array.isArray(changes)
    ? changes.flatMap((change, index) => afterSide(change, index, document, diagnostics))
    : stateResources(prior, ['prior_state']);
  const read = readJsonResources(document, resources);
  return {...read, diagnostics: [...diagnostics, ...(read.diagnostics ?? [])]};
}

function partialPlan(document: Document, plan: Readonly<Record<string, unknown>>): Diagnostic[] {
  const at = (key: string, reason: string) =>
    diagnostic('terraform-plan-partial', within(document.origin, key), {arguments: {reason}});
  const deferred: readonly unknown[] = Array.isArray(plan.deferred_changes) ? plan.deferred_changes : [];
  return [
    ...(plan.complete === false ? [at('complete', 'it says that further plans are needed, as with -target')] : []),
    ...(deferred.length > 0 ? [at('deferred_changes', `${deferred.length} changes are deferred to a later plan`)] : []),
  ];
}

/** What of one entry exists after the apply (section 6.3). A forgotten object stays in the cluster. */
function afterSide(
  entry: unknown,
  index: number,
  document: Document,
  diagnostics: Diagnostic[],
): readonly JsonResource[] {
  if (!isObject(entry) || entry.mode !== 'managed' || !isObject(entry.change)) return [];
  const {address, type, change} = entry;
  if (typeof address !== 'string' || typeof type !== 'string') return [];
  const actions: readonly unknown[] = Array.isArray(change.actions) ? change.actions : [];
  const path = ['resource_changes', index, 'change'];
  const resources: JsonResource[] = [];
  if (change.after !== null && change.after !== undefined) {
    const {after: values, after_unknown: unknowns, after_sensitive: sensitives} = change;
    resources.push({address, type, values, unknowns, sensitives, path: [...path, 'after']});
  }
  if (actions.includes('forget')) {
    const origin = {...within(document.origin, ...path), resource: address};
    diagnostics.push(diagnostic('terraform-forgotten', origin, {arguments: {address}}));
    const {before: values, before_sensitive: sensitives} = change;
    resources.push({address, type, values, sensitives, path: [...path, 'before']});
  }
  return resources;
}
