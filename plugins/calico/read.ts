import {isObject} from '../../src/base/json.ts';
import {diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {within} from '../../src/diagnostics/origin.ts';
import type {WorldPart} from '../../src/ir/world.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read, ReadContext} from '../dialect.ts';
import {clusterInformation} from './cluster-information.ts';
import {add, type Fields, fieldsOf, gatherProblems, isPresent, missing} from './fields.ts';
import {readHostEndpoint} from './host-endpoint-fields.ts';
import {endpointProfileOf, hostEndpointOf} from './hosts/read.ts';
import {type Metadata, namespaceOf, readMetadata} from './metadata.ts';
import {readPolicy} from './policies.ts';
import {readProfile} from './profile-fields.ts';
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
const worldKinds = ['Tier', 'NetworkSet', 'GlobalNetworkSet', 'HostEndpoint', 'Profile'];

const TOP_LEVEL = ['apiVersion', 'kind', 'metadata', 'spec', 'status'];

/** Kinds of the engine that say nothing about who may talk to whom. */
const otherKinds = [
  'BGPConfiguration',
  'BGPFilter',
  'BGPPeer',
  'BlockAffinity',
  'CalicoNodeStatus',
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
  if (kind === 'ClusterInformation') return {world: {agents: clusterInformation(object.values)}};
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
  fieldsOf({...object, value: object.values}, TOP_LEVEL);
  const metadata = readMetadata(object, stored);
  if (!metadata) return {};
  const global = policyKind?.global ?? kind !== 'NetworkSet';
  const namespace = global ? undefined : assumeNamespace(object, metadata, context);
  if (!policyKind) {
    if (!stored && !isPresent(object, 'spec')) missing({...object, origin: within(object.origin, 'spec')});
    return {world: readWorldPart(object, kind, metadata, namespace)};
  }
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
  if (kind === 'HostEndpoint') {
    const read = readHostEndpoint(object, metadata);
    return read ? {hostEndpoints: [hostEndpointOf(read, object)]} : {};
  }
  if (kind === 'Profile') {
    const read = readProfile(object, metadata);
    return read ? {endpointProfiles: [endpointProfileOf(read, object)]} : {};
  }
  return {addressSets: [readNetworkSet(object, kind, metadata, namespace)]};
}

function unsupported(object: Fields, kind: string): void {
  add(object, 'kind-unsupported', {
    layer: 'tool',
    arguments: {kind, effect: 'no such kind is known, and what it changes is left out'},
  });
}
