import {printPath} from '../base/json.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Match} from '../ir/match.ts';
import {type Policy, printPolicyId, type Rule, writtenAt} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';
import {prepare} from './prepared.ts';

/**
 * What policies name and this world does not have: `tier-missing`, and `never-matches` for rules on a Service. Nothing is
 * said of kinds that could not be listed: what hangs on them is unknown.
 */
export function referenceFindings(profile: Profile, world: World, policies: readonly Policy[]): readonly Diagnostic[] {
  const live = policies.filter(({staged}) => staged === undefined);
  return [...missingTiers(profile, world, live), ...missingServices(profile, world, live)];
}

function missingTiers(profile: Profile, world: World, policies: readonly Policy[]): readonly Diagnostic[] {
  if (isHidden(world, 'tiers')) return [];
  const settings = profile.settings(world);
  const missing = new Set(
    profile.stages(world, policies, settings).flatMap(({name, missing: gone}) => (gone ? [name] : [])),
  );
  if (missing.size === 0) return [];
  return policies.flatMap((policy) => {
    const tier = profile.place(policy, world, settings)?.stage;
    if (tier === undefined || !missing.has(tier)) return [];
    return [diagnostic('tier-missing', policy.origin, {arguments: {policy: printPolicyId(policy.id), tier}})];
  });
}

function missingServices(profile: Profile, world: World, policies: readonly Policy[]): readonly Diagnostic[] {
  if (isHidden(world, 'services') || isHidden(world, 'endpointslices')) return [];
  const named = new Set([
    ...world.services.map(({namespace, name}) => `${namespace}/${name}`),
    ...world.backends.map(({namespace, service}) => `${namespace}/${service}`),
  ]);
  const isGone = (match: Match): boolean => missingService(match, named) !== undefined;
  const suspects = policies.filter((policy) => rulesOf(policy).some(({peer}) => isGone(peer)));
  if (suspects.length === 0) return [];
  // An engine may read the reference otherwise.
  return prepare(profile, world, suspects).stages.flatMap(({policies: placed}) =>
    placed.flatMap(({policy}) =>
      rulesOf(policy).flatMap((rule) => {
        const service = missingService(rule.peer, named);
        if (service === undefined) return [];
        const origin = writtenAt(policy, rule);
        const reason = `there is no service ${JSON.stringify(service)}`;
        return [diagnostic('never-matches', origin, {arguments: {path: printPath(origin.path), reason}})];
      }),
    ),
  );
}

function rulesOf({ingress, egress}: Policy): readonly Rule[] {
  return [...(ingress?.rules ?? []), ...(egress?.rules ?? [])];
}

/** The service without which the match holds for nobody. */
function missingService(match: Match, named: ReadonlySet<string>): string | undefined {
  for (const part of match.is === 'and' ? match.of : [match]) {
    if (part.is !== 'backendOf' || part.service.namespace === undefined) continue;
    const name = `${part.service.namespace}/${part.service.name}`;
    if (!named.has(name)) return name;
  }
  return undefined;
}

function isHidden({missingKinds}: World, plural: string): boolean {
  return missingKinds.some((kind) => kind === plural || kind.startsWith(`${plural}.`));
}
