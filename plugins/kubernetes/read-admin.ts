import {isObject, type JsonObject, printPath} from '../../src/base/json.ts';
import {qualifiedNameProblem} from '../../src/base/kubernetes-names.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read} from '../dialect.ts';
import {adminGroup, adminPolicy} from './admin-policy.ts';
import * as schemas from './admin-schema.ts';
import {checkSchema, type Schema, type SchemaProblem} from './crd-schema.ts';
import {noFindings} from './decode.ts';
import {decodingProblems, refusalProblem} from './problems.ts';
import type {Metadata} from './schema.ts';
import * as shapes from './shapes.ts';
import {validateMetadata} from './validate.ts';
import {knownLabels} from './workloads.ts';

/** The kinds of policy.networking.k8s.io by version; each version knows its own only. */
const kinds: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  'policy.networking.k8s.io/v1alpha1': {
    AdminNetworkPolicy: schemas.adminNetworkPolicy,
    BaselineAdminNetworkPolicy: schemas.baselineAdminNetworkPolicy,
  },
  'policy.networking.k8s.io/v1alpha2': {ClusterNetworkPolicy: schemas.clusterNetworkPolicy},
};

/** A cluster-wide policy (kubernetes.md part B). What the CRD refuses holds nothing. */
export function readAdmin({content, origin}: Document): Read {
  const value = content.syntax === 'value' ? content.value : undefined;
  if (!isObject(value)) return {};
  const {apiVersion, kind, metadata, spec} = value;
  const schema = kinds[String(apiVersion)]?.[String(kind)];
  if (!schema) {
    const known = Object.entries(kinds).flatMap(([version, each]) =>
      Object.keys(each).map((name) => `${name} of ${version}`),
    );
    const details = {
      arguments: {kind: String(kind), apiVersion: String(apiVersion), known},
      layer: 'api-server',
    } as const;
    return {diagnostics: [diagnostic('api-version-unknown', origin, details)]};
  }
  const early = kind !== 'ClusterNetworkPolicy' && isEarly(spec);
  const found = noFindings();
  const decoded = shapes.metadata(metadata, ['metadata'], found);
  const meta: Metadata = decoded === undefined || decoded instanceof UnknownValue ? {} : decoded;
  const errors = [
    ...decodingProblems({...found, nulls: []}, origin),
    ...validateMetadata(meta).map((each) => refusalProblem(each, origin)),
    ...(kind === 'BaselineAdminNetworkPolicy' && meta.name !== 'default' ? [otherBaseline(origin)] : []),
    ...(early ? [] : checkSchema(schema, value).map((each) => schemaProblem(each, origin))),
  ];
  if (errors.some((each) => !isEmptyTransport(each)) || !isObject(spec)) return {diagnostics: errors};
  return {
    policies: [
      {
        id: {dialect: 'kubernetes', apiVersion: String(apiVersion), kind: String(kind), name: String(meta.name)},
        origin,
        labels: knownLabels(meta.labels),
        annotations: knownLabels(meta.annotations),
        group: adminGroup(String(kind), spec),
        ...adminPolicy(spec, within(origin, 'spec')),
        remainder: [],
      },
    ],
    diagnostics: [...errors, ...remarks(spec, origin)],
  };
}

/** `tcp: {}` is refused by the CRD though its documentation means all TCP ports: an error, but read so (B3). */
function isEmptyTransport({origin, code}: Diagnostic): boolean {
  const [list, index, transport] = origin?.path.slice(-3) ?? [];
  return (
    code === 'value-invalid' &&
    list === 'protocols' &&
    typeof index === 'number' &&
    /^(tcp|udp|sctp)$/.test(String(transport))
  );
}

/** The first shape of v1alpha1 nests the selector, or compares labels; later servers refuse it (B1). */
function isEarly(spec: unknown, depth = 0): boolean {
  if (depth > 12 || typeof spec !== 'object' || spec === null) return false;
  if (isObject(spec)) {
    const {namespaces} = spec;
    if (isObject(namespaces) && ['namespaceSelector', 'sameLabels', 'notSameLabels'].some((key) => key in namespaces))
      return true;
  }
  return Object.values(spec).some((each) => isEarly(each, depth + 1));
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

/** What the schema takes although it can never match: label syntax is not checked for these kinds (B3). */
function remarks(spec: Readonly<Record<string, unknown>>, origin: Origin): readonly Diagnostic[] {
  const keys = new Set<string>();
  collectKeys(spec, keys, 0);
  return [...keys]
    .filter((key) => qualifiedNameProblem(key) !== undefined)
    .map((key): Diagnostic => {
      const args: JsonObject = {
        path: 'spec',
        reason: `no label can be called ${JSON.stringify(key)}, so the selector matches nothing by it`,
      };
      return diagnostic('value-misleading', within(origin, 'spec'), {arguments: args});
    });
}

function collectKeys(value: unknown, keys: Set<string>, depth: number): void {
  if (depth > 12 || typeof value !== 'object' || value === null) return;
  if (isObject(value) && isObject(value['matchLabels']))
    for (const key of Object.keys(value['matchLabels'])) keys.add(key);
  for (const each of Object.values(value)) collectKeys(each, keys, depth + 1);
}
