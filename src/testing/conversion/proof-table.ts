import {existsSync, readdirSync} from 'node:fs';
import {dialects} from '../../../plugins/index.ts';
import type {Conversion} from '../../convert/conversion.ts';
import {convert} from '../../convert/convert.ts';
import {isPermitted} from '../../convert/permission.ts';
import {readBack} from '../../convert/read-back.ts';
import {emptyWorld} from '../../ir/empty-world.ts';
import {inPractice} from '../../ir/practice.ts';
import type {Profile} from '../../ir/profile.ts';
import type {World} from '../../ir/world.ts';
import {withWritten} from '../../ir/written-world.ts';
import {load} from '../../load/load.ts';
import type {Loaded} from '../../load/loaded.ts';
import {chooseProfiles} from '../../load/profile.ts';
import type {Certificate, CertificateResult} from '../../prove/certificate.ts';
import type {JudgedSet} from '../../prove/this-world.ts';
import {readSources} from '../../sources/read-sources.ts';
import type {SetPair} from '../everywhere/engine-pair.ts';
import {contradictions} from '../everywhere/proof-search.ts';
import {sharedDirectory} from '../shared.ts';
import {spokenWorld} from './random-world.ts';

/** Every dialect that policies can be written in. */
const targets = ['kubernetes', 'admin', 'calico', 'cilium', 'terraform'] as const;

/** Where recorded policies of a dialect are, and the engine that reads them. */
const recordings = [
  {from: 'kubernetes', cni: 'spec', files: ['cluster.yaml', 'policies.yaml']},
  {from: 'admin', cni: 'spec', files: ['cluster.yaml', 'policies.yaml']},
  {from: 'calico', cni: 'calico', files: ['cluster.yaml', 'policies.yaml']},
  {from: 'cilium', cni: 'cilium', files: ['cluster.yaml', 'policies.yaml']},
  {from: 'terraform', cni: 'spec', files: ['']},
] as const;
type Recording = (typeof recordings)[number];

/** What became of one recorded case in another dialect. */
interface ProvedCase {
  readonly name: string;
  readonly result: CertificateResult;
  /** Not handed out without leave. */
  readonly refused: boolean;
  /** A witness goes with it. */
  readonly shown: boolean;
  readonly why: readonly string[];
  /** Connections of random clusters that the certificate says cannot be. */
  readonly contradictions: readonly string[];
  readonly connections: number;
}

/** How much is asked of each case, by both sides in random clusters that are made of what its policies speak of. */
interface Asked {
  readonly worlds: number;
  /** In each. */
  readonly connections: number;
  readonly seed: number;
}

/** Recorded cases by name; of those of Terraform the configurations alone. */
function recordedNames({from}: Recording): readonly string[] {
  const root = `${sharedDirectory}conformance/${from}`;
  const file = from === 'terraform' ? 'main.tf' : 'policies.yaml';
  return readdirSync(root)
    .filter((name) => existsSync(`${root}/${name}/${file}`))
    .sort();
}

/** The policies of a case, and what belongs to them: sets, tiers, the options of the engine; nothing of its cluster. */
async function policiesAlone({from, files}: Recording, name: string): Promise<Loaded> {
  const folder = `${sharedDirectory}conformance/${from}/${name}`;
  const filenames = files.map((file) => `${folder}/${file}`).filter((file) => existsSync(file));
  const loaded = await load((await readSources({filenames})).documents, {namespace: 'default'});
  const {addressSets, tiers, settings} = loaded.world;
  return {...loaded, hasWorld: false, world: {...emptyWorld, addressSets, tiers, settings}};
}

/** One case converted and compared in every possible cluster; undefined where it holds nothing that can be. */
async function provedCase(
  recording: Recording,
  name: string,
  to: string,
  asked: Asked,
): Promise<ProvedCase | undefined> {
  const loaded = await policiesAlone(recording, name);
  if (loaded.policies.length === 0 || loaded.diagnostics.some(({severity}) => severity === 'error')) return undefined;
  const conversion = await convert({loaded, to, allow: 'any', cni: recording.cni});
  if ('diagnostic' in conversion) throw new Error(conversion.diagnostic.code);
  const {certificate, losses} = conversion;
  const found = {connections: 0};
  const pair = asked.connections > 0 ? await comparedSets(loaded, conversion) : undefined;
  return {
    name,
    contradictions: pair ? contradicted(certificate, pair, asked, found) : [],
    connections: found.connections,
    result: certificate.result,
    refused: !isPermitted(certificate, losses, 'equal'),
    shown: certificate.witness !== null,
    why: certificate.assumptions.filter((each) => /^(not proved|open): /.test(each)),
  };
}

/** What the certificate of a conversion compared: each set with the engine that it names. */
async function comparedSets({applied, world}: Loaded, {objects, text, certificate}: Conversion): Promise<SetPair> {
  const [source, target] = await Promise.all([certificate.source, certificate.target].map(({cni}) => engineOf(cni)));
  if (!source || !target) throw new Error('one of the engines is not known');
  const back = await readBack(objects, text, dialects);
  return {
    source: {profile: source, policies: applied, world},
    target: {profile: target, policies: back.applied, world: withWritten(world, back.world)},
  };
}

async function engineOf(cni: string): Promise<Profile | undefined> {
  const chosen = await chooseProfiles(cni, []);
  return 'profiles' in chosen ? chosen.profiles.map(inPractice)[0] : undefined;
}

function contradicted(
  certificate: Certificate,
  pair: SetPair,
  {worlds, connections, seed: first}: Asked,
  counts: {connections: number},
): readonly string[] {
  const policies = [...pair.source.policies, ...pair.target.policies];
  return Array.from({length: worlds}, (_, at) => {
    const seed = first * worlds + at;
    const {world, outside} = spokenWorld(policies, pair.source.world, seed);
    // What sets hold belongs to the policies too.
    const asSeen = ({world: {tiers, settings, addressSets}}: JudgedSet): World => ({
      ...world,
      tiers,
      settings,
      addressSets,
    });
    return contradictions(certificate, pair, asSeen, {seed, connections, counts, outside});
  }).flat();
}

/** What becomes of the recorded cases of one dialect in another; every so manieth case. */
interface ProofRow {
  readonly from: string;
  readonly to: string;
  readonly cases: readonly ProvedCase[];
}

export async function proofRows(every: number, asked: Asked): Promise<readonly ProofRow[]> {
  const rows: ProofRow[] = [];
  for (const recording of recordings) {
    const names = recordedNames(recording).filter((_, index) => index % every === 0);
    for (const to of targets.filter((each) => each !== recording.from)) {
      const found: (ProvedCase | undefined)[] = [];
      for (const name of names) found.push(await provedCase(recording, name, to, asked));
      rows.push({from: recording.from, to, cases: found.filter((each) => each !== undefined)});
    }
  }
  return rows;
}

const results = ['equal', 'narrower', 'wider', 'different', 'not-equal', 'unproved'] as const;

/** The table of `npm run test:conversions`: a line for each two dialects, and what was not proved. */
export function printProofRows(rows: readonly ProofRow[]): string {
  const heading = ['from', 'to', 'cases', ...results, 'refused'];
  const lines = rows.map(({from, to, cases}) => [
    from,
    to,
    `${cases.length}`,
    ...results.map((result) => `${cases.filter((each) => each.result === result).length}`),
    `${cases.filter(({refused}) => refused).length}`,
  ]);
  const open = rows.flatMap(({from, to, cases}) =>
    cases
      .filter(({result}) => result === 'unproved' || result === 'not-equal')
      .map(({name, result, why}) => `${from} to ${to}, ${name}: ${result}, ${why.join('; ')}`),
  );
  return [
    [heading, ...lines].map((line) =>
      line
        .map((cell) => cell.padEnd(10))
        .join(' ')
        .trimEnd(),
    ),
    open,
  ]
    .flat()
    .join('\n');
}

/** The share of cases of which nothing was proved and nothing shown. */
export function unprovedShare(rows: readonly ProofRow[]): number {
  const all = rows.flatMap(({cases}) => cases);
  return all.filter(({result}) => result === 'unproved').length / all.length;
}
