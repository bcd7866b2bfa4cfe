import {isObject} from '../../src/base/json.ts';
import {diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read, ReadContext} from '../dialect.ts';
import {readCidrGroup} from './cidr-group.ts';
import {type Decoded, decode} from './decode.ts';
import {type Envelope, type OpenBelow, readSpec, unknownPolicy} from './policy.ts';
import {findingDiagnostic, typeProblems} from './problems.ts';
import {type LocatedSpec, remarks} from './remarks.ts';
import {objectMeta, policyDocument, type Spec} from './schema.ts';
import {validateSpec} from './validate.ts';
import {atVersion, versionFindings} from './versions.ts';

const API_VERSION = 'cilium.io/v2';
const topLevel: readonly string[] = ['apiVersion', 'kind', 'metadata', 'spec', 'specs', 'status'];
const policyKinds: Readonly<Record<string, {readonly clusterwide: boolean}>> = {
  CiliumNetworkPolicy: {clusterwide: false},
  CiliumClusterwideNetworkPolicy: {clusterwide: true},
};

/** Reads the kinds of `cilium.io`: both policies and the CIDR group. Other kinds of the group say nothing to us. */
export function read(document: Document, context: ReadContext): Read {
  if (document.content.syntax !== 'value' || !isObject(document.content.value)) return {};
  const {apiVersion, kind} = document.content.value;
  if (typeof kind !== 'string') return {};
  const policy = Object.hasOwn(policyKinds, kind) ? policyKinds[kind] : undefined;
  if (!policy && kind !== 'CiliumCIDRGroup') return {};
  const known = kind === 'CiliumCIDRGroup' ? [API_VERSION, 'cilium.io/v2alpha1'] : [API_VERSION];
  if (typeof apiVersion !== 'string' || !known.includes(apiVersion)) {
    const found = typeof apiVersion === 'string' ? apiVersion : null;
    return {
      diagnostics: [diagnostic('api-version-unknown', document.origin, {arguments: {apiVersion: found, kind, known}})],
    };
  }
  if (!policy) return readCidrGroup(document.content.value, document.origin);
  return readPolicy(document.content.value, kind, policy.clusterwide, document, context);
}

function readPolicy(
  value: Readonly<Record<string, unknown>>,
  kind: string,
  clusterwide: boolean,
  document: Document,
  context: ReadContext,
): Read {
  const {origin} = document;
  const {version = []} = context;
  const meta = decode(objectMeta, value['metadata'], ['metadata']);
  const body = decode(policyDocument, {spec: value['spec'], specs: value['specs']}, []);
  const {name, labels = {}, annotations = {}} = meta.value ?? {};
  // Empty is absent, as for the API server.
  const namespace = meta.value?.namespace || undefined;
  const open = [...meta.open, ...body.open];
  const id = {
    dialect: 'cilium',
    apiVersion: API_VERSION,
    kind,
    ...(!clusterwide && {namespace: namespace ?? context.namespace}),
    name: name ?? '',
  };
  const envelope = {id, labels, annotations, clusterwide};
  const specs = specsOf(body.value ?? {});
  const isOpen = (path: Origin['path']) => open.some((each) => isBelow(each.path, path));
  const missing = [
    ...(name || isOpen(['metadata', 'name'])
      ? []
      : [diagnostic('field-missing', origin, {layer: 'api-server', arguments: {path: 'metadata.name'}})]),
    // A rule of the whole object: the server names no field.
    ...(body.value?.spec || body.value?.specs || isOpen([])
      ? []
      : [
          diagnostic('combination-invalid', origin, {
            layer: 'api-server',
            arguments: {path: '', reason: 'spec or specs must be given'},
          }),
        ]),
  ];
  const unknownFields = Object.keys(value).flatMap((key) => (topLevel.includes(key) ? [] : [{path: [key]}]));
  const findings = specs
    .flatMap(({spec, path}) => [
      ...validateSpec(spec, path, {clusterwide, version}),
      ...versionFindings(spec, path, version),
    ])
    .filter(({path, about = path}) => !isOpen(about) && !body.wrongTypes.some((wrong) => isBelow(wrong.path, about)));
  const problems = [
    ...typeProblems(body, origin),
    ...typeProblems({...meta, unknownFields}, origin),
    ...missing,
    ...findings.map((finding) => findingDiagnostic(finding, origin, document.live === true)),
  ].filter(({layer}) => !document.live || layer !== 'api-server');
  const assumed =
    !clusterwide && namespace === undefined && !isOpen(['metadata', 'namespace'])
      ? [diagnostic('namespace-assumed', origin, {arguments: {namespace: context.namespace}})]
      : [];
  const undecodable = [...meta.wrongTypes, ...body.wrongTypes].length > 0;
  if (undecodable || missing.length > 0 || findings.some(({refuses}) => refuses !== 'api-server')) {
    const refused = diagnostic('policy-refused', origin, {layer: 'engine', arguments: {kind, name: name ?? ''}});
    return {diagnostics: [...problems, refused]};
  }
  const asRead = specs.map(({spec, path}) => ({spec: atVersion(spec, version), path}));
  const policies = readSpecs(asRead, envelope, origin, open);
  return {
    policies,
    diagnostics: [...assumed, ...problems, ...specs.flatMap((each) => remarks(each, origin, {clusterwide, version}))],
  };
}

function isBelow(path: Origin['path'], above: Origin['path']): boolean {
  return above.every((step, index) => path[index] === step);
}

/** `spec` first, then the entries of `specs` (cilium.md 2). */
function specsOf(body: {readonly spec?: Spec; readonly specs?: readonly Spec[]}): readonly LocatedSpec[] {
  return [
    ...(body.spec ? [{spec: body.spec, path: ['spec']}] : []),
    ...(body.specs ?? []).map((spec, index) => ({spec, path: ['specs', index]})),
  ];
}

/** Something open inside one rule or selector stays there; anything more makes the whole policy unknown. */
function readSpecs(specs: readonly LocatedSpec[], envelope: Envelope, origin: Origin, open: Decoded['open']) {
  const wide = open.find(({path}) => !isInsideOneRule(path));
  if (wide) return [unknownPolicy(envelope, origin, wide.reason)];
  const base = origin.path.length;
  const openBelow: OpenBelow = ({path}) => open.find((each) => isBelow(each.path, path.slice(base)))?.reason;
  return specs.map(({spec, path}) => readSpec(spec, envelope, within(origin, ...path), openBelow));
}

/** `spec.ingress[0].x`, `spec.endpointSelector.x`, or something that never decides. */
function isInsideOneRule(path: Origin['path']): boolean {
  const [root, ...rest] = path;
  if (root === 'metadata') return rest[0] === 'labels' || rest[0] === 'annotations';
  const [field, ...inside] = root === 'specs' ? rest.slice(1) : rest;
  if (field === 'description' || field === 'labels' || field === 'log') return true;
  if (field === 'endpointSelector' || field === 'nodeSelector') return inside.length > 0;
  return inside.length > 1;
}
