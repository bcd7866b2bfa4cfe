import type {JsonObject} from '../../base/json.ts';
import {isAdminPolicy, partOf} from './input.ts';

/**
 * The priorities of all cluster-wide policies as different numbers from 1 on, those that were equal in the order of
 * their names or against it. The BaselineAdminNetworkPolicy has none and keeps its place.
 */
export function renumbered(documents: readonly JsonObject[], ties: 'by-name' | 'against-name'): readonly JsonObject[] {
  const sign = ties === 'by-name' ? 1 : -1;
  const ranked = documents
    .filter((each) => isAdminPolicy(each) && each['kind'] !== 'BaselineAdminNetworkPolicy')
    .sort((a, b) => priorityOf(a) - priorityOf(b) || (nameOf(a) < nameOf(b) ? -sign : sign));
  return documents.map((each) => {
    const at = ranked.indexOf(each);
    return at < 0 ? each : {...each, spec: {...partOf(each, 'spec'), priority: at + 1}};
  });
}

function priorityOf(policy: JsonObject): number {
  return Number(partOf(policy, 'spec')['priority']);
}

/** By name, then kind, as the rank has it. */
function nameOf(policy: JsonObject): string {
  return `${String(partOf(policy, 'metadata')['name'])} ${String(policy['kind'])}`;
}
