import {existsSync, readdirSync} from 'node:fs';
import type {Loss} from '../../../plugins/dialect.ts';
import type {Conversion} from '../../convert/conversion.ts';
import {convert} from '../../convert/convert.ts';
import {writtenDocuments} from '../../convert/read-back.ts';
import type {Origin} from '../../diagnostics/origin.ts';
import type {Decision} from '../../evaluate/answer.ts';
import {type Batch, type BatchAnswer, batch} from '../../evaluate/batch.ts';
import {naiveEvaluator} from '../../evaluate/naive.ts';
import {inPractice} from '../../ir/practice.ts';
import type {Profile} from '../../ir/profile.ts';
import {load} from '../../load/load.ts';
import type {Loaded} from '../../load/loaded.ts';
import {chooseProfiles} from '../../load/profile.ts';
import type {Document} from '../../sources/document.ts';
import {readSources} from '../../sources/read-sources.ts';
import {readTable} from '../conformance/check.ts';
import {readShared, sharedDirectory} from '../shared.ts';

/** A recorded case, converted to another dialect. */
export interface ConvertedCase {
  readonly name: string;
  readonly conversion: Conversion;
  /** What the case's cluster and the written objects are, read together. */
  readonly target: Loaded;
  /** Recorded connections that are answered otherwise after the conversion, though no loss of it says so. */
  readonly unexplained: readonly string[];
  readonly rows: number;
  readonly different: number;
  /** Of these, sides that one of the engines decides before any policy is asked. */
  readonly builtIn: number;
}

export interface Pair {
  /** The folder of recorded cases. */
  readonly from: 'kubernetes' | 'calico' | 'cilium';
  /** The engine that its rows were recorded of. */
  readonly source: string;
  readonly to: string;
}

/** The names of all recorded cases of a folder, sorted. */
export function recordedCases(folder: Pair['from']): readonly string[] {
  const root = `${sharedDirectory}conformance/${folder}`;
  return readdirSync(root)
    .filter((name) => existsSync(`${root}/${name}/verdicts.tsv`))
    .sort();
}

/** Converts one case and asks every recorded connection of both sets of policies, each by the engine of its dialect. */
export async function convertedCase(pair: Pair, name: string): Promise<ConvertedCase> {
  const path = `conformance/${pair.from}/${name}`;
  const [cluster, policies] = await Promise.all([
    documentsOf(`${path}${CLUSTER}`),
    documentsOf(`${path}/policies.yaml`),
  ]);
  const loaded = await load([...cluster, ...policies], {namespace: 'default'});
  const conversion = await convert({loaded, to: pair.to, allow: 'any', cni: pair.source});
  if (!('certificate' in conversion)) throw new Error(JSON.stringify(conversion));
  const target = await load([...cluster, ...writtenDocuments(conversion.objects, undefined)], {namespace: 'default'});
  const [before, after] = [
    answers(loaded, await profileOf(pair.source)),
    answers(target, await profileOf(pair.to === 'kubernetes' ? 'spec' : pair.to)),
  ];
  const lines = readTable(readShared(`${path}/verdicts.tsv`)).map(
    ([from = '', to = '', protocol = '', port = '', http = '']) => {
      const line = {from, to, protocol, port, http};
      return {line, found: differences(before(line), after(line), conversion)};
    },
  );
  const different = lines.filter(({found}) => found.length > 0);
  return {
    name,
    conversion,
    target,
    rows: lines.length,
    different: different.length,
    builtIn: different.flatMap(({found}) => found.filter(({builtIn}) => builtIn)).length,
    unexplained: different.flatMap(({line, found}) =>
      found
        .filter((each) => !conversion.losses.some((loss) => explains(loss, each)))
        .map(({side, was, is}) => `${name}: ${Object.values(line).join(' ')}: ${side} ${was}, then ${is}`),
    ),
  };
}

async function documentsOf(path: string): Promise<readonly Document[]> {
  const file = `${sharedDirectory}${path}`;
  return existsSync(file) ? (await readSources({filenames: [file]})).documents : [];
}

async function profileOf(cni: string): Promise<Profile> {
  const chosen = await chooseProfiles(cni, []);
  const profile = 'profiles' in chosen ? chosen.profiles[0] : undefined;
  if (!profile) throw new Error(`no profile ${cni}`);
  return inPractice(profile);
}

function answers({world, applied}: Loaded, profile: Profile): Batch {
  return batch(naiveEvaluator(profile, world, applied), world, applied, {namespace: 'default'});
}

/** The file of what is no policy. */
const CLUSTER = '/cluster.yaml';

/** The file of written documents. */
const WRITTEN = 'converted';

interface Difference {
  readonly side: 'egress' | 'ingress';
  readonly was: string;
  readonly is: string;
  /** The documents of the source that either side looked at, what was written of them included. */
  readonly documents: ReadonlySet<string>;
  readonly builtIn: boolean;
}

function differences(
  before: ReturnType<Batch>,
  after: ReturnType<Batch>,
  {objects}: Conversion,
): readonly Difference[] {
  if ('error' in before || 'error' in after) throw new Error(JSON.stringify([before, after]));
  return (['egress', 'ingress'] as const).flatMap((side): readonly Difference[] => {
    const [was, is] = [open(before[side]), open(after[side])];
    if (was === is) return [];
    const written = originsBehind(after, side).flatMap(({file, document}) =>
      file === WRITTEN ? (objects[document - 1]?.from ?? []).map(({origin}) => origin) : [],
    );
    const documents = new Set([...originsBehind(before, side), ...written].map(documentOf));
    return [{side, was, is, documents, builtIn: isBuiltIn(before, side) || isBuiltIn(after, side)}];
  });
}

/** A side that is under no policy lets everything through. */
function open(side: BatchAnswer['egress']): string {
  return side === '-' ? 'allow' : side;
}

/** No policy has a say: a rule of the engine comes before them, or one denies what no policy selects. */
function isBuiltIn({verdicts}: BatchAnswer, side: 'egress' | 'ingress'): boolean {
  return verdicts.some((each) => {
    const {verdict, reason, decidedBy = []} = each[side] ?? {};
    return reason === 'built-in' || (reason === 'default' && verdict === 'deny' && decidedBy.length === 0);
  });
}

/** Where the policies stand that one side looked at. */
function originsBehind({verdicts}: BatchAnswer, side: 'egress' | 'ingress'): readonly Origin[] {
  const decisions = verdicts.map((each): Decision | null => each[side]);
  return decisions.flatMap((each) => (each ? [...each.considered, ...each.decidedBy] : [])).map(({origin}) => origin);
}

function documentOf({file, document}: Origin): string {
  return `${file} ${document}`;
}

/**
 * A loss of the right direction, in a policy that was looked at; where no policy has a say, in an object of the cluster. Some
 * losses name traffic that certificates leave out, and have no direction.
 */
function explains(loss: Loss, {side, was, is, documents, builtIn}: Difference): boolean {
  const needed = was === 'allow' ? 'narrower' : is === 'allow' ? 'wider' : undefined;
  const fits = needed ? loss.effect === needed : loss.effect !== 'none';
  const isPlace = documents.has(documentOf(loss.origin)) || (builtIn && loss.origin.file.endsWith(CLUSTER));
  return isPlace && !isOfOtherSide(loss, side) && (fits || LEFT_OUT.has(loss.code));
}

/** It stands in the rules of the other direction. */
function isOfOtherSide({origin}: Loss, side: Difference['side']): boolean {
  const section = origin.path.find((step) => /^(ingress|egress)(Deny)?$/.test(String(step)));
  return section !== undefined && !String(section).startsWith(side);
}

/** Odd packets and requests that no option of the writer mends. */
const LEFT_OUT: ReadonlySet<string> = new Set(['packets', 'icmp-family', 'http-path']);
