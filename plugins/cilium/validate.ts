import {isObject, type Json, type Path} from '../../src/base/json.ts';
import {isBefore, type Version} from '../../src/base/version.ts';
import {badCombination, badValue, type Finding, missing} from './finding.ts';
import type {Direction} from './ports.ts';
import type {PolicyRule, Spec} from './schema.ts';
import {alternatives} from './schema-rules.ts';
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
export function validateSpec(
  spec: Spec,
  path: Path,
  {clusterwide, version}: {readonly clusterwide: boolean; readonly version: Version},
): readonly Finding[] {
  const onNodes = spec.nodeSelector !== undefined;
  return [
    ...validateSubject(spec, path, clusterwide, version),
    ...sections.flatMap((section) =>
      // The rules of every section share one type; what a section does not have is never there.
      (spec[section] ?? []).flatMap((rule: PolicyRule, index: number) => {
        const at = [...path, section, index];
        return [
          ...validatePeers(rule, at, version),
          ...validateTraffic(rule, at, {
            direction: directionOf(section),
            onNodes,
            denies: section.endsWith('Deny'),
            version,
          }),
        ];
      }),
    ),
  ];
}

function validateSubject(spec: Spec, path: Path, clusterwide: boolean, version: Version): readonly Finding[] {
  const {endpointSelector, nodeSelector} = spec;
  return [
    ...alternatives(spec, path, {
      rule: 'V01',
      fields: ['ingress', 'ingressDeny', 'egress', 'egressDeny'],
      exclusive: false,
      reason: 'ingress, egress, ingressDeny and egressDeny are all empty; use [{}] to isolate',
      // Before 1.17 such a policy was taken and had no effect.
      refusedByAgent: !isBefore(version, 1, 17) && sections.every((section) => (spec[section]?.length ?? 0) === 0),
    }),
    ...alternatives(spec, path, {
      rule: 'V02',
      fields: ['endpointSelector', 'nodeSelector'],
      exclusive: true,
      reason: 'give endpointSelector or nodeSelector, one of them',
      refusedByAgent: (endpointSelector === undefined) === (nodeSelector === undefined),
    }),
    ...(nodeSelector && !clusterwide
      ? [badCombination('V03', [...path, 'nodeSelector'], 'only a CiliumClusterwideNetworkPolicy selects nodes')]
      : []),
    ...validateSelector(endpointSelector ?? {}, [...path, 'endpointSelector']),
    ...validateSelector(nodeSelector ?? {}, [...path, 'nodeSelector']),
    ...validateRemarks(spec, path),
  ];
}

/** What never decides: the agent takes labels as text too, and any `log.value`; the schema does not. */
function validateRemarks({labels, log}: Spec, path: Path): readonly Finding[] {
  const at = [...path, 'log', 'value'];
  const text = log?.value ?? '';
  return [
    ...(Array.isArray(labels) ? labels : []).flatMap((each: Json, index) =>
      validateLabel(each, [...path, 'labels', index]),
    ),
    ...([...text].length > 32 ? [badValue('log', at, text, 'at most 32 characters', 'api-server')] : []),
    ...(/\p{C}/u.test(text) ? [badValue('log', at, text, 'only printable characters', 'api-server')] : []),
  ];
}

function validateLabel(label: Json, at: Path): readonly Finding[] {
  if (!isObject(label)) return [badValue('labels', at, label, 'use an object with key and value', 'api-server')];
  return typeof label['key'] === 'string' ? [] : [missing('labels', [...at, 'key'])];
}
