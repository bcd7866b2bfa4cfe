import type {DialectEntry} from '../../plugins/index.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {Policy} from '../ir/policy.ts';
import {inPractice} from '../ir/practice.ts';
import type {Profile} from '../ir/profile.ts';
import {chooseProfiles} from '../load/profile.ts';

/** Who reads the two sides. Several sources: each judges alone, and no single comparison stands for them all. */
export interface Engines {
  readonly source: readonly Profile[];
  readonly target: Profile;
  /** The same engines read both sides, since no policy changes its dialect. */
  readonly unchanged: boolean;
}

/**
 * The source is read by the engine that `cni` names, for `auto` by that of its dialects. The target is read by its own
 * dialect's engine, but where nothing changes dialect (a carrier, or policies that are of the target already) the same
 * engine goes on reading.
 */
export async function chooseEngines(
  cni: string,
  policies: readonly Policy[],
  target: {readonly name: string; readonly carries: boolean},
  entries: readonly DialectEntry[],
): Promise<Engines | {readonly diagnostic: Diagnostic}> {
  const dialects = [...new Set(policies.map(({id}) => id.dialect))].sort();
  const source = await chooseProfiles(cni, dialects, entries);
  if ('diagnostic' in source) return source;
  const unchanged = target.carries || dialects.every((name) => name === target.name);
  const own = unchanged ? source : await chooseProfiles('auto', [target.name], entries);
  if ('diagnostic' in own) return own;
  const [profile] = own.profiles;
  if (!profile) throw new Error(`the dialect ${target.name} names no engine`);
  return {source: source.profiles.map(inPractice), target: inPractice(profile), unchanged};
}
