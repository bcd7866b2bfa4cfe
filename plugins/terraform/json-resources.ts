import type {Path} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {within} from '../../src/diagnostics/origin.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read, Secrets} from '../dialect.ts';
import {withAddedLabels} from './added-labels.ts';
import {carriedDocuments} from './carried.ts';
import {DEEPEST, overlay} from './overlay.ts';
import {isPlainObject, type Plain, type PlainObject} from './plain.ts';
import {providerFindings} from './providers.ts';
import {mistypedAs} from './resources/provider-types.ts';
import type {ResourceKind} from './resources/resource.ts';
import {resourceKinds} from './resources/table.ts';
import {unseenReason} from './resources/unseen.ts';

/** The values of one resource instance in a plan or state. */
export interface JsonResource {
  readonly address: string;
  readonly type: string;
  /** Its provider configuration, where that is told. */
  readonly provider?: string;
  readonly values: unknown;
  readonly unknowns?: unknown;
  readonly sensitives?: unknown;
  /** Where the values stand in the document. */
  readonly path: Path;
}

/** Which provider configuration resources have, and those that count; all where none are wanted. */
export interface Clusters {
  readonly of: (resource: Pick<JsonResource, 'address' | 'provider'>) => string;
  readonly wanted?: readonly string[];
}

/** The Kubernetes objects that these resources carry; types that are none are passed over. */
export function readJsonResources(
  document: Document,
  resources: readonly JsonResource[],
  clusters: Clusters,
  secrets: Secrets = 'hidden',
): Read {
  const diagnostics: Diagnostic[] = [];
  const secretive = new Set<string>();
  const documents = resources.flatMap((resource) => {
    const {address, type, path} = resource;
    const kind = resourceKindOf(type);
    if (!kind) {
      const reason = mistypedAs(type)
        ? 'its type is not known here'
        : unseenReason(type, plainObject(overlay(resource.values, resource.unknowns, resource.sensitives, address)));
      const at = {...within(document.origin, ...path), resource: address};
      if (reason !== undefined)
        diagnostics.push(diagnostic('terraform-resource-unseen', at, {arguments: {address, reason}}));
      return [];
    }
    const provider = clusters.of(resource);
    const counts = !clusters.wanted || clusters.wanted.includes(provider);
    const values = counts ? valuesOf(secrets === 'used' ? withoutMask(resource) : resource, kind) : undefined;
    if (!values) return [];
    if (!kind.masksAll && marksAny(resource.sensitives)) secretive.add(address);
    const origin = {...within(document.origin, ...path), resource: address};
    const context = {
      address,
      report: (code: Diagnostic['code'], at: Path, args: Diagnostic['arguments']) => {
        diagnostics.push(
          diagnostic(code, within(origin, ...at), {arguments: args, ...positionAt(document, [...path, ...at])}),
        );
      },
      emptied: () => false,
      absent: () => false,
    };
    const place = {
      file: document.origin.file,
      document: document.origin.document,
      locate: (at: Path) => positionAt(document, [...path, ...at]).position ?? {},
    };
    return carriedDocuments(kind, values, context, place, provider);
  });
  return {...withAddedLabels(documents), diagnostics, ...(secretive.size > 0 && {hasSecrets: true})};
}

function withoutMask({sensitives: _, ...resource}: JsonResource): JsonResource {
  return resource;
}

/** Whether a mask of a plan or state marks anything as sensitive. */
function marksAny(mask: unknown, depth = 0): boolean {
  if (typeof mask !== 'object' || mask === null) return mask === true;
  return depth > DEEPEST || Object.values(mask).some((each) => marksAny(each, depth + 1));
}

/** What there is to say of the provider configurations of these resources. */
export function clusterFindings(
  {origin}: Document,
  resources: readonly Pick<JsonResource, 'address' | 'type' | 'provider'>[],
  {of, wanted}: Clusters,
): readonly Diagnostic[] {
  const known = new Set<string>();
  for (const resource of resources) if (resourceKindOf(resource.type)) known.add(of(resource));
  return providerFindings(known, wanted, origin);
}

/** The values of a resource that carries objects, what is unknown or sensitive laid over; undefined where there are none. */
export function valuesOf(
  {address, values, unknowns, sensitives}: JsonResource,
  kind: ResourceKind,
): PlainObject | undefined {
  const laid = overlay(values, unknowns, kind.masksAll ? undefined : sensitives, address);
  return isPlainObject(laid) ? laid : undefined;
}

/** What a resource type stands for; undefined for those that are no objects of Kubernetes. */
export function resourceKindOf(type: string): ResourceKind | undefined {
  return Object.hasOwn(resourceKinds, type) ? resourceKinds[type] : undefined;
}

function plainObject(value: Plain): PlainObject {
  return isPlainObject(value) ? value : {};
}

function positionAt(document: Document, path: Path): {readonly position?: {line: number; column: number}} {
  const {line, column} = document.locate(path);
  return line === undefined || column === undefined ? {} : {position: {line, column}};
}
