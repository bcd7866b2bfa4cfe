import type {Dialect, Loss} from '../../plugins/dialect.ts';
import {type DialectEntry, dialects as table, targetNames} from '../../plugins/index.ts';
import {compareText} from '../base/order.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Policy} from '../ir/policy.ts';
import type {World} from '../ir/world.ts';
import type {Loaded} from '../load/loaded.ts';
import {certify} from './certify.ts';
import {withComments} from './comments.ts';
import type {Conversion, ConvertRequest} from './conversion.ts';
import {engineLosses} from './engine-losses.ts';
import {chooseEngines, type Engines} from './engines.ts';
import {heeding} from './heeding.ts';
import {hostLosses} from './host-losses.ts';
import {optionLosses} from './option-losses.ts';
import {ownNodeLosses} from './own-node.ts';
import {ownNodeEgressNotes} from './own-node-egress.ts';
import {packetNotes} from './packet-notes.ts';
import {isPermitted} from './permission.ts';
import {readBack} from './read-back.ts';
import {forgottenRemainders, refusedObjects} from './unsaid.ts';
import {writeTarget} from './write-target.ts';

/**
 * Says the same in another dialect and proves it: what is written is read back by the target's own reader and compared
 * with the source (design.md section 7). Every policy document is written, those of one name too, in input order.
 * An unknown dialect or engine is a diagnostic.
 */
export async function convert(request: ConvertRequest): Promise<Conversion | {readonly diagnostic: Diagnostic}> {
  const {loaded, to, from = 'auto', allow, imports = false, cni, dialects = table} = request;
  const target = await findTarget(to, dialects);
  if ('diagnostic' in target) return target;
  const origin = from === 'auto' ? undefined : await findDialect(from, dialects);
  if (origin && 'diagnostic' in origin) return origin;

  const chosen = loaded.policies.filter((policy) => comesFrom(policy, origin));
  const carries = target.carry !== undefined;
  const engines = await chooseEngines(cni, chosen, {name: target.name, carries}, dialects);
  if ('diagnostic' in engines) return engines;
  const policies = spelledOut(chosen, engines, loaded.world);

  const world = worldOf(loaded);
  const written = await writeTarget(policies, target, {allow, imports, ...(world && {world})}, dialects);
  const back = await readBack(written.objects, written.text, dialects);
  const refused = refusedObjects(back, written.objects, carries);
  const told = [...written.losses, ...refused, ...practiceLosses(policies, {...written, back}, engines, loaded.world)];
  const losses = distinct([...told, ...forgottenRemainders(policies, told, back.policies)]).sort(byPlace);
  const applied = loaded.applied.filter((policy) => comesFrom(policy, origin));
  const proved = certify(loaded, applied, back, engines);
  const [profile] = engines.source;
  const source = profile && {profile, policies: applied, world: loaded.world};
  const certificate = source ? heeding(proved, losses, source) : proved;
  const unsaid = source ? engineLosses(certificate, losses, source) : [];
  const all = [...losses, ...unsaid].sort(byPlace);
  const objects = withComments(written.objects, loaded.comment);
  return {...written, objects, policies, losses: all, certificate, written: isPermitted(certificate, all, allow)};
}

/** What the source's engine never looks at must not wake up under another one. */
function spelledOut(policies: readonly Policy[], {source, unchanged}: Engines, world: World): readonly Policy[] {
  const [profile, ...others] = source;
  const change = profile?.spelledOut;
  if (!change || others.length > 0 || unchanged) return policies;
  const settings = profile.settings(world);
  return policies.map((policy) => change(policy, settings, world));
}

/** What the two engines do otherwise whatever is written; several sources have no single answer. */
function practiceLosses(
  policies: readonly Policy[],
  {objects, losses, back}: Pick<Conversion, 'objects' | 'losses'> & {readonly back: Loaded},
  {source, target}: Engines,
  world: World,
): readonly Loss[] {
  const [profile, ...others] = source;
  if (!profile || others.length > 0) return [];
  const converted = policies.map((policy) => {
    const numbers = objects.flatMap(({from}, index) => (from.includes(policy) ? [index + 1] : []));
    return {policy, back: back.policies.filter(({origin}) => numbers.includes(origin.document))};
  });
  return [
    ...ownNodeLosses(converted, profile, target, world, losses),
    ...ownNodeEgressNotes(policies, profile, target),
    ...packetNotes(policies, profile, target, world),
    ...hostLosses(policies, profile, target, world),
    ...optionLosses(profile, target, world),
  ];
}

async function findDialect(
  name: string,
  dialects: readonly DialectEntry[],
): Promise<Dialect | {readonly diagnostic: Diagnostic}> {
  const dialect = await dialects.find((each) => each.name === name)?.load();
  return dialect ?? {diagnostic: unknownDialect(name, dialects)};
}

/** What is to be written: a dialect that can write or carry, or one of its forms in its place. */
async function findTarget(
  name: string,
  dialects: readonly DialectEntry[],
): Promise<Dialect | {readonly diagnostic: Diagnostic}> {
  const entry = dialects.find((each) => each.name === name || each.forms?.includes(name));
  const dialect = await entry?.load();
  const form = entry?.name === name ? undefined : dialect?.forms?.[name];
  if (dialect && form) return {...dialect, write: form.write};
  return dialect && (dialect.write ?? dialect.carry) ? dialect : {diagnostic: unknownDialect(name, dialects)};
}

function unknownDialect(name: string, dialects: readonly DialectEntry[]): Diagnostic {
  const known = [...targetNames(dialects)].sort(compareText);
  return diagnostic('dialect-unknown', undefined, {arguments: {name, known}});
}

/** A carrier has no policies of its own: what it held has the address of a resource. */
function comesFrom({id, origin}: Policy, dialect: Dialect | undefined): boolean {
  if (!dialect) return true;
  return id.dialect === dialect.name || (dialect.carry !== undefined && origin.resource !== undefined);
}

/** Absent when only policies were given, so that a writer does not take the empty world for the truth. */
function worldOf({world}: Loaded): World | undefined {
  const {endpoints, nodes, services, backends, addressSets, tiers} = world;
  return [endpoints, nodes, services, backends, addressSets, tiers].some(({length}) => length > 0) ? world : undefined;
}

/** What several written objects lose at the same place of the source is said once. */
function distinct(losses: readonly Loss[]): Loss[] {
  return [...new Map(losses.map((loss) => [JSON.stringify(loss), loss] as const)).values()];
}

function byPlace(a: Loss, b: Loss): number {
  const [left, right] = [a, b].map(({origin}) => origin);
  if (!left || !right) return 0;
  return (
    compareText(left.file, right.file) ||
    left.document - right.document ||
    comparePaths(left.path, right.path) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Step by step, positions as numbers. */
function comparePaths(a: Loss['origin']['path'], b: Loss['origin']['path']): number {
  for (const [index, step] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (step === other) continue;
    return typeof step === 'number' && typeof other === 'number'
      ? step - other
      : compareText(String(step), String(other));
  }
  return a.length - b.length;
}
