import {isObject, type JsonObject, type Path, printPath, valueAt} from '../../src/base/json.ts';
import {qualifiedNameProblem} from '../../src/base/kubernetes-names.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read} from '../dialect.ts';
import {adminGroup, adminPolicy} from './admin-policy.ts';
import {noFindings} from './decode.ts';
import type {Metadata} from './schema.ts';
import {requirementProblem} from './selectors.ts';
import * as shapes from './shapes.ts';
import {earlyShape, validateAdmin} from './validate-admin.ts';
import {knownLabels} from './workloads.ts';

const known = [
  'AdminNetworkPolicy of policy.networking.k8s.io/v1alpha1',
  'BaselineAdminNetworkPolicy of policy.networking.k8s.io/v1alpha1',
  'ClusterNetworkPolicy of policy.networking.k8s.io/v1alpha2',
];

/**
 * A cluster-wide policy (kubernetes.md part B). What the CRDs refuse holds nothing, but for two things that have one
 * clear meaning all the same: `tcp: {}`, and the early shape of v1alpha1, which an early server takes.
 */
export function readAdmin({content, origin, live}: Document): Read {
  const value = content.syntax === 'value' ? content.value : undefined;
  if (!isObject(value)) return {};
  const {apiVersion, kind, metadata, spec} = value;
  const early = kind === 'ClusterNetworkPolicy' ? undefined : earlyShape(spec);
  const errors = validateAdmin(value, origin, {shape: early ? 'early' : 'late', channel: 'experimental'});
  if (!errors) {
    const details = {arguments: {kind: String(kind), apiVersion: String(apiVersion), known}} as const;
    return {diagnostics: [diagnostic('api-version-unknown', origin, {...details, layer: 'api-server'})]};
  }
  const diagnostics = [...errors, ...(early && !live ? [earlyProblem(early, origin)] : [])];
  if (errors.some((each) => !isEmptyTransport(each)) || !isObject(spec)) return {diagnostics};
  const {name, generateName = '', labels, annotations} = metadataOf(metadata);
  return {
    policies: [
      {
        id: {
          dialect: 'kubernetes',
          apiVersion: String(apiVersion),
          kind: String(kind),
          name: String(name ?? generateName),
        },
        origin,
        labels: knownLabels(labels),
        annotations: knownLabels(annotations),
        group: adminGroup(String(kind), spec),
        ...adminPolicy(spec),
        remainder: [],
      },
    ],
    diagnostics: [...diagnostics, ...remarks(spec, origin)],
  };
}

function metadataOf(value: unknown): Metadata {
  const decoded = shapes.metadata(value, ['metadata'], noFindings());
  return decoded === undefined || decoded instanceof UnknownValue ? {} : decoded;
}

function earlyProblem(path: Path, origin: Origin): Diagnostic {
  return diagnostic('shape-early', within(origin, ...path), {layer: 'api-server', arguments: {path: printPath(path)}});
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

/**
 * What the schema takes although it does not say what its author meant: label syntax is not checked for these kinds, and
 * a null label value is dropped, so that the selector widens (B3).
 */
function remarks(spec: Readonly<Record<string, unknown>>, origin: Origin): readonly Diagnostic[] {
  const labels = new Map<string, Path>();
  const nulls: Path[] = [];
  const requirements: Path[] = [];
  collectLabels(spec, ['spec'], {labels, nulls, requirements});
  const misleading = (path: Path, reason: string): Diagnostic => {
    const args: JsonObject = {path: printPath(path), reason};
    return diagnostic('value-misleading', within(origin, ...path), {arguments: args});
  };
  return [
    ...[...labels]
      .filter(([key]) => qualifiedNameProblem(key) !== undefined)
      .map(([key, path]) =>
        misleading(path, `no label can be called ${JSON.stringify(key)}, so the selector matches nothing by it`),
      ),
    ...requirements.flatMap((path) => {
      const problem = unreadable(valueAt({spec}, path));
      return problem === undefined ? [] : [misleading(path, `${problem}; as it is, the selector matches nothing`)];
    }),
    ...nulls.map((path) =>
      diagnostic('null-absent', within(origin, ...path), {severity: 'error', arguments: {path: printPath(path)}}),
    ),
  ];
}

/** Why engines cannot read an item of `matchExpressions`; the schema looks at none of it. */
function unreadable(value: unknown): string | undefined {
  const decoded = shapes.requirement(value, [], noFindings());
  if (decoded === undefined || decoded instanceof UnknownValue) return undefined;
  const {key = '', operator, values = []} = decoded;
  if (key instanceof UnknownValue || operator instanceof UnknownValue) return undefined;
  return requirementProblem(key, operator, values);
}

interface Selectors {
  readonly labels: Map<string, Path>;
  readonly nulls: Path[];
  readonly requirements: Path[];
}

/** The keys of all `matchLabels`, each where it stands first, the places of null values, and of `matchExpressions`. */
function collectLabels(value: unknown, path: Path, found: Selectors): void {
  if (path.length > 12 || typeof value !== 'object' || value === null) return;
  const {matchLabels, matchExpressions} = isObject(value) ? value : {};
  for (const [key, each] of Object.entries(isObject(matchLabels) ? matchLabels : {})) {
    const at = [...path, 'matchLabels', key];
    if (!found.labels.has(key)) found.labels.set(key, at);
    if (each === null) found.nulls.push(at);
  }
  if (Array.isArray(matchExpressions)) {
    found.requirements.push(...matchExpressions.map((_, index) => [...path, 'matchExpressions', index]));
  }
  for (const [key, each] of Object.entries(value)) {
    collectLabels(each, [...path, Array.isArray(value) ? Number(key) : key], found);
  }
}
