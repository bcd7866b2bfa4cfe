import {compareText} from '../../src/base/order.ts';
import {within} from '../../src/diagnostics/origin.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {Tier} from '../../src/ir/world.ts';
import {conflict, type Fields, field, fieldsOf, number, oneOfTexts} from './fields.ts';
import type {Metadata} from './metadata.ts';

/** The tiers that always exist; order and action of them are fixed (calico.md 7.1). */
export const builtInTiers: readonly Tier[] = [
  {name: 'kube-admin', order: 1000, defaultAction: 'pass'},
  {name: 'default', order: 1_000_000, defaultAction: 'deny'},
  {name: 'kube-baseline', order: 10_000_000, defaultAction: 'pass'},
];

/** The names of two built-in tiers up to release 3.31. */
const aliases: Readonly<Record<string, string>> = {
  adminnetworkpolicy: 'kube-admin',
  baselineadminnetworkpolicy: 'kube-baseline',
};

/** The present name of a tier; an empty one means `default`. */
export function tierName(name: string | undefined): string {
  const given = name || 'default';
  return (Object.hasOwn(aliases, given) ? aliases[given] : undefined) ?? given;
}

const actionNames = {deny: 'Deny', pass: 'Pass'} as const;

/** A Tier object (calico.md 3.3). Any action but Pass counts as Deny. */
export function readTier(object: Fields, metadata: Metadata): Tier | undefined {
  const spec = fieldsOf(field(object, 'spec'), ['order', 'defaultAction']);
  const order = spec && number(field(spec, 'order'));
  const at = spec && field(spec, 'defaultAction');
  const action = at && oneOfTexts(at, ['Deny', 'Pass']);
  const name = tierName(metadata.name);
  const defaultAction = action === 'Pass' ? 'pass' : 'deny';
  const builtIn = builtInTiers.find((tier) => tier.name === name);
  const isOwn = builtIn?.name === metadata.name;
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(metadata.name)) {
    const place = {origin: within(object.origin, 'metadata', 'name'), problems: object.problems};
    conflict(place, 'the name of a tier is one DNS label', 'engine');
  }
  if (isOwn && spec && defaultAction !== builtIn.defaultAction) {
    conflict(object, `tier ${name} always has defaultAction ${actionNames[builtIn.defaultAction]}`, 'api-server');
  }
  if (isOwn && spec && order !== undefined && order !== builtIn.order) {
    conflict(field(spec, 'order'), `tier ${name} always has order ${builtIn.order}`, 'engine');
  }
  return builtIn ?? {name, ...(order !== undefined && {order}), defaultAction};
}

/**
 * The tiers in the order of evaluation. One without order is read back as 1000000, so that it ties with `default` and
 * the name decides. One that is named but does not exist comes last and ends in a drop (calico.md 7.1, C36, C38).
 */
export function orderedTiers(
  tiers: readonly Tier[],
  policies: readonly Policy[],
): readonly (Tier & {readonly missing?: true})[] {
  const existing = new Map<string, Tier>();
  for (const tier of [...tiers, ...builtInTiers])
    existing.set(tierName(tier.name), {...tier, name: tierName(tier.name)});
  const named = policies.flatMap(({group}) => (group.group === 'tier' ? [tierName(group.tier)] : []));
  const missing = [...new Set(named)]
    .filter((name) => !existing.has(name))
    .sort(compareText)
    .map((name) => ({name, defaultAction: 'deny', missing: true}) as const);
  const ordered = [...existing.values()].sort((a, b) => orderOf(a) - orderOf(b) || compareText(a.name, b.name));
  return [...ordered, ...missing];
}

function orderOf(tier: Tier): number {
  return tier.order ?? 1_000_000;
}
