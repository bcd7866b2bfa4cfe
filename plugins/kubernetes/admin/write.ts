import type {JsonObject} from '../../../src/base/json.ts';
import {and} from '../../../src/ir/match.ts';
import type {Policy} from '../../../src/ir/policy.ts';
import type {Loss, WriteContext, WriteResult, WrittenObject} from '../../dialect.ts';
import {loss, type Problem, remainderLosses, stagedProblem} from '../write-losses.ts';
import {freeName, legalName, metadataOf} from '../write-metadata.ts';
import {inItsWords, leftOut} from './losses.ts';
import {byNamespace} from './namespaces.ts';
import {arrange} from './order.ts';
import {distinct, pieces} from './parts.ts';
import {priorities} from './priorities.ts';
import {adminRules} from './rule.ts';
import {adminSubjects} from './subject.ts';
import {bothWays, type Unit, withoutSelf} from './unit.ts';

/**
 * Policies of any dialect as ClusterNetworkPolicies of `policy.networking.k8s.io/v1alpha2` (kubernetes.md B7): the same
 * tier, priority and order for those of this API, whatever its generation, and a place for the others.
 */
export function writeAdmin(policies: readonly Policy[], context: WriteContext): WriteResult {
  const enforced = policies.filter(({staged}) => !staged);
  const {losses: orderLosses, ...tiers} = arrange(enforced, context.world);
  const losses: Loss[] = [
    ...policies.flatMap((policy) => (policy.staged ? [loss(stagedProblem, policy.origin, 'none')] : [])),
    ...enforced.flatMap(remainderLosses),
    ...enforced.flatMap(inventedPriority),
    ...orderLosses,
  ];
  const names = new Map<string, string>();
  const objects: WrittenObject[] = [];
  for (const tier of ['Admin', 'Baseline'] as const) {
    const drafts = tiers[tier].flatMap((unit) => {
      const written = writeUnit(unit, context);
      losses.push(...written.losses);
      return written.drafts;
    });
    const numbers = priorities(drafts);
    if (!numbers) losses.push(...drafts.flatMap(({from}) => bothEffects(tooManyPolicies, from)));
    for (const [index, {from, wish, subject, ingress, egress}] of numbers ? drafts.entries() : []) {
      const priority = numbers?.[index] ?? 0;
      if (wish !== undefined && wish !== priority) losses.push(loss(renumbered(from, priority), from.origin, 'none'));
      const metadata = metadataOf(from, freeName(names, from, '', legalName(clusterName(from))));
      const spec = {
        tier,
        priority,
        subject,
        ...(ingress.length > 0 && {ingress}),
        ...(egress.length > 0 && {egress}),
      };
      const head = {apiVersion: 'policy.networking.k8s.io/v1alpha2', kind: 'ClusterNetworkPolicy'};
      objects.push({object: {...head, metadata, spec}, from: [from]});
    }
  }
  return {objects: inSourceOrder(objects, policies), losses: distinct(losses)};
}

/** A namespaced policy gets its namespace into its name: no namespace holds a dot. */
function clusterName({id: {namespace, name}}: Policy): string {
  return namespace === undefined ? name : `${namespace}.${name}`;
}

/** One policy of the result but for its priority and name. */
interface Draft {
  readonly from: Policy;
  readonly wish?: number;
  readonly tie?: string;
  readonly subject: JsonObject;
  readonly ingress: readonly JsonObject[];
  readonly egress: readonly JsonObject[];
}

function writeUnit(
  unit: Unit,
  context: WriteContext,
): {readonly drafts: readonly Draft[]; readonly losses: readonly Loss[]} {
  const {origin} = unit.policy;
  const actions = bothWays.flatMap((which) => unit[which].map(({action}) => action));
  const {units, problem, snapshots} = byNamespace(unit, context.world);
  if (!units) return {drafts: [], losses: problem ? leftOut(actions, problem, origin) : []};
  const losses: Loss[] = snapshots.map((each) => loss(each, origin, 'none'));
  const drafts = units
    .flatMap((each) => withoutSelf(each, and))
    .flatMap((each) => {
      const written = writePart(each, context);
      losses.push(...written.losses);
      return written.drafts;
    });
  // What stands alone keeps the place that it shares with others of its priority; what was split has an order.
  const {wish} = unit;
  const tie = wish !== undefined && drafts.length === 1 ? {tie: `${wish}`} : {};
  const [first, ...others] = drafts;
  const placed = first && wish !== undefined ? [{...first, wish, ...tie}, ...others] : drafts;
  return {drafts: placed, losses};
}

function writePart(
  unit: Unit,
  context: WriteContext,
): {readonly drafts: readonly Draft[]; readonly losses: readonly Loss[]} {
  const {policy} = unit;
  const {subjects, unsaid, snapshots} = adminSubjects(unit.subject, context.world);
  const actions = bothWays.flatMap((which) => unit[which].map(({action}) => action));
  const losses: Loss[] = [
    ...unsaid.flatMap((problem) => leftOut(actions, problem, policy.origin)),
    ...snapshots.map((problem) => loss(inItsWords(problem), policy.origin, 'none')),
  ];
  if (subjects.length === 0) return {drafts: [], losses};
  const [ingress, egress] = bothWays.map((direction) =>
    unit[direction].flatMap((rule) => {
      const native = policy.group.group === 'admin';
      const written = adminRules(rule, {policy, direction, write: context, world: context.world, native});
      losses.push(...written.losses);
      return written.rules;
    }),
  );
  const lists = [ingress ?? [], egress ?? []].map(pieces);
  const count = Math.max(1, ...lists.map(({length}) => length));
  const drafts = subjects.flatMap((subject) =>
    Array.from({length: count}, (_, index): Draft => {
      const [own, other] = lists.map((list) => list[index] ?? []);
      return {from: policy, subject, ingress: own ?? [], egress: other ?? []};
    }),
  );
  return {drafts, losses};
}

/** By the source; what one policy became stays in the order of evaluation. */
function inSourceOrder(objects: readonly WrittenObject[], policies: readonly Policy[]): readonly WrittenObject[] {
  const position = new Map(policies.map((policy, index) => [policy, index] as const));
  const place = ({from: [policy]}: WrittenObject): number => (policy && position.get(policy)) ?? 0;
  return [...objects].sort((a, b) => place(a) - place(b));
}

/** The one Baseline object of the first generation has no priority; it is read, and written, as the strongest. */
function inventedPriority({id, origin}: Policy): readonly Loss[] {
  if (id.kind !== 'BaselineAdminNetworkPolicy') return [];
  return [loss(baselinePriority, origin, 'none')];
}

const baselinePriority: Problem = {
  code: 'baseline-priority',
  message: 'a BaselineAdminNetworkPolicy has no priority; the ClusterNetworkPolicy needs one and gets 0',
};
const tooManyPolicies: Problem = {
  code: 'too-many-policies',
  message: 'a tier has 1001 priorities, and more policies than that would be needed',
  suggestion: 'convert fewer policies at a time',
};

function renumbered({id}: Policy, priority: number): Problem {
  return {
    code: 'priority',
    message: `${id.kind} ${id.name} gets priority ${priority}, so that others have room before it`,
  };
}

function bothEffects(problem: Problem, {origin}: Policy): readonly Loss[] {
  return [loss(problem, origin, 'wider'), loss(problem, origin, 'narrower')];
}
