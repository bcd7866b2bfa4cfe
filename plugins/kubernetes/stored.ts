import {isObject, type Json, type JsonObject} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {policyTypes} from './policy-types.ts';
import type {NetworkPolicySpec} from './schema.ts';

/**
 * A decoded NetworkPolicy as the server stores it: types and protocols set (kubernetes.md A4), empty lists and maps left
 * out (A3.6), null items as the empty object. What is not known is left out too.
 */
export function storedSpec(spec: NetworkPolicySpec): JsonObject {
  const {ingress, egress} = policyTypes(spec);
  const {podSelector, policyTypes: types, ...rules} = spec;
  const listed = isFilled(types) ? types : [...(ingress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])];
  return {podSelector: stored(podSelector) ?? {}, ...storedFields(rules), policyTypes: stored(listed) ?? []};
}

function stored(value: unknown): Json | undefined {
  if (value instanceof UnknownValue) return undefined;
  if (Array.isArray(value)) return value.map((each) => stored(each) ?? {});
  if (isObject(value)) return storedFields(value);
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

function storedFields(value: Readonly<Record<string, unknown>>): JsonObject {
  const fields: Record<string, Json> = {};
  for (const [key, each] of Object.entries(value)) {
    const kept = key === 'ports' && isFilled(each) ? each.map(storedPort) : stored(each);
    if (kept === undefined || (Array.isArray(kept) && kept.length === 0)) continue;
    if (key === 'matchLabels' && isObject(kept) && Object.keys(kept).length === 0) continue;
    fields[key] = kept;
  }
  return fields;
}

function storedPort(port: unknown): Json {
  const fields = isObject(port) ? storedFields(port) : {};
  return {protocol: 'TCP', ...fields};
}

function isFilled(list: unknown): list is readonly unknown[] {
  return Array.isArray(list) && list.length > 0;
}
