import {isObject, valueAt} from '../../src/base/json.ts';
import type {Agent} from '../../src/ir/world.ts';

/** A DaemonSet with what its containers say of themselves: some of them are the network's own agents (cni.md section 4). */
export function daemonSetAgent(namespace: string, name: string, daemonSet: unknown): Agent {
  const containers = itemsAt(daemonSet, ['spec', 'template', 'spec', 'containers']);
  return {kind: 'DaemonSet', namespace, name, words: containers.flatMap(containerWords)};
}

/** Names, images and images' arguments as they are written, the environment as `NAME=value`. */
function containerWords(container: unknown): readonly string[] {
  const named = texts([valueAt(container, ['name']), valueAt(container, ['image'])]);
  const started = ['command', 'args'].flatMap((field) => texts(itemsAt(container, [field])));
  const environment = itemsAt(container, ['env']).flatMap((each) => {
    const [name, value] = [valueAt(each, ['name']), valueAt(each, ['value'])];
    return typeof name === 'string' && typeof value === 'string' ? [`${name}=${value}`] : [];
  });
  return [...named, ...started, ...environment];
}

/** What k3s was started with, which has no agent of its own; none for other nodes. */
export function nodeAgents(name: string, node: unknown): readonly Agent[] {
  const started = valueAt(node, ['metadata', 'annotations', 'k3s.io/node-args']);
  const provider = valueAt(node, ['spec', 'providerID']);
  const words = texts([started, provider]).filter((word) => word === started || word.startsWith('k3s://'));
  return words.length > 0 ? [{kind: 'Node', name, words}] : [];
}

/** The one role that tells whether its agent may enforce; none for other roles. */
export function roleAgents(role: unknown): readonly Agent[] {
  const name = valueAt(role, ['metadata', 'name']);
  if (name !== 'kindnet') return [];
  const words = itemsAt(role, ['rules']).flatMap((rule) => texts(itemsAt(rule, ['resources'])));
  return [{kind: 'ClusterRole', name, words}];
}

/** Calico's operator is told to start its agent, whose DaemonSet no manifest shows. */
export const installationAgent: Agent = {kind: 'Installation', name: 'calico-node', words: []};

function itemsAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const found = isObject(value) ? valueAt(value, path) : undefined;
  return Array.isArray(found) ? found : [];
}

function texts(values: readonly unknown[]): readonly string[] {
  return values.filter((each) => typeof each === 'string');
}
