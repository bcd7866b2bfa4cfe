import {isObject} from '../../src/base/json.ts';
import {diagnostic} from '../../src/diagnostics/diagnostic.ts';
import type {WorldPart} from '../../src/ir/world.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read, ReadContext} from '../dialect.ts';
import {add, type Fields, fieldsOf, gatherProblems} from './fields.ts';
import {type Metadata, namespaceOf, readMetadata} from './metadata.ts';
import {readPolicy} from './policies.ts';
import {readNetworkSet} from './sets.ts';
import {stagedKubernetes} from './staged-kubernetes.ts';
import {readTier} from './tiers.ts';

const VERSIONS = ['projectcalico.org/v3', 'crd.projectcalico.org/v1'];

const policyKinds: Readonly<Record<string, {readonly global: boolean; readonly staged: boolean}>> = {
  NetworkPolicy: {global: false, staged: false},
  GlobalNetworkPolicy: {global: true, staged: false},
  StagedNetworkPolicy: {global: false, staged: true},
  StagedGlobalNetworkPolicy: {global: true, staged: true},
};

/** What is read otherwise: parts of the world. */
const worldKinds = ['Tier', 'NetworkSet', 'GlobalNetworkSet'];

/** Kinds that decide verdicts but are not understood: what is missing then. */
const unsupportedKinds: Readonly<Record<string, string>> = {
  HostEndpoint: 'verdicts leave out policy of host endpoints and their addresses as peers',
  Profile: 'verdicts leave out its rules and labels; those of namespaces and service accounts are known without it',
};

/** Kinds of the engine that say nothing about who may talk to whom. */
const otherKinds = [
  'BGPConfiguration',
  'BGPFilter',
  'BGPPeer',
  'BlockAffinity',
  'CalicoNodeStatus',
  'ClusterInformation',
  'FelixConfiguration',
  'IPAMBlock',
  'IPAMConfig',
  'IPAMConfiguration',
  'IPAMHandle',
  'IPPool',
  'IPReservation',
  'KubeControllersConfiguration',
  'LiveMigration',
  'Node',
  'QoSPolicy',
  'WorkloadEndpoint',
];

/** Reads one object of Calico's API groups. Never throws for bad input. */
export function readCalico(document: Document, context: ReadContext): Read {
  const problems = gatherProblems();
  const {content, origin} = document;
  if (content.syntax !== 'value' || !isObject(content.value)) return {};
  const object = fieldsOf({value: content.value, origin, problems});
  if (!object) return {diagnostics: problems.all()};
  const read = readObject(object, document, context);
  return {...(problems.refused() ? {} : read), diagnostics: problems.all()};
}

function readObject(object: Fields, document: Document, context: ReadContext): Read {
  const {apiVersion, kind} = object.values;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !VERSIONS.includes(apiVersion)) {
    const details = {arguments: {apiVersion: String(apiVersion), kind: String(kind), known: VERSIONS}};
    object.problems.add(diagnostic('api-version-unknown', object.origin, {layer: 'tool', ...details}));
    return {};
  }
  if (otherKinds.includes(kind)) return {};
  const stored = apiVersion.startsWith('crd.');
  if (kind === 'StagedKubernetesNetworkPolicy') {
    const instead = stagedKubernetes(object, document, stored);
    return instead ? {instead} : {};
  }
  const policyKind = Object.hasOwn(policyKinds, kind) ? policyKinds[kind] : undefined;
  if (!policyKind && !worldKinds.includes(kind)) {
    unsupported(object, kind);
    return {};
  }
  const metadata = readMetadata(object, stored);
  if (!metadata) return {};
  const global = policyKind?.global ?? kind !== 'NetworkSet';
  const namespace = global ? undefined : assumeNamespace(object, metadata, context);
  if (!policyKind) return {world: readWorldPart(object, kind, metadata, namespace)};
  const policy = readPolicy(object, {apiVersion, kind, ...policyKind, stored, metadata, namespace});
  return policy ? {policies: [policy]} : {};
}

function assumeNamespace(object: Fields, metadata: Metadata, context: ReadContext): string {
  const {namespace, remarks} = namespaceOf(metadata, object, context.namespace);
  for (const remark of remarks) object.problems.add(remark);
  return namespace;
}

function readWorldPart(object: Fields, kind: string, metadata: Metadata, namespace: string | undefined): WorldPart {
  if (kind === 'Tier') {
    const tier = readTier(object, metadata);
    return tier ? {tiers: [tier]} : {};
  }
  return {addressSets: [readNetworkSet(object, kind, metadata, namespace)]};
}

function unsupported(object: Fields, kind: string): void {
  const effect = Object.hasOwn(unsupportedKinds, kind) ? unsupportedKinds[kind] : undefined;
  add(object, 'kind-unsupported', {
    layer: 'tool',
    arguments: {kind, effect: effect ?? 'no such kind is known, and what it changes is left out'},
  });
}
