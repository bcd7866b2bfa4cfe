import {sortedUnique} from '../base/order.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {StagedCounts} from '../evaluate/enforce-staged.ts';
import type {Profile} from '../ir/profile.ts';
import {type Input, type InputFlags, inputOptions, type RawToken, readInput} from './input.ts';
import {endReading} from './optimize-late.ts';
import {withProgress} from './progress.ts';

export interface SessionFlags extends InputFlags {
  readonly cni: string;
  readonly output?: string | undefined;
  readonly verbose: boolean;
  readonly 'skip-invalid': boolean;
  readonly 'warnings-as-errors': boolean;
  /** Absent for verbs that do not ask. */
  readonly staged?: boolean;
}

/** One call of a verb: what it works on, the engines that judge, and how the user wants the answer. */
export interface Session {
  readonly flags: SessionFlags;
  readonly input: Input;
  /** Several where two engines judge one set (design.md section 3); none where `--cni` names nobody. */
  readonly profiles: readonly Profile[];
  /** False where the question cannot even be asked: nothing was read, or the engine is not known. */
  readonly ready: boolean;
  /** Why not, beyond what the input's own diagnostics say. */
  readonly obstacles: readonly Diagnostic[];
  /** With `--staged`: the policies of the input are as if these staged ones were enforced. */
  readonly staged?: StagedCounts;
}

/** Reads the input and chooses the engines. `clusters`: whether the verb judges, which is done of one cluster alone. */
export async function openSession(
  flags: SessionFlags,
  raw: readonly RawToken[],
  clusters: 'one' | 'any' = 'one',
): Promise<Session> {
  const input = await withProgress('reading', () => readInput(inputOptions(flags, raw)));
  endReading();
  const {chooseProfiles} = await import('../load/profile.ts');
  // `auto` goes by the cluster when it is live, else by the dialects present (design.md section 3).
  const cni = flags.cni === 'auto' ? (input.engine ?? 'auto') : flags.cni;
  const choice = await chooseProfiles(cni, input.loaded.dialects);
  if ('diagnostic' in choice) return {flags, input, profiles: [], ready: false, obstacles: [choice.diagnostic]};
  const {profiles} = choice;
  const obstacles = clusters === 'one' ? severalClusters(input) : [];
  if (obstacles.length > 0) return {flags, input, profiles, ready: false, obstacles};
  const {input: asked, ...staged} = flags.staged ? await withStaged(input) : {input};
  return {flags, input: await withFindings(asked, profiles), ...staged, profiles, ready: !input.empty, obstacles: []};
}

/** Resources of several provider configurations of which none was chosen. */
export function severalClusters(input: Pick<Input, 'diagnostics'>): readonly Diagnostic[] {
  const providers = clustersIn(input);
  return providers.length > 0 ? [diagnostic('clusters-several', undefined, {arguments: {providers}})] : [];
}

/** The provider configurations of an input that has several of them and was not told which count. */
export function clustersIn({diagnostics}: Pick<Input, 'diagnostics'>): readonly string[] {
  const found = diagnostics.filter(({code}) => code === 'terraform-providers');
  return sortedUnique(
    found.flatMap(({arguments: {providers}}) => (Array.isArray(providers) ? providers.map(String) : [])),
  );
}

/** What is odd about the policies in the world that is given, beside what reading found. */
async function withFindings(input: Input, profiles: readonly Profile[]): Promise<Input> {
  const {applied, world, hasWorld} = input.loaded;
  if (!hasWorld) return input;
  const {orderFindings} = await import('../evaluate/order-findings.ts');
  const {referenceFindings} = await import('../evaluate/reference-findings.ts');
  const found = profiles.flatMap((profile) => [
    ...referenceFindings(profile, world, applied),
    ...orderFindings(profile, world, applied),
  ]);
  return found.length === 0 ? input : {...input, diagnostics: [...input.diagnostics, ...found]};
}

/** The input as if its staged policies were enforced. */
async function withStaged(input: Input): Promise<{readonly input: Input; readonly staged: StagedCounts}> {
  const {enforceStaged} = await import('../evaluate/enforce-staged.ts');
  const {policies, world, counts, diagnostics} = enforceStaged(input.loaded.applied, input.loaded.world);
  const {clear} = input.loaded;
  const inside = clear && enforceStaged(clear.applied, clear.world);
  const loaded = {
    ...input.loaded,
    ...{applied: policies, world},
    ...(inside && {clear: {applied: inside.policies, world: inside.world}}),
  };
  return {input: {...input, loaded, diagnostics: [...input.diagnostics, ...diagnostics]}, staged: counts};
}
