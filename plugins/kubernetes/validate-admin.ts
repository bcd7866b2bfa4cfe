import {isObject, type Path, printPath} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {adminSchema, type Crds} from './admin-schema.ts';
import {checkSchema, type SchemaProblem} from './crd-schema.ts';
import {noFindings} from './decode.ts';
import {decodingProblems, refusalProblem} from './problems.ts';
import type {Metadata} from './schema.ts';
import * as shapes from './shapes.ts';
import {validateMetadata} from './validate.ts';

/**
 * What a server with these CRDs refuses of a cluster-wide policy, by its own field paths (kubernetes.md B3); undefined
 * when it has no such kind in this version.
 */
export function validateAdmin(
  object: Readonly<Record<string, unknown>>,
  origin: Origin,
  crds: Crds,
): readonly Diagnostic[] | undefined {
  const {apiVersion, kind, metadata} = object;
  const schema = adminSchema(String(apiVersion), String(kind), crds);
  if (!schema) return undefined;
  const found = noFindings();
  const decoded = shapes.metadata(metadata, ['metadata'], found);
  const meta: Metadata = decoded === undefined || decoded instanceof UnknownValue ? {} : decoded;
  return [
    ...decodingProblems({...found, nulls: []}, origin),
    ...validateMetadata(meta).map((each) => refusalProblem(each, origin)),
    ...(kind === 'BaselineAdminNetworkPolicy' && meta.name !== 'default' ? [otherBaseline(origin)] : []),
    ...checkSchema(schema, object).map((each) => schemaProblem(each, origin)),
  ];
}

function schemaProblem({kind, path, value, reason, hint}: SchemaProblem, origin: Origin): Diagnostic {
  const place = within(origin, ...path);
  const layer = 'api-server';
  const at = printPath(path);
  if (kind === 'unknown-field')
    return diagnostic('field-unknown', place, {layer, arguments: {path: at, ...(hint && {hint})}});
  if (kind === 'type')
    return diagnostic('field-type', place, {layer, arguments: {path: at, found: value, expected: reason}});
  return diagnostic('value-invalid', place, {layer, arguments: {path: at, value, reason}});
}

function otherBaseline(origin: Origin): Diagnostic {
  const reason = 'there is one BaselineAdminNetworkPolicy, and it is called default';
  return diagnostic('value-invalid', origin, {layer: 'api-server', arguments: {path: '', value: null, reason}});
}

/**
 * The place of the first field that only the early CRDs of v1alpha1 know: their peers nest the namespace selector, or
 * compare labels (B1). Nothing else tells the two shapes apart.
 */
export function earlyShape(spec: unknown): Path | undefined {
  if (!isObject(spec)) return undefined;
  return earlyField(spec['ingress'], ['spec', 'ingress']) ?? earlyField(spec['egress'], ['spec', 'egress']);
}

const earlyFields = ['namespaceSelector', 'sameLabels', 'notSameLabels'];

function earlyField(value: unknown, path: Path): Path | undefined {
  if (path.length > 8 || typeof value !== 'object' || value === null) return undefined;
  const {namespaces} = isObject(value) ? value : {};
  const field = isObject(namespaces) ? earlyFields.find((key) => key in namespaces) : undefined;
  if (field !== undefined) return [...path, 'namespaces', field];
  for (const [key, each] of Object.entries(value)) {
    const found = earlyField(each, [...path, Array.isArray(value) ? Number(key) : key]);
    if (found) return found;
  }
  return undefined;
}
