import type {Json, Path} from '../../src/base/json.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import type {Remainder} from '../../src/ir/policy.ts';
import {hidesItsScope, selectsMoreThanPods} from './endpoints.ts';
import {isWorldRole} from './entities.ts';
import {unsaidFields} from './layer7.ts';
import type {PolicyRule, Spec} from './schema.ts';
import {requirements} from './selector.ts';
import {sections} from './validate.ts';

/** Peers that need an option of the agent, without which the whole object is refused (cilium.md 4, V07). */
export const NODE_PEERS = 'node peers';

/**
 * What the IR cannot say of one `spec`, each with its place and the words it was written in, so that Cilium's own writer
 * says it again and every other one reports it.
 */
export function readRemainder(spec: Spec, origin: Origin, clusterwide: boolean): readonly Remainder[] {
  const keep = (field: string, path: Path, value: Json | undefined, effect: Remainder['effect']): Remainder[] =>
    value === undefined ? [] : [{field, origin: within(origin, ...path), effect, value}];
  const {endpointSelector, description, labels, log, nodeSelector} = spec;
  const everyEndpoint = clusterwide && endpointSelector && selectsMoreThanPods(endpointSelector);
  return [
    ...keep('description', ['description'], description, 'none'),
    ...keep('labels', ['labels'], labels, 'none'),
    ...keep('log', ['log'], log && {...log}, 'none'),
    // Health, ingress and starting endpoints are Cilium's own: no other engine has them (cilium.md 5.4).
    ...(everyEndpoint ? keep('endpointSelector', ['endpointSelector'], plainSelector(endpointSelector), 'none') : []),
    ...(nodeSelector ? keep('nodeSelector', ['nodeSelector'], plainSelector(nodeSelector), 'none') : []),
    ...sections.flatMap((section) =>
      (spec[section] ?? []).flatMap((rule: PolicyRule, index: number) =>
        ruleRemainder(rule).flatMap(({field, path, value, effect}) =>
          keep(field, [section, index, ...path], value, effect),
        ),
      ),
    ),
  ];
}

interface Unsaid {
  readonly field: string;
  readonly path: Path;
  readonly value: Json;
  readonly effect: Remainder['effect'];
}

function ruleRemainder(rule: PolicyRule): readonly Unsaid[] {
  const {authentication, toPorts = []} = rule;
  return [
    ...(authentication ? [unsaid('authentication', ['authentication'], {...authentication}, 'wider')] : []),
    ...toPorts.flatMap((item, position) =>
      unsaidFields(item).map(({field, value}) => unsaid(field, ['toPorts', position], value, 'wider')),
    ),
    ...unscoped('fromEndpoints', rule.fromEndpoints),
    ...unscoped('toEndpoints', rule.toEndpoints),
    ...[...(rule.fromNodes ?? []).keys()].map((index) => unsaid(NODE_PEERS, ['fromNodes', index], null, 'none')),
    ...[...(rule.toNodes ?? []).keys()].map((index) => unsaid(NODE_PEERS, ['toNodes', index], null, 'none')),
    ...[...(rule.fromGroups ?? []).entries()].map(([index, value]) =>
      unsaid('fromGroups', ['fromGroups', index], value, 'unknown'),
    ),
    ...[...(rule.toGroups ?? []).entries()].map(([index, value]) =>
      unsaid('toGroups', ['toGroups', index], value, 'unknown'),
    ),
    ...(rule.toServices ?? []).flatMap(({k8sServiceSelector}, index) =>
      k8sServiceSelector
        ? [unsaid('k8sServiceSelector', ['toServices', index], serviceSelector(k8sServiceSelector), 'unknown')]
        : [],
    ),
    ...[...(rule.fromEntities ?? []).entries()].flatMap(([index, name]) => mesh(name, ['fromEntities', index])),
    ...[...(rule.toEntities ?? []).entries()].flatMap(([index, name]) => mesh(name, ['toEntities', index])),
  ];
}

/**
 * Selectors by reserved keys that only exclude, or ask for the world, and those by which namespaces are both excluded and
 * asked for: their meaning depends on the cluster.
 */
function unscoped(field: string, selectors: PolicyRule['fromEndpoints']): readonly Unsaid[] {
  return [...(selectors ?? []).entries()].flatMap(([index, selector]) => {
    const reserved = requirements(selector).filter(({source}) => source === 'reserved');
    const strange =
      reserved.length > 0 && (selectsMoreThanPods(selector) || reserved.some(({key}) => isWorldRole(key)));
    return strange || hidesItsScope(selector) ? [unsaid(field, [field, index], plainSelector(selector), 'none')] : [];
  });
}

/** In the one cluster we look at `cluster-mesh` is `cluster`; the word is kept for the way back. */
function mesh(name: string, path: Path): readonly Unsaid[] {
  return name === 'cluster-mesh' ? [unsaid('cluster-mesh', path, name, 'none')] : [];
}

function unsaid(field: string, path: Path, value: Json, effect: Remainder['effect']): Unsaid {
  return {field, path, value, effect};
}

function serviceSelector(item: NonNullable<NonNullable<PolicyRule['toServices']>[number]['k8sServiceSelector']>): Json {
  const {selector, namespace} = item;
  return {...(selector && {selector: plainSelector(selector)}), ...(namespace !== undefined && {namespace})};
}

/** The selector as it was written. */
function plainSelector(selector: NonNullable<Spec['endpointSelector']>): Json {
  const {matchLabels, matchExpressions} = selector;
  return {
    ...(matchLabels && {matchLabels: {...matchLabels}}),
    ...(matchExpressions && {
      matchExpressions: matchExpressions.map(({key, operator, values}) => ({
        ...(key !== undefined && {key}),
        ...(operator !== undefined && {operator}),
        ...(values && {values: [...values]}),
      })),
    }),
  };
}
