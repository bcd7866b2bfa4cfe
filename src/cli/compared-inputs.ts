import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Source} from '../diagnostics/origin.ts';
import type {Profile} from '../ir/profile.ts';
import type {World, WorldPart} from '../ir/world.ts';
import {
  type Input,
  type InputOptions,
  inputOptions,
  namespaceOf,
  type RawToken,
  type Read,
  readDocuments,
  readersIn,
  readNames,
  understand,
} from './input.ts';
import {endReading} from './optimize-late.ts';
import {withProgress} from './progress.ts';
import {type Session, type SessionFlags, severalClusters} from './session.ts';
import {UsageError} from './usage-error.ts';

/** An engine that judges one input and the one that judges the other; mostly the same. */
export interface EnginePair {
  /** One name, or both. */
  readonly cni: string;
  readonly before: Profile;
  readonly after: Profile;
}

export interface ComparedInputs {
  readonly before: Input;
  readonly after: Input;
  readonly engines: readonly EnginePair[];
  /** Both together, for what is said of the run as a whole. */
  readonly session: Session;
}

/**
 * Reads both inputs, each with what `-f` gives to both, and chooses the engines of each. What a name stands for is as
 * with `-f`; `cluster` is the live one, `/dev/null` an input without anything.
 */
export async function openComparison(
  flags: SessionFlags,
  raw: readonly RawToken[],
  names: {readonly before: string; readonly after: string},
): Promise<ComparedInputs> {
  const shared = flags.filename ?? [];
  if ([names.before, names.after, ...shared].filter((name) => name === '-').length > 1) {
    throw new UsageError('standard input is named twice: it can be read only once');
  }
  const options = inputOptions(flags, raw);
  const [before, after] = await withProgress('reading', () => readBoth(options, names));
  return comparisonOf(flags, before, after);
}

/** Chooses the engines that judge two inputs. */
export async function comparisonOf(flags: SessionFlags, before: Input, after: Input): Promise<ComparedInputs> {
  endReading();
  const chosen = await chooseEngines(flags.cni, before, after);
  const engines = 'diagnostic' in chosen ? [] : chosen.engines;
  const input = together(before, after);
  const obstacles = 'diagnostic' in chosen ? [chosen.diagnostic] : severalClusters(input);
  const profiles = engines.map((pair) => ({...pair.after, name: pair.cni}));
  const ready = engines.length > 0 && obstacles.length === 0 && !before.empty && !after.empty;
  return {before, after, engines, session: {flags, input, profiles, ready, obstacles}};
}

/**
 * What both share is read once; a plan stands for its before side in the one and its after side in the other. An input
 * of its own without anything in it leaves nothing to compare.
 */
async function readBoth(
  options: InputOptions,
  names: {readonly before: string; readonly after: string},
): Promise<readonly [Input, Input]> {
  const shared = [
    ...(options.filenames.length > 0 ? [await readDocuments(options)] : []),
    ...(await readNames(options)),
  ];
  const before = await readOne(options, names.before);
  const after = await readOne(options, names.after);
  const namespace = namespaceOf([...before, ...after, ...shared]);
  const input = async (side: 'before' | 'after', other?: Input): Promise<Input> => {
    const own = side === 'before' ? before : after;
    const world = other && lent(other.loaded.world);
    const all = await understand([...shared, ...own], {
      ...readersIn(options),
      ...{namespace, side},
      ...(world && {world}),
    });
    return {...all, empty: own.some(({documents}) => documents.length === 0)};
  };
  const [left, right] = [await input('before'), await input('after')];
  if (left.loaded.hasWorld === right.loaded.hasWorld) return [left, right];
  return left.loaded.hasWorld ? [left, await input('after', left)] : [await input('before', right), right];
}

/**
 * An input of policies alone is asked about the pods and workloads of the other. Sets of addresses and tiers are written
 * with policies, so that they belong to their own input.
 */
function lent({addressSets: _sets, tiers: _tiers, ...world}: World): WorldPart {
  return world;
}

async function readOne(options: InputOptions, name: string): Promise<readonly Read[]> {
  if (name === '/dev/null') return [];
  return [await readDocuments({...options, filenames: name === 'cluster' ? [] : [name]})];
}

type Engines = {readonly engines: readonly EnginePair[]} | {readonly diagnostic: Diagnostic};

/** `auto` goes by a live cluster, else chooses for each input; one without policies is judged as the other. */
async function chooseEngines(cni: string, before: Input, after: Input): Promise<Engines> {
  const {chooseProfiles} = await import('../load/profile.ts');
  const engine = before.engine ?? after.engine;
  const choose = ({loaded}: Input, {loaded: other}: Input): ReturnType<typeof chooseProfiles> => {
    const dialects = loaded.policies.length > 0 ? loaded.dialects : other.dialects;
    return chooseProfiles(cni === 'auto' ? (engine ?? 'auto') : cni, dialects);
  };
  const [left, right] = [await choose(before, after), await choose(after, before)];
  if ('diagnostic' in left) return left;
  if ('diagnostic' in right) return right;
  return {engines: pairsOf(left.profiles, right.profiles)};
}

/** Each engine of the input that has more of them with the same one of the other, else with the first there. */
function pairsOf(before: readonly Profile[], after: readonly Profile[]): readonly EnginePair[] {
  const partner = (all: readonly Profile[], wanted: Profile): Profile =>
    all.find(({name}) => name === wanted.name) ?? all[0] ?? wanted;
  const pairs =
    before.length > after.length
      ? before.map((profile) => ({before: profile, after: partner(after, profile)}))
      : after.map((profile) => ({before: partner(before, profile), after: profile}));
  return pairs.map((pair) => {
    const [from, to] = [pair.before.name, pair.after.name];
    return {...pair, cni: from === to ? from : `${from}, then ${to}`};
  });
}

/** What holds for either input holds for the run; what both say is said once. */
function together(before: Input, after: Input): Input {
  const diagnostics = [...before.diagnostics, ...after.diagnostics];
  const unique = <T>(values: readonly T[]): readonly T[] => [
    ...new Map(values.map((value) => [JSON.stringify(value), value] as const)).values(),
  ];
  return {
    ...after,
    diagnostics: unique(diagnostics),
    names: unique([...before.names, ...after.names]),
    text: (file) => before.text(file) ?? after.text(file),
    locate: (origin): Source => {
      const found = before.locate(origin);
      return found.line === undefined ? after.locate(origin) : found;
    },
    empty: before.empty || after.empty,
  };
}

/** That the two inputs are judged differently, where they are. */
export function enginesDiffer(engines: readonly EnginePair[]): readonly Diagnostic[] {
  const names = (side: 'before' | 'after'): string => [...new Set(engines.map((pair) => pair[side].name))].join('+');
  const [before, after] = [names('before'), names('after')];
  if (before === after) return [];
  return [diagnostic('engines-differ', undefined, {arguments: {before, after}})];
}
