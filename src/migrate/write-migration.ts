import type {Loss} from '../../plugins/dialect.ts';
import {dialects} from '../../plugins/index.ts';
import {type JsonObject, valueAt} from '../base/json.ts';
import {convert} from '../convert/convert.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Policy} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import type {Loaded} from '../load/loaded.ts';
import {apiForm} from './api-form.ts';
import {placeCompanions} from './companions.ts';
import type {Isolation} from './isolation.ts';
import type {MigrateRequest, MigrationFile, MigrationTarget} from './migration.ts';
import {openings} from './openings.ts';
import type {PlacedCompanion} from './placed-companion.ts';
import {freeNames, type TargetInput, type WriteIsolation} from './target.ts';
import {calicoIsolation} from './target-calico.ts';
import {ciliumIsolation} from './target-cilium.ts';
import {kubernetesIsolation} from './target-kubernetes.ts';
import {terraformIsolation} from './target-terraform.ts';

/** What is written for a target. */
export interface TargetResult {
  readonly files: readonly MigrationFile[];
  readonly companions: readonly PlacedCompanion[];
  readonly losses: readonly Loss[];
  /** Policies of the user that the result takes the place of. */
  readonly replaced: ReadonlySet<Policy>;
  readonly complaints: readonly Diagnostic[];
}

const isolationWriters: Readonly<Record<Exclude<MigrationTarget, 'terraform'>, WriteIsolation>> = {
  calico: calicoIsolation,
  cilium: ciliumIsolation,
  kubernetes: kubernetesIsolation,
};

/**
 * Writes the isolation of the projects, what opens services and pods, the companions that were asked for, and those
 * policies of the user that the target cannot read as they are, in the order in which they are to be applied.
 */
export async function writeMigration(
  request: MigrateRequest,
  to: MigrationTarget,
  isolation: Isolation,
  before: Profile,
): Promise<TargetResult | {readonly diagnostic: Diagnostic}> {
  const {loaded, withNodes} = request;
  const complaints: Diagnostic[] = [];
  const freeName = freeNames(isolation, complaints, (taken) =>
    diagnostic('policy-name-taken', undefined, {arguments: {...taken}}),
  );
  const input: TargetInput = {isolation, world: loaded.world, withNodes, freeName};
  // Kubernetes policies open services and pods as well on Calico, where namespace owners know them.
  const dialect = to === 'cilium' ? 'cilium' : 'kubernetes';
  const open = await objectsOf(
    dialect,
    openings(input, dialect === 'cilium' ? 'CiliumNetworkPolicy' : 'NetworkPolicy'),
    loaded,
  );
  const place = {isolation, world: loaded.world, byIdentity: to === 'cilium', moves: before.name !== to};
  const companions = placeCompanions(request.companions, place, freeName);
  const beside = await objectsOf(
    to === 'terraform' ? 'kubernetes' : to,
    companions.flatMap(({policies}) => policies),
    loaded,
  );
  const own = await userPolicies(request, to, isolation, before);
  if ('diagnostic' in own) return own;
  const files = staged([
    ...isolationStages(to === 'terraform' ? [] : isolationWriters[to](input)),
    open.objects,
    beside.objects,
    own.objects,
  ]);
  const losses = [...open.losses, ...beside.losses, ...own.losses];
  const common = {companions, losses, replaced: own.replaced, complaints};
  if (to !== 'terraform') return {...common, files};
  const carried = await carry(files.map(({content}) => content.object));
  const texts = [
    ...(isolation.projects.isolated.length > 0 ? [terraformIsolation(input)] : []),
    ...(carried.text === '' ? [] : [carried.text]),
  ];
  return {
    ...common,
    losses: [...losses, ...carried.losses],
    files: texts.length === 0 ? [] : [{stage: 1, words: ['isolation'], content: {hcl: texts.join('\n')}}],
  };
}

/** Sets before the policies that name them, or these would close for a moment what the sets let in. */
function isolationStages(objects: readonly JsonObject[]): readonly (readonly JsonObject[])[] {
  const isSet = ({kind}: JsonObject): boolean => kind === 'GlobalNetworkSet';
  return [objects.filter(isSet), objects.filter((each) => !isSet(each))];
}

function staged(stages: readonly (readonly JsonObject[])[]) {
  return stages.flatMap((objects, index) =>
    objects.map((object) => ({stage: index + 1, words: wordsOf(object), content: {object}})),
  );
}

/** Policies of the user that the target cannot read as they are, or should not: the storage form of Calico. */
async function userPolicies(
  {loaded, from}: MigrateRequest,
  to: MigrationTarget,
  {users}: Isolation,
  before: Profile,
): Promise<
  | {readonly objects: readonly JsonObject[]; readonly losses: readonly Loss[]; readonly replaced: ReadonlySet<Policy>}
  | {readonly diagnostic: Diagnostic}
> {
  const needs = ({id: {dialect, apiVersion}}: Policy): boolean => {
    if (to === 'terraform') return from === 'canal';
    if (to === 'calico') return apiVersion === 'crd.projectcalico.org/v1';
    return dialect === 'calico' && (to === 'cilium' || from === 'canal');
  };
  const chosen = users.filter(needs);
  const replaced = new Set(to === 'calico' ? [] : chosen);
  if (chosen.length === 0) return {objects: [], losses: [], replaced};
  const renamed = to === 'calico' ? chosen.map((policy) => ({...policy, id: apiForm(policy.id)})) : chosen;
  const part: Loaded = {...loaded, policies: renamed, applied: renamed};
  const conversion = await convert({loaded: part, to, allow: 'any', cni: before.name});
  if ('diagnostic' in conversion) return conversion;
  return {objects: conversion.objects.map(({object}) => object), losses: conversion.losses, replaced: new Set(chosen)};
}

/** Policies in the own form of a dialect. */
export async function objectsOf(
  name: string,
  policies: readonly Policy[],
  {world}: Loaded,
): Promise<{readonly objects: readonly JsonObject[]; readonly losses: readonly Loss[]}> {
  const dialect = await dialects.find((each) => each.name === name)?.load();
  if (!dialect?.write || policies.length === 0) return {objects: [], losses: []};
  const {objects, losses} = dialect.write(policies, {allow: 'equal', world});
  return {objects: objects.map(({object}) => object), losses};
}

async function carry(
  objects: readonly JsonObject[],
): Promise<{readonly text: string; readonly losses: readonly Loss[]}> {
  const dialect = await dialects.find(({name}) => name === 'terraform')?.load();
  return dialect?.carry && objects.length > 0 ? dialect.carry(objects) : {text: '', losses: []};
}

function wordsOf(object: JsonObject): readonly string[] {
  return [['kind'], ['metadata', 'namespace'], ['metadata', 'name']].flatMap((path) => {
    const word = valueAt(object, path);
    return typeof word === 'string' ? [word] : [];
  });
}
