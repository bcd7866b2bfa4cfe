import type {JsonObject} from '../../src/base/json.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {Loss, WriteContext, WriteResult, WrittenObject} from '../dialect.ts';
import {note} from './write-losses.ts';
import {type RankedPolicy, withoutOrder} from './write-order.ts';
import {remainderLosses, type WrittenSpecs, writeSpecs} from './write-spec.ts';

/**
 * Policies of any dialect as `CiliumNetworkPolicy`, or `CiliumClusterwideNetworkPolicy` where the subject is not kept to
 * one namespace (cilium.md 16). Entries of one `specs` list become one object again.
 */
export function write(policies: readonly Policy[], context: WriteContext): WriteResult {
  const enforced = policies.filter(({staged}) => staged === undefined).map((policy) => passedOn(policy, context));
  const losses: Loss[] = policies.flatMap(({staged, origin}) =>
    staged === undefined ? [] : [note(origin, 'staged', 'a staged policy is not enforced and left out')],
  );
  const names = new Map<string, string>();
  const objects = group(withoutOrder(enforced, context.world)).flatMap((members): WrittenObject[] => {
    const written = members.map((member) => writeSpecs(member, context));
    losses.push(...members.flatMap(({policy}) => remainderLosses(policy)), ...written.flatMap((each) => each.losses));
    const [first] = members;
    if (!first || written.every(({specs}) => specs.length === 0)) return [];
    const object = envelope(first.policy, written, names, losses);
    return [{object, from: members.map(({policy}) => policy)}];
  });
  return {objects, losses};
}

/** What a tier that passes does not decide stays open, as where the default deny is switched off (calico.md 11.1). */
function passedOn(policy: Policy, {world}: WriteContext): Policy {
  const {group: at, ingress, egress} = policy;
  const tier = at.group === 'tier' ? world?.tiers.find(({name}) => name === at.tier) : undefined;
  if (tier?.defaultAction !== 'pass') return policy;
  return {
    ...policy,
    ...(ingress && {ingress: {...ingress, isolates: false}}),
    ...(egress && {egress: {...egress, isolates: false}}),
  };
}

/** Policies that were read from one object stand together; all others alone. */
function group(policies: readonly RankedPolicy[]): readonly (readonly RankedPolicy[])[] {
  const groups = new Map<string, RankedPolicy[]>();
  for (const [index, each] of policies.entries()) {
    const {id, origin} = each.policy;
    const place = id.dialect === 'cilium' ? [origin.file, origin.document, origin.resource ?? null] : [index];
    const key = JSON.stringify([id.kind, id.namespace ?? null, id.name, ...place, ...rootOf(each.policy)]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()];
}

/** The path of the object itself, in a list of several. */
function rootOf({origin}: Policy): readonly (string | number)[] {
  const at = origin.path.findLastIndex((step) => step === 'spec' || step === 'specs');
  return at < 0 ? origin.path : origin.path.slice(0, at);
}

function envelope(
  policy: Policy,
  written: readonly WrittenSpecs[],
  names: Map<string, string>,
  losses: Loss[],
): JsonObject {
  const clusterwide = written.some((each) => each.clusterwide);
  const kind = clusterwide ? 'CiliumClusterwideNetworkPolicy' : 'CiliumNetworkPolicy';
  const {namespace} = policy.id;
  const scope = clusterwide || namespace === undefined ? {} : {namespace};
  const name = freeName(policy, kind, scope.namespace, names);
  if (name !== policy.id.name) {
    losses.push(note(policy.origin, 'renamed', `the name ${policy.id.name} is taken already: written as ${name}`));
  }
  const specs = written.flatMap((each) => each.specs);
  const [spec] = specs;
  const annotations = Object.entries(policy.annotations).filter(([key]) => key !== LAST_APPLIED);
  return {
    apiVersion: 'cilium.io/v2',
    kind,
    metadata: {
      name,
      ...scope,
      ...(Object.keys(policy.labels).length > 0 && {labels: policy.labels}),
      ...(annotations.length > 0 && {annotations: Object.fromEntries(annotations)}),
    },
    ...(specs.length === 1 && spec ? {spec} : {specs}),
  };
}

/** What kubectl keeps of the object it came from; it says nothing about this one. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Kinds that become one may share a name. Two documents of the same kind and name stay as they are. */
function freeName({id}: Policy, kind: string, namespace: string | undefined, names: Map<string, string>): string {
  const source = `${id.dialect} ${id.kind} ${id.namespace ?? ''}`;
  const key = (name: string) => JSON.stringify([kind, namespace ?? null, name]);
  const isFree = (name: string) => [undefined, source].includes(names.get(key(name)));
  const name = isFree(id.name) ? id.name : `${id.name}-${id.kind.toLowerCase()}`;
  names.set(key(name), source);
  return name;
}
