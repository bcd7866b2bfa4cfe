import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {ConnectivityDiff} from '../evaluate/connectivity.ts';
import type {Certificate, CertificateResult} from '../prove/certificate.ts';
import {unseenDifference} from '../prove/unseen-difference.ts';
import type {JudgedDiff} from '../report/diff-answer.ts';
import {type ComparedInputs, enginesDiffer} from './compared-inputs.ts';
import type {Input} from './input.ts';
import {judgedWorld} from './judged-world.ts';
import {withProgress} from './progress.ts';

export interface FoundDiffs {
  readonly judged: readonly JudgedDiff[];
  /** Over all possible clusters, where that was asked; the worst of several engines. */
  readonly certificate?: Certificate;
  /** What was found while answering. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Compares the two inputs, inside the cluster and with the outside, by each pair of engines. */
export async function askDiff(
  compared: ComparedInputs,
  everywhere: boolean,
): Promise<FoundDiffs | {readonly problems: readonly Diagnostic[]}> {
  const {before, after, engines} = compared;
  const hasWorld = before.loaded.hasWorld || after.loaded.hasWorld;
  if (!hasWorld && !everywhere) return {problems: [diagnostic('world-missing', undefined)]};
  const certificate = everywhere ? await certificateOf(compared) : undefined;
  const proof = certificate && {certificate};
  if (!hasWorld) {
    const judged = engines.map(({cni}) => ({cni, diffs: []}));
    return {judged, diagnostics: enginesDiffer(engines), ...proof};
  }
  const {judged, diagnostics} = await judgeBoth(compared);
  const {tooManyDifferences} = await import('./answer-bounds.ts');
  const tooMany = await withProgress('counting', () => tooManyDifferences(judged.flatMap(({diffs}) => diffs)));
  if (tooMany) return {problems: [tooMany]};
  return {judged, diagnostics: [...oneSided(before, after), ...diagnostics], ...proof};
}

/** What differs as each pair of engines judges, made while it is asked for. */
export async function judgeBoth({before, after, engines}: ComparedInputs): Promise<FoundDiffs> {
  const {connectivityDiff} = await import('../evaluate/difference.ts');
  const {addressFindings} = await import('../evaluate/address-findings.ts');
  const judged = await withProgress('comparing', () =>
    engines.map((pair) => ({
      cni: pair.cni,
      diffs: [{}, {external: true}].map(
        (options): ConnectivityDiff =>
          connectivityDiff(judgedWorld(before.loaded, pair.before), judgedWorld(after.loaded, pair.after), options),
      ),
    })),
  );
  const findings = [before, after].map(({loaded}) => addressFindings(loaded.world, loaded.applied));
  const [first, second = []] = findings;
  const same = JSON.stringify(first) === JSON.stringify(second);
  return {judged, diagnostics: [...enginesDiffer(engines), ...(same ? second : findings.flat())]};
}

/** From the worst to the best. */
const results: readonly CertificateResult[] = ['different', 'not-equal', 'wider', 'narrower', 'unproved', 'equal'];

async function certificateOf({before, after, engines}: ComparedInputs): Promise<Certificate | undefined> {
  const {compareClearly} = await import('../prove/everywhere/compare-clearly.ts');
  const certificates = await withProgress('comparing all clusters', () =>
    engines.map((pair) =>
      compareClearly(judgedWorld(before.loaded, pair.before), judgedWorld(after.loaded, pair.after)),
    ),
  );
  return worstOf(certificates, [before, after]);
}

/**
 * The worst of several engines; nothing is proved where some of the inputs could not be read, or where they differ in what
 * no proof looks at.
 */
export function worstOf(
  certificates: readonly Certificate[],
  inputs: readonly Pick<Input, 'loaded'>[],
): Certificate | undefined {
  const worst = results.find((result) => certificates.some((each) => each.result === result));
  const found = certificates.find(({result}) => result === worst);
  if (!found) return undefined;
  if (inputs.some(({loaded}) => loaded.diagnostics.some(({severity}) => severity === 'error'))) {
    return {
      ...found,
      result: 'unproved',
      assumptions: ['not proved: some of the input could not be read'],
      witness: null,
    };
  }
  const why = unseenDifference(inputs.map(({loaded: {applied, world}}) => ({policies: applied, world})));
  return why === undefined ? found : opened(found, why);
}

function opened(certificate: Certificate, why: string): Certificate {
  const {result, assumptions} = certificate;
  if (result === 'equal') return {...certificate, result: 'unproved', assumptions: [`not proved: ${why}`]};
  if (result !== 'narrower' && result !== 'wider') return certificate;
  return {...certificate, result: 'not-equal', assumptions: [`open: ${why}`, ...assumptions]};
}

/** Whose pods and workloads are asked about, where one input has none. */
function oneSided(before: Input, after: Input): readonly Diagnostic[] {
  if (before.loaded.hasWorld === after.loaded.hasWorld) return [];
  const holds = before.loaded.hasWorld ? 'before' : 'after';
  return [diagnostic('world-one-sided', undefined, {arguments: {holds}})];
}
