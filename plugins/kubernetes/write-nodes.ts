import type {Conjunction, Literal} from '../../src/ir/conjunctions.ts';
import {addressBlocks, addressItems} from './write-addresses.ts';
import type {Problem} from './write-losses.ts';
import {exactly, nobody, type PeerContext, type WrittenPeers} from './write-peers.ts';
import {factProblem} from './write-pods.ts';
import {hostFulfils, hostsOf, inBlock} from './write-world.ts';

/**
 * Nodes, which a NetworkPolicy knows by their addresses alone, and those only from a world. The conditions are read on a
 * node. Its own node always reaches a pod, so that on ingress nothing has to be said of it (kubernetes.md A9.7).
 */
export function writeHosts(all: Conjunction, {direction, world, family}: PeerContext): WrittenPeers {
  const ownNode = all.find(({fact}) => fact.is === 'sameNode');
  if (ownNode?.holds && direction === 'ingress') return exactly([]);
  if (all.some(isForeignRole)) return exactly([]);
  const conditions = all.filter((each) => each !== ownNode && each.fact.is !== 'address');
  const hosts = world ? hostsOf(world) : [];
  const fulfilling = hosts.filter((each) => hostFulfils(conditions, each) !== false);
  const nearest = addressItems(fulfilling);
  const [open] = conditions.filter((each) => hosts.some((host) => typeof hostFulfils([each], host) === 'object'));
  if (open) return nobody({...factProblem(open.fact), wider: nearest});
  if (hosts.length === 0 || fulfilling.some(({addresses}) => addresses.length === 0)) {
    return nobody({...nodeProblem, wider: world && hosts.length > 0 ? addressBlocks(all, family) : undefined});
  }
  if (ownNode && direction === 'egress') return nobody({...factProblem(ownNode.fact), wider: nearest});
  const inside = fulfilling.map((each) => ({...each, addresses: each.addresses.filter((text) => isMeant(all, text))}));
  const items = addressItems(inside).filter(({ipBlock}) => family === undefined || familyOf(ipBlock) === family);
  return exactly(items, items.length > 0 ? [nodeSnapshot] : []);
}

/** Parties that other engines have beside pods and nodes: none is there where Kubernetes policies hold. */
function isForeignRole({holds, fact}: Literal): boolean {
  return holds && fact.is === 'role' && ['health', 'ingress', 'init', 'unmanaged'].includes(fact.role);
}

function isMeant(all: Conjunction, address: string): boolean {
  return all.every(({holds, fact}) => fact.is !== 'address' || inBlock(fact.cidr, address) === holds);
}

function familyOf(ipBlock: unknown): 4 | 6 {
  return JSON.stringify(ipBlock).includes('::') ? 6 : 4;
}

const nodeProblem: Problem = {
  code: 'node-peer',
  message: 'a NetworkPolicy names nodes only by their addresses, and those are not known',
  suggestion: 'give the Node objects with -f, or write their addresses as ipBlock',
};
const nodeSnapshot: Problem = {
  code: 'node-snapshot',
  message: 'the addresses of the nodes given are written out; later nodes are not included',
};
