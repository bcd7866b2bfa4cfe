import type {Json, JsonObject} from '../base/json.ts';
import {ask} from '../evaluate/ask.ts';
import {targetOrError} from '../evaluate/batch.ts';
import {naiveEvaluator} from '../evaluate/naive.ts';
import {readQuestion, splitQuestion} from '../evaluate/question.ts';
import {load} from '../load/load.ts';
import {chooseProfiles} from '../load/profile.ts';
import {valueDocuments} from './value-documents.ts';

/** Small objects of a namespace `shop`, and the question that `can` asks of them, for corner cases one by one. */

interface PodParts {
  readonly namespace?: string;
  readonly ips?: readonly string[];
  readonly node?: string;
  readonly phase?: string;
  readonly containers?: readonly Json[];
  readonly hostNetwork?: boolean;
}

export function pod(name: string, labels: JsonObject, parts: PodParts = {}): JsonObject {
  const {namespace = 'shop', ips = [], node, phase = 'Running', containers = [{name: 'c'}], hostNetwork} = parts;
  const spec = {containers, ...(node !== undefined && {nodeName: node}), ...(hostNetwork && {hostNetwork})};
  const status = {phase, ...(ips[0] !== undefined && {podIP: ips[0], podIPs: ips.map((ip) => ({ip}))})};
  return {apiVersion: 'v1', kind: 'Pod', metadata: {name, namespace, labels}, spec, status};
}

export function deployment(name: string, podLabels: JsonObject, labels: JsonObject = {}): JsonObject {
  const template = {metadata: {labels: podLabels}, spec: {containers: [{name: 'c'}]}};
  const metadata = {name, namespace: 'shop', labels};
  return {apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: {selector: {matchLabels: podLabels}, template}};
}

export function node(name: string, address: string): JsonObject {
  return {apiVersion: 'v1', kind: 'Node', metadata: {name}, status: {addresses: [{type: 'InternalIP', address}]}};
}

export function service(name: string, spec: JsonObject, more: JsonObject = {}): JsonObject {
  return {apiVersion: 'v1', kind: 'Service', metadata: {name, namespace: 'shop'}, spec, ...more};
}

/** A NetworkPolicy of `shop` that isolates in the directions it has rules for. */
export function networkPolicy(matchLabels: JsonObject, rules: JsonObject, selector: JsonObject = {}): JsonObject {
  const types = {ingress: 'Ingress', egress: 'Egress'} as const;
  const policyTypes = Object.entries(types).flatMap(([direction, type]) => (direction in rules ? [type] : []));
  const spec = {podSelector: {matchLabels, ...selector}, policyTypes, ...rules};
  const metadata = {name: ['p', ...Object.values(matchLabels)].join('-'), namespace: 'shop'};
  return {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec};
}

/** One that allows nothing, in both directions or the given one. */
export function deny(matchLabels: JsonObject, ...directions: readonly ('ingress' | 'egress')[]): JsonObject {
  const chosen = directions.length > 0 ? directions : (['ingress', 'egress'] as const);
  return networkPolicy(matchLabels, Object.fromEntries(chosen.map((direction) => [direction, []])));
}

/**
 * What `can FROM TO PORT -n shop --cni CNI` answers, one line an item: the verdict, the reasons of egress
 * and ingress (`-`: that end is under no policy), the codes of the caveats.
 */
export async function corner(
  objects: readonly Json[],
  fromText: string,
  toText: string,
  portText: string,
  cni = 'spec',
): Promise<readonly string[]> {
  const {world, applied, diagnostics} = await load(valueDocuments(objects), {namespace: 'shop', cni});
  const errors = diagnostics.filter(({severity}) => severity === 'error');
  if (errors.length > 0) return errors.map(({code}) => `unreadable ${code}`);
  const chosen = await chooseProfiles(cni, []);
  const profile = 'profiles' in chosen ? chosen.profiles[0] : undefined;
  const from = targetOrError(world, fromText, applied, 'shop', false);
  const to = targetOrError(world, toText, applied, 'shop', true);
  const question = readQuestion(...splitQuestion(portText));
  if ('error' in from) return [`error ${from.error.code}`];
  if ('error' in to) return [`error ${to.error.code}`];
  if ('bad' in question || !profile) return ['error question'];
  const verdicts = ask(naiveEvaluator(profile, world, applied), from, to, question);
  if (verdicts.length === 0) return ['error service-port-unknown'];
  return verdicts.map(({connection, verdict, egress, ingress, caveats}) => {
    const asked = Number(splitQuestion(portText)[1]);
    const port = connection.port === asked || connection.port === undefined ? [] : [`at ${connection.port}`];
    const codes = caveats.map(({code}) => code);
    return [verdict, egress?.reason ?? '-', ingress?.reason ?? '-', ...port, ...codes].join(' ');
  });
}
