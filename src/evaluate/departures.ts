import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Policy} from '../ir/policy.ts';
import type {Departure, Profile} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';
import type {Decision, Evaluator, Verdict, VerdictName} from './answer.ts';
import {naiveEvaluator} from './naive.ts';

/**
 * What must be said of one verdict where the engine reads Kubernetes policies otherwise than their text, or where an
 * option that nobody told decides (`Profile.departures`): the verdict is asked again of the engine as the text has it,
 * and where that is another, once more for each departure alone.
 */
export function departureCaveats(
  profile: Profile,
  world: World,
  policies: readonly Policy[],
): (verdict: Verdict) => readonly Diagnostic[] {
  const {departures = []} = profile;
  const settings = profile.settings(world);
  const optional = departures.filter(({option}) => option !== undefined && settings[option] === undefined);
  const fromText = departures.filter(({option}) => option === undefined);
  const evaluators = new Map<string, Evaluator>();
  const decide = (departed: readonly Departure[], {connection}: Verdict): Verdict => {
    const namespaces = [connection.from.namespace, connection.to.namespace];
    const key = JSON.stringify([departed.map(({rule}) => rule), namespaces]);
    const known = evaluators.get(key) ?? naiveEvaluator(without(profile, departed), world, ruling(namespaces));
    evaluators.set(key, known);
    return known.decide(connection);
  };
  /** Policies of other namespaces select neither end. */
  const ruling = (namespaces: readonly (string | undefined)[]): readonly Policy[] =>
    policies.filter(({id}) => id.namespace === undefined || namespaces.includes(id.namespace));

  return (verdict) => {
    const {from, to, protocol} = verdict.connection;
    const options = optional.filter(
      (each) => (each.protocol ?? protocol) === protocol && decide([each], verdict).verdict !== verdict.verdict,
    );
    const remarks = options.map(({option = '', what}) =>
      diagnostic('option-decides', undefined, {arguments: {option, what}}),
    );
    const ordinary = policies.some(
      ({id, group}) => group.group === 'networkpolicy' && [from.namespace, to.namespace].includes(id.namespace),
    );
    if (!ordinary) return remarks;
    const text = decide(fromText, verdict);
    if (text.verdict === verdict.verdict || !decidedByPolicy(text, verdict)) return remarks;
    const alone = fromText.filter((each) => decide([each], verdict).verdict !== verdict.verdict);
    const named = alone.length > 0 ? alone : needed(fromText, (some) => decide(some, verdict).verdict === text.verdict);
    return [...remarks, ...named.map((each) => departed(each, profile, verdict.verdict, text.verdict))];
  };
}

/** Where none alone makes the difference: those without which the others do not make it. */
function needed(all: readonly Departure[], differs: (some: readonly Departure[]) => boolean): readonly Departure[] {
  return all.filter((each) => !differs(all.filter((other) => other !== each)));
}

/** A policy decides the differing side in one of the readings: without any, nothing of Kubernetes is read otherwise. */
function decidedByPolicy(text: Verdict, ours: Verdict): boolean {
  return (['egress', 'ingress'] as const).some((side) => {
    const differs = text[side]?.verdict !== ours[side]?.verdict;
    return differs && (ofKubernetes(text[side]) || ofKubernetes(ours[side]));
  });
}

function ofKubernetes(decision: Decision | null): boolean {
  return decision?.decidedBy.some(({id}) => id.dialect === 'kubernetes') ?? false;
}

function departed({rule, what}: Departure, {name}: Profile, verdict: VerdictName, text: VerdictName): Diagnostic {
  return diagnostic('differs-from-kubernetes', undefined, {arguments: {engine: name, rule, what, verdict, text}});
}

function without(profile: Profile, departures: readonly Departure[]): Profile {
  return departures.reduce((changed, {undone}) => undone(changed), profile);
}
