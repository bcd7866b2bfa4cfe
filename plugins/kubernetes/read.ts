import {isObject} from '../../src/base/json.ts';
import {remember} from '../../src/base/remember.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read, ReadContext} from '../dialect.ts';
import {apiGroup} from './api-group.ts';
import {noFindings} from './decode.ts';
import {namespaceMatches, networkPolicy, specMeaning} from './network-policy.ts';
import {plainSpecs} from './plain-specs.ts';
import {hasOnly} from './plain-values.ts';
import {decodingProblems, longCidrProblem, refusalProblem, strictCidrProblem} from './problems.ts';
import {readAdmin} from './read-admin.ts';
import type {Metadata, NetworkPolicySpec} from './schema.ts';
import * as shapes from './shapes.ts';
import {longCidrRemarks, strictCidrRemarks, validateMetadata, validatePolicy} from './validate.ts';
import {readWorldObject} from './world.ts';

/** One object: a policy, or something that exists in the cluster. Kinds that say nothing here are skipped. */
export function read(document: Document, context: ReadContext): Read {
  const {content} = document;
  if (content.syntax !== 'value' || !isObject(content.value)) return {};
  const {kind, apiVersion} = content.value;
  const group = apiGroup(apiVersion);
  if (kind === 'NetworkPolicy' && (group === 'networking.k8s.io' || group === 'extensions')) {
    return readNetworkPolicy(document, String(apiVersion), context);
  }
  if (group === 'networking.k8s.io' && String(kind).toLowerCase() === 'networkpolicy')
    return {diagnostics: [misspelt(document)]};
  if (group === 'policy.networking.k8s.io') return readAdmin(document);
  return readWorldObject(document, context);
}

/** Skipped like any other kind, a policy would be missing without a word. */
function misspelt({origin, content}: Document): Diagnostic {
  const kind = content.syntax === 'value' && isObject(content.value) ? String(content.value['kind']) : '';
  const effect = 'the API server refuses it; write NetworkPolicy';
  return diagnostic('kind-unsupported', within(origin, 'kind'), {layer: 'api-server', arguments: {kind, effect}});
}

const current = 'networking.k8s.io/v1';
const known = [current, 'extensions/v1beta1'];

function readNetworkPolicy(document: Document, apiVersion: string, context: ReadContext): Read {
  const {content, origin} = document;
  if (!known.includes(apiVersion)) {
    const details = {arguments: {kind: 'NetworkPolicy', apiVersion, known}, layer: 'api-server'} as const;
    return {diagnostics: [diagnostic('api-version-unknown', origin, details)]};
  }
  const shared = content.syntax === 'value' ? readPlainSpec(content.value, document, apiVersion, context) : undefined;
  if (shared) return shared;
  const found = noFindings();
  const decoded = shapes.networkPolicy(content.syntax === 'value' ? content.value : undefined, [], found);
  const object = decoded === undefined || decoded instanceof UnknownValue ? {} : decoded;
  const metadata: Metadata = isOpen(object.metadata) ? openMetadata(object.metadata) : (object.metadata ?? {});
  const spec: NetworkPolicySpec = isOpen(object.spec) ? openSpec(object.spec) : (object.spec ?? {});
  const decoding = decodingProblems(found, origin);
  if (decoding.some(({severity}) => severity === 'error')) return {diagnostics: decoding};

  const refusals = validatePolicy(metadata, spec).filter(({rule}) => !(document.live && rule === 'V4'));
  if (refusals.length > 0) {
    return {diagnostics: [...decoding, ...refusals.map((each) => refusalProblem(each, origin))]};
  }
  const policies = networkPolicy({
    apiVersion,
    metadata,
    meaning: specMeaning(spec),
    namespace: context.namespace,
    placeOf: knownParts(context).placeOf,
    origin,
  });
  const about = [...remarks(apiVersion, metadata, policies, origin), ...specRemarks(document, spec, policies)];
  return {policies, diagnostics: [...decoding, ...about]};
}

/** What the policies of one load have in common. */
const knownParts = remember((_: ReadContext) => ({specs: plainSpecs(), placeOf: namespaceMatches()}));

/** A policy with a spec of which nothing is to be said; undefined for any other. */
function readPlainSpec(value: unknown, document: Document, apiVersion: string, context: ReadContext): Read | undefined {
  if (!isObject(value) || !hasOnly(value, fieldsOfPolicy)) return undefined;
  const {specs, placeOf} = knownParts(context);
  const {metadata: written, spec} = value;
  const meaning = specs(spec);
  if (!meaning || !isObject(written)) return undefined;
  const found = noFindings();
  const metadata = shapes.metadata(written, ['metadata'], found);
  if (metadata === undefined || isOpen(metadata) || found.types.length + found.fields.length > 0) return undefined;
  if (validateMetadata(metadata).length > 0) return undefined;
  const {origin} = document;
  const policies = networkPolicy({apiVersion, metadata, meaning, namespace: context.namespace, placeOf, origin});
  if (metadata.namespace !== undefined && apiVersion === current) return {policies};
  return {policies, diagnostics: remarks(apiVersion, metadata, policies, origin)};
}

const fieldsOfPolicy = ['apiVersion', 'kind', 'metadata', 'spec'];

function isOpen(value: unknown): value is UnknownValue {
  return value instanceof UnknownValue;
}

/** A carrier may not know a whole part: then nothing in it is known, which is not the same as empty. */
function openMetadata(open: UnknownValue): Metadata {
  return {name: open, namespace: open, labels: open, annotations: open};
}

/** Each part hangs on a fact of its own: one fact for all would make rules match whenever the policy is there. */
function openSpec({reason}: UnknownValue): NetworkPolicySpec {
  const open = (part: string): UnknownValue => new UnknownValue(`${reason} (${part})`);
  return {
    podSelector: open('spec.podSelector'),
    policyTypes: open('spec.policyTypes'),
    ingress: open('spec.ingress'),
    egress: open('spec.egress'),
  };
}

function cidrRemarks(spec: NetworkPolicySpec, origin: Origin): readonly Diagnostic[] {
  return [
    ...strictCidrRemarks(spec).map((each) => strictCidrProblem(each, origin)),
    ...longCidrRemarks(spec).map((each) => longCidrProblem(each, origin)),
  ];
}

/** What the server takes but its author should know. */
function remarks(
  apiVersion: string,
  metadata: Metadata,
  policies: readonly Policy[],
  origin: Origin,
): readonly Diagnostic[] {
  return [
    ...(apiVersion === 'extensions/v1beta1'
      ? [
          diagnostic('api-version-removed', origin, {
            arguments: {apiVersion, use: 'networking.k8s.io/v1', since: '1.16'},
          }),
        ]
      : []),
    ...(metadata.namespace === undefined
      ? [diagnostic('namespace-assumed', origin, {arguments: {namespace: policies[0]?.id.namespace ?? ''}})]
      : []),
  ];
}

/** The same of its spec. */
function specRemarks(
  {origin, live}: Document,
  spec: NetworkPolicySpec,
  policies: readonly Policy[],
): readonly Diagnostic[] {
  const dead = (['ingress', 'egress'] as const).filter((which) => policies[0]?.[which]?.dormant);
  return [
    ...(live ? [] : cidrRemarks(spec, origin)),
    ...dead.map((direction) =>
      diagnostic(
        'rules-without-type',
        {...origin, path: [...origin.path, 'spec', direction]},
        {arguments: {direction}},
      ),
    ),
  ];
}
