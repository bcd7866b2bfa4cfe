import {printPath} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {within} from '../../src/diagnostics/origin.ts';
import type {Document} from '../../src/sources/document.ts';
import {attributeDifferences} from './attribute-differences.ts';
import {resourceKindOf} from './json-resources.ts';
import {overlay} from './overlay.ts';
import {isPlainObject} from './plain.ts';
import type {Plan} from './plan.ts';
import {type PlanEntry, planEntries} from './plan-entries.ts';
import {differences} from './resource-sides.ts';

/**
 * What was changed beside Terraform since the last apply. The plan's before side has it already. Most entries only tell
 * that nothing became an empty map, and are noise (terraform.md section 6.7). `changing`: the addresses that the plan
 * changes.
 */
export function driftFindings(plan: Plan, document: Document, changing: ReadonlySet<string>): readonly Diagnostic[] {
  return planEntries(plan.resource_drift, ['resource_drift']).flatMap((entry) => {
    const attributes = drifted(entry);
    if (!attributes) return [];
    const {address, path} = entry;
    const undone = changing.has(address);
    const origin = {...within(document.origin, ...path), resource: address};
    const gone = entry.after.length === 0;
    return [diagnostic('plan-drift', origin, {arguments: {address, gone, attributes, undone}})];
  });
}

/** The attributes that differ; undefined where nothing does. */
function drifted({type, before: [was], after: [is]}: PlanEntry): readonly string[] | undefined {
  const kind = resourceKindOf(type);
  if (!kind || !was) return undefined;
  if (!is) return [];
  // Of an object that is written as a whole, only what the server made of it shows what others did.
  const live =
    'manifest' in kind.schema.arguments ? attributeDifferences(liveObject(was), liveObject(is), ['object']) : [];
  const found = [...differences(was, is, kind), ...live];
  return found.length === 0 ? undefined : found.map(printPath);
}

function liveObject({values, address}: {readonly values: unknown; readonly address: string}) {
  const laid = overlay(values, undefined, undefined, address);
  const live = isPlainObject(laid) ? laid.object : undefined;
  return isPlainObject(live) ? {...live, metadata: null} : undefined;
}
