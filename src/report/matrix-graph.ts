import type {MatrixItem, Party} from '../evaluate/connectivity.ts';
import {judgedItems, type MatrixAnswer} from './matrix-answer.ts';
import {partyKey} from './party-text.ts';
import {passingText} from './traffic-words.ts';

/** A matrix as a drawing, in order; texts are untrusted. */
export interface MatrixGraph {
  readonly groups: readonly NodeGroup[];
  readonly edges: readonly GraphEdge[];
  /** How many parties without any connection are left out, since all together are too many to draw. */
  readonly leftOut: number;
}

export interface NodeGroup {
  /** Undefined: what stands in no namespace. */
  readonly namespace: string | undefined;
  readonly nodes: readonly GraphNode[];
}

export interface GraphNode {
  /** From 0, among all nodes. */
  readonly index: number;
  readonly name: string;
  /** The name without its namespace. */
  readonly label: string;
  readonly external: boolean;
}

export interface GraphEdge {
  readonly from: GraphNode;
  readonly to: GraphNode;
  readonly label: string;
  /** Nothing is sure to pass. */
  readonly unsure: boolean;
}

/** Everything is held at once: the answer must be within the bounds of a drawing. */
export function matrixGraph(answer: MatrixAnswer, mostNodes: number): MatrixGraph {
  const items = [...judgedItems(answer)];
  const connected = new Set(items.flatMap(({item: {from, to}}) => [partyKey(from), partyKey(to)]));
  const drawn =
    answer.parties.length <= mostNodes
      ? answer.parties
      : answer.parties.filter((party) => connected.has(partyKey(party)));
  const byNamespace = new Map<string | undefined, Party[]>();
  for (const party of drawn) {
    const group = byNamespace.get(party.namespace);
    if (group) group.push(party);
    else byNamespace.set(party.namespace, [party]);
  }
  const nodes = new Map<string, GraphNode>();
  const groups = [...byNamespace].map(([namespace, parties]) => ({
    namespace,
    nodes: parties.map((party) => {
      const node = nodeOf(party, nodes.size, answer);
      nodes.set(partyKey(party), node);
      return node;
    }),
  }));
  const edges = items.flatMap(({item, cni}) => {
    const [from, to] = [item.from, item.to].map((party) => nodes.get(partyKey(party)));
    return from && to ? [{from, to, label: labelOf(item, cni, answer), unsure: item.connections.length === 0}] : [];
  });
  return {groups, edges, leftOut: answer.parties.length - drawn.length};
}

function nodeOf(party: Party, index: number, {nameOf}: MatrixAnswer): GraphNode {
  const name = nameOf(party);
  const prefix = `${party.namespace}/`;
  const label = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  return {index, name, label, external: party.kind === 'external'};
}

function labelOf(item: MatrixItem, cni: string | undefined, {words}: MatrixAnswer): string {
  return `${cni === undefined ? '' : `${cni}: `}${passingText(item, words)}`;
}
