import {isObject, valueAt} from '../base/json.ts';
import type {Document} from './document.ts';

/** How an agent shows itself in a cluster: by its DaemonSet (cni.md section 4). */
interface Agent {
  /** The name of `--cni` that judges as it does. */
  readonly engine: string;
  readonly daemonSet: RegExp;
  /** A container that must be there, or must not be, for the agent to count. */
  readonly container?: {readonly pattern: RegExp; readonly present: boolean};
}

const policyContainer = /netpol|network-policies/;
/** Images are named by their date; since July 2024 they enforce. */
const kindnetWithPolicies = /kindnetd:v(2024(0[7-9]|1[0-2])|202[5-9]|20[3-9]\d)/;

/**
 * Tried in this order; one that enforces counts before one that does not. Engines without rules of their own here are
 * judged as the API is written.
 */
const agents: readonly Agent[] = [
  {engine: 'gke-dataplane-v2', daemonSet: /^anetd$/},
  {engine: 'cilium', daemonSet: /^cilium$/},
  {engine: 'canal', daemonSet: /^(rke2-)?canal$/},
  {engine: 'calico', daemonSet: /^calico-node$/},
  {engine: 'antrea', daemonSet: /^antrea-agent$/},
  {engine: 'ovn-kubernetes', daemonSet: /^ovnkube-node$/},
  {engine: 'kube-router', daemonSet: /^kube-router$/},
  {engine: 'weave', daemonSet: /^weave-net$/},
  {engine: 'azure-npm', daemonSet: /^azure-npm$/},
  {engine: 'spec', daemonSet: /^kube-network-policies$/},
  {engine: 'aws', daemonSet: /^aws-node$/, container: {pattern: /network-policy|nodeagent/, present: true}},
  {engine: 'kindnet', daemonSet: /^kindnet$/, container: {pattern: kindnetWithPolicies, present: true}},
  {engine: 'flannel-netpol', daemonSet: /^kube-flannel/, container: {pattern: policyContainer, present: true}},
  {engine: 'flannel', daemonSet: /^kube-flannel/, container: {pattern: policyContainer, present: false}},
  {engine: 'none', daemonSet: /^azure-cns$/},
];

/**
 * The engine that enforces policies in a live cluster, by its name for `--cni`. Undefined where no agent was found that
 * says so: then the dialects of the policies decide.
 */
export function clusterEngine(documents: readonly Document[]): string | undefined {
  const daemonSets = objectsOf('DaemonSet', documents);
  const agent = agents.find((each) => daemonSets.some((daemonSet) => isAgent(daemonSet, each)));
  return agent?.engine ?? builtInEngine(objectsOf('Node', documents));
}

/** k3s enforces in its own process, without an agent; what it was started with stands at the nodes. */
function builtInEngine(nodes: readonly unknown[]): string | undefined {
  const started = nodes.flatMap((node) => valueAt(node, ['metadata', 'annotations', 'k3s.io/node-args']) ?? []);
  if (started.length === 0) return undefined;
  return started.some((words) => String(words).includes('--disable-network-policy')) ? 'flannel' : 'k3s';
}

function objectsOf(kind: string, documents: readonly Document[]): readonly unknown[] {
  return documents.flatMap(({content}) => {
    const value = content.syntax === 'value' ? content.value : undefined;
    return isObject(value) && value.kind === kind ? [value] : [];
  });
}

/**
 * The engines whose agents have these names of DaemonSets, the one that counts first. What only a container tells is left
 * open: the agent counts as the engine it is without it.
 */
export function enginesNamed(daemonSets: readonly string[]): readonly string[] {
  const plain = agents.filter(({container}) => !container?.present);
  return plain.flatMap(({engine, daemonSet}) => (daemonSets.some((name) => daemonSet.test(name)) ? [engine] : []));
}

function isAgent(daemonSet: unknown, {daemonSet: name, container}: Agent): boolean {
  if (!name.test(String(valueAt(daemonSet, ['metadata', 'name'])))) return false;
  if (!container) return true;
  const containers = valueAt(daemonSet, ['spec', 'template', 'spec', 'containers']);
  const words = (Array.isArray(containers) ? containers : []).flatMap((each) =>
    isObject(each) ? [each.name, each.image, ...(Array.isArray(each.command) ? each.command : [])] : [],
  );
  return words.some((word) => container.pattern.test(String(word))) === container.present;
}
