import {type DialectEntry, dialects as table} from '../../plugins/index.ts';
import {parseVersion, type Version} from '../base/version.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Profile} from '../ir/profile.ts';

export type ProfileChoice = {readonly profiles: readonly Profile[]} | {readonly diagnostic: Diagnostic};

/**
 * The engines to judge by. `auto` goes by the dialects of the policies: those without an engine of their own are judged
 * as their API is written, beside others by the other engine; two engines judge apart (design.md section 3). Another
 * name is one of the table, with or without `@VERSION`, which counts where the engine differs between versions.
 */
export async function chooseProfiles(
  cni: string,
  dialects: readonly string[],
  entries: readonly DialectEntry[] = table,
): Promise<ProfileChoice> {
  const {name: plain, written, version} = statedEngine(cni);
  if (written !== undefined && !version) {
    return {diagnostic: diagnostic('cni-version-invalid', undefined, {arguments: {name: plain, version: written}})};
  }
  const names = cni === 'auto' ? engines(dialects, entries) : [plain];
  const profiles: Profile[] = [];
  for (const name of names) {
    const entry = entries.find((each) => each.profiles.includes(name));
    const found = entry && (await entry.load()).profiles;
    const profile = found && Object.hasOwn(found, name) ? found[name] : undefined;
    if (!profile) return unknown(name, entries);
    profiles.push(version && profile.atVersion ? {...profile.atVersion(version), name: cni} : profile);
  }
  return {profiles};
}

/** The engine of `--cni NAME@VERSION`, with its version as written and as read. */
export function statedEngine(cni: string): {
  readonly name: string;
  readonly written?: string;
  readonly version?: Version;
} {
  const [, name = cni, written] = /^(.+)@([^@]+)$/.exec(cni) ?? [];
  const version = written === undefined ? undefined : parseVersion(written);
  return {name, ...(written !== undefined && {written}), ...(version && {version})};
}

const neutral = 'spec';

function engines(dialects: readonly string[], entries: readonly DialectEntry[]): readonly string[] {
  const present = entries.filter(({name}) => dialects.includes(name)).map(({engine}) => engine);
  const own = [...new Set(present)].filter((engine) => engine !== neutral);
  return own.length > 0 ? own : [neutral];
}

function unknown(name: string, entries: readonly DialectEntry[]): ProfileChoice {
  const known = ['auto', ...entries.flatMap(({profiles}) => profiles)].sort();
  return {diagnostic: diagnostic('cni-unknown', undefined, {arguments: {name, known}})};
}
