import type {Loss} from '../../plugins/dialect.ts';
import {dialects} from '../../plugins/index.ts';
import {subdomainProblem} from '../base/kubernetes-names.ts';
import {readBack} from '../convert/read-back.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {inPractice} from '../ir/practice.ts';
import type {Profile} from '../ir/profile.ts';
import type {Endpoint, World} from '../ir/world.ts';
import {withWritten} from '../ir/written-world.ts';
import type {Loaded} from '../load/loaded.ts';
import {type RunningEngine, runningEngines} from '../load/running-engines.ts';
import {blockRules} from './block-rules.ts';
import {allCorrected, correctEveryone, everyoneFindings} from './correct-everyone.ts';
import {correctionFindings, correctLabels} from './correct-labels.ts';
import {asAfterTheMove, enforcesPolicies, profileNamed, profileOfToday} from './engine-profile.ts';
import type {Move} from './intended.ts';
import {type Isolation, readIsolation, withoutRancher} from './isolation.ts';
import {isolationFindings} from './isolation-findings.ts';
import type {MigrateRequest, Migration} from './migration.ts';
import {withOverlays} from './verified-world.ts';
import {type Verification, verify} from './verify.ts';
import {objectsOf, type TargetResult, writeMigration} from './write-migration.ts';

/**
 * Reads the isolation of Rancher, or the policies of a Canal cluster, and writes what takes its place for another engine
 * or owner, compared with what was there (migration.md). Without a target it only says what is there. An unknown engine is
 * a diagnostic.
 */
export async function migrate(request: MigrateRequest): Promise<Migration | {readonly diagnostic: Diagnostic}> {
  const {loaded, from, to} = request;
  const found = readIsolation(loaded);
  const isolation = from === 'rancher' ? found : withoutRancher(found);
  const misnamed = isolation.projects.isolated.find(({id}) => subdomainProblem(id) !== undefined);
  if (misnamed) return {diagnostic: diagnostic('project-id-invalid', undefined, {arguments: {id: misnamed.id}})};
  const agents = runningEngines(loaded.world);
  const running = agents.map(({engine, agent}) => (engine === 'none' ? `none (${agent})` : engine));
  const before = await profileOfToday(request.cni, agents);
  if ('diagnostic' in before) return before;
  const enforced = enforcesPolicies(before, loaded.world);
  const corrections = correctLabels(isolation.users, loaded.world, before);
  const everyone = correctEveryone(isolation, loaded.world, before);
  const findings = [
    ...(running.length > 1 ? [diagnostic('engines-several', undefined, {arguments: {engines: running}})] : []),
    ...(enforced ? [] : [diagnostic('engine-idle', undefined, {arguments: {engine: idleName(before, agents)}})]),
    ...(from === 'rancher' ? isolationFindings(isolation, loaded.world) : canalFindings(found)),
    ...correctionFindings(corrections),
    ...everyoneFindings(everyone),
  ];
  const common = {from, before: before.name, running, isolation, corrections, everyone, flags: flagsOf(request)};
  const offered = await objectsOf('calico', allCorrected(corrections, everyone), loaded);
  const nothing = emptyReason(request, isolation);
  if (nothing || to === undefined) {
    const rest = {companions: [], files: [], offered: offered.objects, losses: []};
    const all = [...(nothing ? [nothing] : []), ...findings];
    const outcome = nothing && to !== undefined ? 'nothing' : 'reported';
    return {...common, ...(to && {to}), after: before.name, findings: all, ...rest, outcome};
  }
  const after = to === 'calico' || to === 'cilium' ? await profileNamed(to) : before;
  if ('diagnostic' in after) return after;
  const result = await writeMigration(request, to, isolation, before);
  if ('diagnostic' in result) return result;
  const world = withOverlays(loaded.world);
  const move: Move = {
    isolation,
    before,
    after,
    byIdentity: to === 'cilium',
    enforced,
    withNodes: request.withNodes,
    world,
    parties: endpointsByParty(world),
    blocks: blockRules(isolation.users),
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

/** An agent that was told not to enforce counts for no engine, and is told by its own name. */
function idleName({name}: Profile, [first]: readonly RunningEngine[]): string {
  return name === 'none' && first?.engine === name ? (first.agent ?? name) : name;
}

function flagsOf({allow, companions, withNodes}: MigrateRequest): readonly string[] {
  return [
    ...(allow === 'equal' ? [] : [`--allow ${allow}`]),
    ...companions.map((name) => `--companions ${name}`),
    ...(withNodes ? [] : ['--without-nodes']),
  ];
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

/** Reads what is written as the target's own reader does, and compares the cluster with it. */
async function verified({applied}: Loaded, {files, replaced}: TargetResult, move: Move): Promise<Verification> {
  const objects = files.flatMap(({content}) => ('object' in content ? [{object: content.object, from: []}] : []));
  const [hcl] = files.flatMap(({content}) => ('hcl' in content ? [content.hcl] : []));
  const back = await readBack(objects, hcl, dialects);
  const kept = move.isolation.users.filter((policy) => !replaced.has(policy));
  const {world} = move;
  const later = move.before.name === move.after.name ? world : asAfterTheMove(world);
  return verify(
    {profile: inPractice(move.before), world, policies: applied},
    {profile: inPractice(move.after), world: withWritten(later, back.world), policies: [...kept, ...back.applied]},
    move,
  );
}

/** By the names that parties have: their own, and that of their owner. */
function endpointsByParty({endpoints}: World): ReadonlyMap<string, readonly Endpoint[]> {
  const parties = new Map<string, Endpoint[]>();
  for (const each of endpoints) {
    const {name, namespace, owner} = each;
    for (const party of [name, ...(owner ? [`${namespace}/${owner.name}`] : [])]) {
      const known = parties.get(party);
      if (known) known.push(each);
      else parties.set(party, [each]);
    }
  }
  return parties;
}

/** Whether everything that differs is meant, or errs in a way that the user allows. */
function isPermitted(
  {allow}: MigrateRequest,
  losses: readonly Loss[],
  verification: Verification | undefined,
): boolean {
  if (allow === 'any') return true;
  const unmeant = (verification?.differences ?? []).flatMap((each) => each.unmeant);
  const wider = losses.some(({effect}) => effect === 'wider') || unmeant.includes('opens');
  const narrower = losses.some(({effect}) => effect === 'narrower') || unmeant.includes('closes');
  return (!wider || allow === 'wider') && (!narrower || allow === 'narrower');
}
