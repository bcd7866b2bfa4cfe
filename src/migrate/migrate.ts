import type {Loss} from '../../plugins/dialect.ts';
import {dialects} from '../../plugins/index.ts';
import type {JsonObject} from '../base/json.ts';
import {convert} from '../convert/convert.ts';
import {readBack} from '../convert/read-back.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Policy} from '../ir/policy.ts';
import {inPractice} from '../ir/practice.ts';
import type {Profile} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';
import {withWritten} from '../ir/written-world.ts';
import type {Loaded} from '../load/loaded.ts';
import {chooseProfiles} from '../load/profile.ts';
import {type PlacedCompanion, placeCompanions} from './companions.ts';
import {correctionFindings, correctLabels} from './correct-labels.ts';
import {runningEngines} from './engine.ts';
import type {Move} from './intended.ts';
import {type Isolation, readIsolation, withoutRancher} from './isolation.ts';
import {isolationFindings} from './isolation-findings.ts';
import type {MigrateRequest, Migration, MigrationFile, MigrationTarget} from './migration.ts';
import {openings} from './openings.ts';
import {freeNames, type TargetInput, type WriteIsolation} from './target.ts';
import {calicoIsolation} from './target-calico.ts';
import {ciliumIsolation} from './target-cilium.ts';
import {kubernetesIsolation} from './target-kubernetes.ts';
import {terraformIsolation} from './target-terraform.ts';
import {withOverlays} from './verified-world.ts';
import {type Verification, verify} from './verify.ts';

/**
 * Reads the isolation of Rancher, or the policies of a Canal cluster, and writes what takes its place for another engine
 * or owner, compared with what was there (migration.md). Without a target it only says what is there. An unknown engine is
 * a diagnostic.
 */
export async function migrate(request: MigrateRequest): Promise<Migration | {readonly diagnostic: Diagnostic}> {
  const {loaded, from, to} = request;
  const found = readIsolation(loaded);
  const isolation = from === 'rancher' ? found : withoutRancher(found);
  const running = runningEngines(loaded.world);
  const before = await profileNamed(request.cni === 'auto' ? (running[0] ?? 'canal') : request.cni);
  if ('diagnostic' in before) return before;
  const corrections = correctLabels(isolation.users, loaded.world, before);
  const findings = [
    ...(running.length > 1 ? [diagnostic('engines-several', undefined, {arguments: {engines: running}})] : []),
    ...(before.capabilities.enforces ? [] : [diagnostic('engine-idle', undefined, {arguments: {engine: before.name}})]),
    ...(from === 'rancher' ? isolationFindings(isolation, loaded.world) : canalFindings(found)),
    ...correctionFindings(corrections),
  ];
  const common = {from, before: before.name, running, isolation, corrections};
  const offered = await objectsOf(
    'calico',
    corrections.items.map(({corrected}) => corrected),
    loaded,
  );
  const nothing = emptyReason(request, isolation);
  if (nothing || to === undefined) {
    const rest = {companions: [], files: [], offered: offered.objects, losses: []};
    const all = [...(nothing ? [nothing] : []), ...findings];
    const outcome = nothing && to !== undefined ? 'nothing' : 'reported';
    return {...common, ...(to && {to}), after: before.name, findings: all, ...rest, outcome};
  }
  const after = to === 'calico' || to === 'cilium' ? await profileNamed(to) : before;
  if ('diagnostic' in after) return after;
  const result = await writeTarget(request, to, isolation, before);
  if ('diagnostic' in result) return result;
  const move: Move = {
    isolation,
    before,
    after,
    byIdentity: to === 'cilium',
    withNodes: request.withNodes,
    onHost: partiesOnHosts(loaded.world),
  };
  const verification = loaded.hasWorld ? await verified(loaded, result, move) : undefined;
  return {
    ...common,
    to,
    after: after.name,
    findings: [...findings, ...result.complaints],
    companions: result.companions,
    files: result.files,
    offered: offered.objects,
    losses: [...result.losses],
    ...(verification && {verification}),
    outcome: isPermitted(request, result.losses, verification) ? 'written' : 'refused',
  };
}

async function profileNamed(name: string): Promise<Profile | {readonly diagnostic: Diagnostic}> {
  const choice = await chooseProfiles(name, []);
  if ('diagnostic' in choice) return choice;
  const [profile] = choice.profiles;
  if (!profile) throw new Error(`no engine answers to ${name}`);
  return profile;
}

function canalFindings({generated}: Isolation): readonly Diagnostic[] {
  return generated.length > 0
    ? [diagnostic('isolation-present', undefined, {arguments: {policies: generated.length}})]
    : [];
}

/** Why there is nothing to move. */
function emptyReason({from, loaded}: MigrateRequest, {state}: Isolation): Diagnostic | undefined {
  if (from === 'rancher') return state === 'off' ? diagnostic('isolation-absent', undefined) : undefined;
  return loaded.applied.length === 0 ? diagnostic('migration-empty', undefined) : undefined;
}

interface TargetResult {
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

async function writeTarget(
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
  const place = {isolation, world: loaded.world, byIdentity: to === 'cilium'};
  const companions = placeCompanions(request.companions, place, freeName);
  const beside = await objectsOf(
    to === 'terraform' ? 'kubernetes' : to,
    companions.flatMap(({policy}) => policy ?? []),
    loaded,
  );
  const own = await userPolicies(request, to, isolation, before);
  if ('diagnostic' in own) return own;
  const objects = [
    ...(to === 'terraform' ? [] : isolationWriters[to](input)),
    ...open.objects,
    ...beside.objects,
    ...own.objects,
  ];
  const losses = [...open.losses, ...beside.losses, ...own.losses];
  const common = {companions, losses, replaced: own.replaced, complaints};
  if (to !== 'terraform')
    return {...common, files: objects.map((object) => ({words: wordsOf(object), content: {object}}))};
  const carried = await carry(objects);
  const texts = [
    ...(isolation.projects.isolated.length > 0 ? [terraformIsolation(input)] : []),
    ...(carried.text === '' ? [] : [carried.text]),
  ];
  return {
    ...common,
    losses: [...losses, ...carried.losses],
    files: texts.length === 0 ? [] : [{words: ['isolation'], content: {hcl: texts.join('\n')}}],
  };
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
  const part: Loaded = {...loaded, policies: chosen, applied: chosen};
  const conversion = await convert({loaded: part, to, allow: 'any', cni: before.name});
  if ('diagnostic' in conversion) return conversion;
  return {objects: conversion.objects.map(({object}) => object), losses: conversion.losses, replaced: new Set(chosen)};
}

async function objectsOf(
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

function wordsOf({kind, metadata}: JsonObject): readonly string[] {
  const named = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) ? metadata : {};
  const {namespace, name} = named as JsonObject;
  return [kind, namespace, name].flatMap((word) => (typeof word === 'string' ? [word] : []));
}

/** Reads what is written as the target's own reader does, and compares the cluster with it. */
async function verified(loaded: Loaded, {files, replaced}: TargetResult, move: Move): Promise<Verification> {
  const objects = files.flatMap(({content}) => ('object' in content ? [{object: content.object, from: []}] : []));
  const [hcl] = files.flatMap(({content}) => ('hcl' in content ? [content.hcl] : []));
  const back = await readBack(objects, hcl, dialects);
  const world = withOverlays(loaded.world);
  const kept = move.isolation.users.filter((policy) => !replaced.has(policy));
  return verify(
    {profile: inPractice(move.before), world, policies: loaded.applied},
    {profile: inPractice(move.after), world: withWritten(world, back.world), policies: [...kept, ...back.applied]},
    move,
  );
}

/** By the names that parties have: their own, or that of their owner. */
function partiesOnHosts({endpoints}: World): ReadonlySet<string> {
  const sharing = endpoints.filter(({hostNetwork}) => hostNetwork);
  return new Set(
    sharing.flatMap(({name, namespace, owner}) => [name, ...(owner ? [`${namespace}/${owner.name}`] : [])]),
  );
}

/** Whether everything that differs is meant, or errs in a way that the user allows. */
function isPermitted(
  {allow}: MigrateRequest,
  losses: readonly Loss[],
  verification: Verification | undefined,
): boolean {
  if (allow === 'any') return true;
  const changes = (verification?.differences ?? []).flatMap(({item, reason}) => (reason ? [] : [item.change]));
  const wider = losses.some(({effect}) => effect === 'wider') || changes.some((change) => change !== 'removed');
  const narrower = losses.some(({effect}) => effect === 'narrower') || changes.some((change) => change !== 'added');
  return (!wider || allow === 'wider') && (!narrower || allow === 'narrower');
}
