import type {Json} from '../base/json.ts';
import {sortedUnique} from '../base/order.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {ConnectivityDiff} from '../evaluate/connectivity.ts';
import type {JudgedWorld} from '../evaluate/matrix-parts.ts';
import {policiesWithin} from '../evaluate/policies-within.ts';
import type {Certificate} from '../prove/certificate.ts';
import type {JudgedDiff} from '../report/diff-answer.ts';
import type {PlannedChange} from '../report/review-answer.ts';
import {worstOf} from './ask-diff.ts';
import {enginesDiffer} from './compared-inputs.ts';
import type {Input} from './input.ts';
import {judgedWorld} from './judged-world.ts';
import {withProgress} from './progress.ts';
import type {ReviewedPlan} from './reviewed-plan.ts';

/** A change of policies seen by pods made for it. */
export interface FoundStandIns {
  readonly judged: readonly JudgedDiff[];
  /** Over all possible clusters; the worst of several engines. */
  readonly certificate: Certificate | undefined;
  /** Both sides of each small cluster, as the first engine judges them. */
  readonly worlds: readonly {readonly before: JudgedWorld; readonly after: JudgedWorld}[];
  /** Changed resources of which no connections are shown, since there are too many. */
  readonly left: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a plan does where no workloads are known: over all possible clusters, and in small ones that show it. */
export async function askStandIns(
  {before, after, engines}: ReviewedPlan,
  acting: readonly PlannedChange[],
): Promise<FoundStandIns> {
  const {connectivityDiff} = await import('../evaluate/difference.ts');
  const changed = acting.map(({address}) => address);
  const {standIns} = await import('../prove/everywhere/stand-ins.ts');
  const found = await withProgress('comparing all clusters', () =>
    engines.map((pair) => {
      const [left, right] = [judgedWorld(before.loaded, pair.before), judgedWorld(after.loaded, pair.after)];
      const {certificate, worlds, left: rest} = standIns(left, right, changed);
      const sides = worlds.map((world) => ({before: inWorld(left, world), after: inWorld(right, world)}));
      const diffs = sides.flatMap((side): readonly ConnectivityDiff[] =>
        [{}, {external: true}].map((options) => connectivityDiff(side.before, side.after, options)),
      );
      return {cni: pair.cni, diffs, certificate, sides, rest};
    }),
  );
  const certificates = found.map(({certificate}) => certificate);
  const worst = worstOf(certificates, [before, after]);
  return {
    judged: found,
    certificate: worst && openCertificate([before, after], acting, worst),
    worlds: found[0]?.sides ?? [],
    left: Math.max(...found.map(({rest}) => rest)),
    diagnostics: enginesDiffer(engines),
  };
}

/**
 * Made for the policies as they are shown: sensitive values decide nothing there. Policies of namespaces that a small world
 * has not have no say in it, and a plan may have many.
 */
function inWorld({profile, policies}: JudgedWorld, world: JudgedWorld['world']): JudgedWorld {
  return {profile, policies: policiesWithin(policies, world), world};
}

/** What the change of something else than policies, such as a namespace's labels, does to pods nobody knows is open. */
function openCertificate(
  inputs: readonly Input[],
  acting: readonly PlannedChange[],
  certificate: Certificate,
): Certificate {
  const carriers = new Set(inputs.flatMap(({loaded}) => loaded.applied.map(({origin}) => origin.resource)));
  const other = acting.find(({address, actions}) => !carriers.has(address) && actions.join() !== 'create');
  if (!other) return certificate;
  const why = `not proved: ${other.address} changes, and the pods that it concerns are not known`;
  return {...certificate, result: 'unproved', assumptions: [why], witness: null};
}

/** The risks of all small clusters; where several show the same of their pods, these are named together. */
export function standInRisks(
  worlds: FoundStandIns['worlds'],
  risksOf: (sides: FoundStandIns['worlds'][number]) => readonly Diagnostic[],
): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  for (const risk of worlds.flatMap(risksOf)) {
    const {names, count, ...rest} = risk.arguments;
    const key = JSON.stringify([risk.code, rest, Array.isArray(names) || count]);
    const known = found.get(key)?.arguments['names'];
    const all = sortedUnique([...textsOf(known), ...textsOf(names)]);
    found.set(key, all.length > 0 ? {...risk, arguments: {...rest, count: all.length, names: all}} : risk);
  }
  return [...found.values()];
}

function textsOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
