import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {ConnectivityDiff} from '../evaluate/connectivity.ts';
import type {Profile} from '../ir/profile.ts';
import type {JudgedDiff} from '../report/diff-answer.ts';
import {type ComparedInputs, enginesDiffer} from './compared-inputs.ts';
import type {Input} from './input.ts';
import {withProgress} from './progress.ts';

export interface FoundDiffs {
  readonly judged: readonly JudgedDiff[];
  /** What was found while answering. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Compares the two inputs, inside the cluster and with the outside, by each pair of engines. */
export async function askDiff({
  before,
  after,
  engines,
}: ComparedInputs): Promise<FoundDiffs | {readonly problems: readonly Diagnostic[]}> {
  if (!before.loaded.hasWorld && !after.loaded.hasWorld) return {problems: [diagnostic('world-missing', undefined)]};
  const {connectivityDiff} = await import('../evaluate/difference.ts');
  const {addressFindings} = await import('../evaluate/address-findings.ts');
  const side = ({loaded}: Input, profile: Profile) => ({profile, world: loaded.world, policies: loaded.applied});
  const judged = await withProgress('comparing', () =>
    engines.map((pair) => ({
      cni: pair.cni,
      diffs: [{}, {external: true}].map(
        (options): ConnectivityDiff => connectivityDiff(side(before, pair.before), side(after, pair.after), options),
      ),
    })),
  );
  const findings = [before, after].map(({loaded}) => addressFindings(loaded.world, loaded.applied));
  const [first, second = []] = findings;
  const same = JSON.stringify(first) === JSON.stringify(second);
  const remarks = [...oneSided(before, after), ...enginesDiffer(engines), ...(same ? second : findings.flat())];
  return {judged, diagnostics: remarks};
}

/** Whose pods and workloads are asked about, where one input has none. */
function oneSided(before: Input, after: Input): readonly Diagnostic[] {
  if (before.loaded.hasWorld === after.loaded.hasWorld) return [];
  const holds = before.loaded.hasWorld ? 'before' : 'after';
  return [diagnostic('world-one-sided', undefined, {arguments: {holds}})];
}
