import {isObject, valueAt} from '../../src/base/json.ts';
import {diagnostic} from '../../src/diagnostics/diagnostic.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read} from '../dialect.ts';
import {noFindings} from './decode.ts';
import {known, workload, workloadEndpoint} from './workloads.ts';

/** Kinds that carry a pod template and run nothing: descriptions of kinds, policies, templates to be copied. */
const noWorkload = /(Definition|Policy|Template|Constraint|Composition|List)$/;
const noGroup = /(^|\.)(apiextensions|admissionregistration|policy)\b/;

/** Where the pod template of a workload stands: in most, and in those that make jobs. */
const places = [
  ['spec', 'template'],
  ['spec', 'jobTemplate', 'spec', 'template'],
];

/**
 * A workload of a kind that nobody here knows (an Argo Rollout, an OpenKruise CloneSet), where its pod template is
 * unmistakable: labels and containers in the place that workloads have them. A remark names it, since what else its
 * controller does is not known. What does not decode as one is none.
 */
export function readUnknownKind({content, origin}: Document, namespaceElse: string): Read {
  const value = content.syntax === 'value' ? content.value : undefined;
  if (!isObject(value)) return {};
  const {apiVersion, kind} = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return {};
  if (noWorkload.test(kind) || noGroup.test(apiVersion.split('/')[0] ?? '')) return {};
  const at = places.find((place) => isPodTemplate(valueAt(value, place)));
  if (!at) return {};
  const owner = valueAt(value, at.slice(0, -1));
  const selector = valueAt(owner, ['selector']);
  const spec = {
    replicas: valueAt(owner, ['replicas']),
    template: valueAt(owner, ['template']),
    ...(isLabelSelector(selector) && {selector}),
  };
  const found = noFindings();
  const object = known(workload({metadata: value['metadata'], spec}, [], found));
  const metadata = known(object?.metadata);
  if (!object || found.types.length > 0 || !known(metadata?.name)) return {};
  const namespace = known(metadata?.namespace) || namespaceElse;
  return {
    world: {endpoints: [workloadEndpoint(kind, object, namespace, origin)]},
    diagnostics: [diagnostic('workload-unknown-kind', origin, {arguments: {apiVersion, kind}})],
  };
}

function isPodTemplate(value: unknown): boolean {
  const containers = valueAt(value, ['spec', 'containers']);
  const named = Array.isArray(containers) && containers.length > 0 && containers.every((each) => isObject(each));
  return named && isObject(valueAt(value, ['metadata', 'labels']));
}

function isLabelSelector(value: unknown): boolean {
  return isObject(value) && ('matchLabels' in value || 'matchExpressions' in value);
}
