import {isObject, type Json, type Path} from '../../src/base/json.ts';
import {badCombination, badValue, type Finding} from './finding.ts';
import type {Direction} from './ports.ts';
import type {PolicyRule, Spec} from './schema.ts';
import {validatePeers} from './validate-peers.ts';
import {validateTraffic} from './validate-ports.ts';
import {validateSelector} from './validate-selector.ts';

export const sections = ['ingress', 'ingressDeny', 'egress', 'egressDeny'] as const;
export type Section = (typeof sections)[number];

export function directionOf(section: Section): Direction {
  return section === 'ingress' || section === 'ingressDeny' ? 'ingress' : 'egress';
}

/**
 * Everything that Cilium or the API server refuses in one `spec` (cilium.md section 4). One finding of the engine
 * rejects every rule of the object.
 */
export function validateSpec(spec: Spec, path: Path, clusterwide: boolean): readonly Finding[] {
  const onNodes = spec.nodeSelector !== undefined;
  return [
    ...validateSubject(spec, path, clusterwide),
    ...sections.flatMap((section) =>
      // The rules of every section share one type; what a section does not have is never there.
      (spec[section] ?? []).flatMap((rule: PolicyRule, index: number) => {
        const at = [...path, section, index];
        return [...validatePeers(rule, at), ...validateTraffic(rule, at, {direction: directionOf(section), onNodes})];
      }),
    ),
  ];
}

function validateSubject(spec: Spec, path: Path, clusterwide: boolean): readonly Finding[] {
  const {endpointSelector, nodeSelector, log} = spec;
  const filled = sections.some((section) => (spec[section]?.length ?? 0) > 0);
  return [
    ...(filled
      ? []
      : [
          badCombination(
            'V01',
            path,
            'ingress, egress, ingressDeny and egressDeny are all empty; use [{}] to isolate',
            sections.some((section) => spec[section] !== undefined) ? 'engine' : 'both',
          ),
        ]),
    ...(endpointSelector || nodeSelector ? [] : [badCombination('V02', path, 'endpointSelector is missing', 'both')]),
    ...(endpointSelector && nodeSelector
      ? [badCombination('V02', path, 'endpointSelector and nodeSelector cannot stand together', 'both')]
      : []),
    ...(nodeSelector && !clusterwide
      ? [badCombination('V03', [...path, 'nodeSelector'], 'only a CiliumClusterwideNetworkPolicy selects nodes')]
      : []),
    ...validateLabels(spec.labels, [...path, 'labels']),
    ...validateSelector(endpointSelector ?? {}, [...path, 'endpointSelector']),
    ...validateSelector(nodeSelector ?? {}, [...path, 'nodeSelector']),
    ...(log?.value !== undefined && log.value.length > 32
      ? [badValue('log', [...path, 'log', 'value'], log.value, 'at most 32 characters', 'api-server')]
      : []),
  ];
}

/** The agent takes labels as text too, the schema only as objects. */
function validateLabels(labels: Json | undefined, path: Path): readonly Finding[] {
  if (!Array.isArray(labels)) return [];
  return labels.flatMap((each: Json, index) =>
    isObject(each)
      ? []
      : [badValue('labels', [...path, index], each, 'use an object with key and value', 'api-server')],
  );
}
