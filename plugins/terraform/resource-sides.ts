import type {Path} from '../../src/base/json.ts';
import {attributeDifferences, unknownAttributes} from './attribute-differences.ts';
import {type JsonResource, valuesOf} from './json-resources.ts';
import {overlay} from './overlay.ts';
import {isPlainObject, type PlainObject} from './plain.ts';
import type {CarriedObject, ResourceKind} from './resources/resource.ts';

/** The objects that a resource carries, nothing said about what is odd in them: reading does that. */
export function carriedBy(resource: JsonResource, kind: ResourceKind): readonly CarriedObject[] {
  const values = valuesOf(resource, kind);
  const context = {address: resource.address, report: () => undefined, emptied: () => false, absent: () => false};
  return values ? kind.objects(values, context) : [];
}

/** Where two sides of a resource differ; sensitive values are compared, and only where they differ is told. */
export function differences(was: JsonResource, is: JsonResource, kind: ResourceKind): readonly Path[] {
  const [old, young] = [was, is].map((side) => ownParts({...side, sensitives: undefined}, kind));
  return attributeDifferences(old, young).filter(isTold);
}

/** What is marked as sensitive and has a value. */
export function sensitiveAttributes(side: JsonResource, kind: ResourceKind): readonly Path[] {
  return unknownAttributes(ownParts({...side, unknowns: undefined}, kind)).filter(isTold);
}

/** What its own schema names, not what the provider adds for itself. */
export function ownParts({address, values, unknowns, sensitives}: JsonResource, kind: ResourceKind): PlainObject {
  const laid = overlay(values, unknowns, sensitives, address);
  const names = new Set([...Object.keys(kind.schema.arguments), ...Object.keys(kind.schema.blocks)]);
  const entries = isPlainObject(laid) ? Object.entries(laid) : [];
  return Object.fromEntries(entries.filter(([name]) => names.has(name) && name !== 'timeouts'));
}

/** What the server keeps for itself decides nothing. */
export function isTold(path: Path): boolean {
  return !(path[0] === 'metadata' && ['generation', 'resource_version', 'uid'].includes(String(path[2])));
}
