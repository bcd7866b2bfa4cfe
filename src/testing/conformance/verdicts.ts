import {existsSync, readdirSync} from 'node:fs';
import {batch} from '../../evaluate/batch.ts';
import {classEvaluator} from '../../evaluate/class-evaluator.ts';
import {naiveEvaluator} from '../../evaluate/naive.ts';
import type {Profile} from '../../ir/profile.ts';
import {load} from '../../load/load.ts';
import {chooseProfiles} from '../../load/profile.ts';
import {readSources} from '../../sources/read-sources.ts';
import {classDifference} from '../class-difference.ts';
import {readShared, sharedDirectory} from '../shared.ts';
import {type Check, type CheckResult, readTable} from './check.ts';

/**
 * The verdict cases of a folder, each row through the code that `can --connections` uses, by the naive evaluator and by
 * the one of classes. A row holds when both give both sides and the verdict as recorded and, where it names exactly one
 * deciding policy, that one is among theirs.
 */
export function verdicts(folder: string, cni: string): Check {
  return async function* () {
    const profile = await profileOf(cni);
    const root = `conformance/${folder}`;
    for (const name of readdirSync(`${sharedDirectory}${root}`).sort()) {
      if (existsSync(`${sharedDirectory}${root}/${name}/verdicts.tsv`)) {
        yield await checkCase(`${folder}/verdicts/${name}`, `${root}/${name}`, profile);
      }
    }
  };
}

async function profileOf(cni: string): Promise<Profile> {
  const chosen = await chooseProfiles(cni, []);
  const profile = 'profiles' in chosen ? chosen.profiles[0] : undefined;
  if (!profile) throw new Error(`no profile ${cni}`);
  return profile;
}

async function checkCase(name: string, path: string, profile: Profile): Promise<CheckResult> {
  const rows = readTable(readShared(`${path}/verdicts.tsv`));
  const files = ['cluster.yaml', 'policies.yaml'].map((file) => `${sharedDirectory}${path}/${file}`);
  const sources = await readSources({filenames: files.filter((file) => existsSync(file)), recursive: false});
  const loaded = await load(sources.documents, {namespace: 'default'});
  const classes = classEvaluator(profile, loaded.world, loaded.applied);
  const answers = [naiveEvaluator(profile, loaded.world, loaded.applied), classes].map((evaluator) =>
    batch(evaluator, loaded.world, loaded.applied, {namespace: 'default'}),
  );
  const wrong = rows.flatMap((row, index) => {
    const [from = '', to = '', protocol = '', port = '', http = '', ...recorded] = row;
    const problems = answers.flatMap((answer) => {
      const ours = answer({from, to, protocol, port, http});
      if ('error' in ours) return [`error ${ours.error.code}`];
      return difference(recorded, ours) ?? ours.verdicts.flatMap((verdict) => classDifference(verdict, classes) ?? []);
    });
    return problems.length === 0 ? [] : [{row: String(index + 1), why: `${row.slice(0, 5).join(' ')}: ${problems[0]}`}];
  });
  return {name, total: rows.length, wrong};
}

interface Answer {
  readonly egress: string;
  readonly ingress: string;
  readonly verdict: string;
  readonly egressBy: string;
  readonly ingressBy: string;
}

function difference(recorded: readonly string[], ours: Answer): string | undefined {
  const [egress, ingress, verdict, egressBy = '', ingressBy = ''] = recorded;
  if (egress !== ours.egress) return `egress ${ours.egress} (${ours.egressBy}), recorded ${egress} (${egressBy})`;
  if (ingress !== ours.ingress)
    return `ingress ${ours.ingress} (${ours.ingressBy}), recorded ${ingress} (${ingressBy})`;
  if (verdict !== ours.verdict) return `verdict ${ours.verdict}, recorded ${verdict}`;
  if (!names(egressBy, ours.egressBy)) return `egress by ${ours.egressBy}, recorded ${egressBy}`;
  if (!names(ingressBy, ours.ingressBy)) return `ingress by ${ours.ingressBy}, recorded ${ingressBy}`;
  return undefined;
}

/** Only a single named policy (or tier) is compared; the words `default`, `?` and `-` name none. */
function names(recorded: string, ours: string): boolean {
  return !recorded.includes('/') || recorded.includes(',') || ours.split(',').includes(recorded);
}
