import {isObject} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {within} from '../../src/diagnostics/origin.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read, ReadContext} from '../dialect.ts';
import {type Clusters, clusterFindings, type JsonResource, readJsonResources} from './json-resources.ts';
import {oddEntries, type PlanEntry, planEntries} from './plan-entries.ts';
import {planProviders} from './plan-providers.ts';
import {stateResources} from './state.ts';

export type Plan = Readonly<Record<string, unknown>>;

type PlanContext = Pick<ReadContext, 'side' | 'providers' | 'secrets' | 'allowsErrored'>;

/** A plan as `terraform show -json` prints it, and not a state (terraform.md section 1). */
export function isPlan(value: unknown): value is Plan {
  return isObject(value) && 'format_version' in value && ('planned_values' in value || 'resource_changes' in value);
}

/**
 * What exists before the apply, or what it leaves behind. Read from `resource_changes`, since `planned_values` and
 * `configuration` lose what is unknown or dynamic (section 6.2).
 */
export function readPlan(
  document: Document,
  plan: Plan,
  {side = 'after', providers, secrets, allowsErrored}: PlanContext,
): Read {
  const refusal = refusalOf(document, plan, allowsErrored);
  if (refusal) return {diagnostics: [refusal]};
  const provider = planProviders(plan.configuration);
  const clusters: Clusters = {of: ({address}) => provider(address), ...(providers && {wanted: providers})};
  const entries = planEntries(plan.resource_changes, ['resource_changes']);
  const rest = untouched(plan, entries);
  const {diagnostics = [], ...read} = readJsonResources(
    document,
    [...entries.flatMap((entry) => entry[side]), ...rest],
    clusters,
    secrets,
  );
  const findings = clusterFindings(document, [...entries, ...rest], clusters);
  const forgotten = side === 'after' ? entries.flatMap((entry) => forgottenOf(entry, document)) : [];
  return {...read, diagnostics: [...partialPlan(document, plan), ...forgotten, ...findings, ...diagnostics]};
}

/** Why a plan says nothing that could be trusted; undefined for most. */
export function refusalOf({origin}: Document, plan: Plan, allowsErrored = false): Diagnostic | undefined {
  const version = plan.format_version;
  if (typeof version !== 'string' || !version.startsWith('1.')) {
    const args = {version: String(version), what: 'a plan'};
    return diagnostic('terraform-plan-version', within(origin, 'format_version'), {arguments: args});
  }
  if (plan.errored === true && !allowsErrored) return diagnostic('terraform-plan-errored', within(origin, 'errored'));
  return undefined;
}

/** What the refreshed state holds and the plan does not speak of, as with -target or -refresh-only: it stays as it is. */
function untouched(plan: Plan, entries: readonly PlanEntry[]): readonly JsonResource[] {
  const spoken = new Set(entries.flatMap(({address, previousAddress}) => [address, previousAddress]));
  return stateResources(plan.prior_state, ['prior_state']).filter(({address}) => !spoken.has(address));
}

function partialPlan(document: Document, plan: Plan): Diagnostic[] {
  const at = (key: string, reason: string) =>
    diagnostic('terraform-plan-partial', within(document.origin, key), {arguments: {reason}});
  const deferred: readonly unknown[] = Array.isArray(plan.deferred_changes) ? plan.deferred_changes : [];
  const odd = oddEntries(plan.resource_changes);
  return [
    ...(odd > 0 ? [at('resource_changes', `${odd} of its changes cannot be understood`)] : []),
    ...(plan.errored === true ? [at('errored', 'it failed half way, so that resources are missing from it')] : []),
    ...(plan.complete === false ? [at('complete', 'it says that further plans are needed, as with -target')] : []),
    ...(deferred.length > 0 ? [at('deferred_changes', `${deferred.length} changes are deferred to a later plan`)] : []),
  ];
}

function forgottenOf({address, actions, path}: PlanEntry, document: Document): readonly Diagnostic[] {
  if (!actions.includes('forget')) return [];
  const origin = {...within(document.origin, ...path), resource: address};
  return [diagnostic('terraform-forgotten', origin, {arguments: {address}})];
}
