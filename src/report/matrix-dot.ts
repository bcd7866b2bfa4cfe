import type {MatrixAnswer} from './matrix-answer.ts';
import {type GraphEdge, type GraphNode, matrixGraph, type NodeGroup} from './matrix-graph.ts';
import {escapeUntrusted} from './terminal.ts';

/** More edges, or nodes, than this nobody can follow in a drawing, and viewers take minutes to lay them out. */
export const MOST_DOT_EDGES = 2000;

/** A drawing for Graphviz: a cluster for each namespace, dashed edges where nothing is sure to pass. */
export function* matrixDot(answer: MatrixAnswer): Generator<string> {
  const {groups, edges, leftOut} = matrixGraph(answer, MOST_DOT_EDGES);
  yield 'digraph connectivity {\n  rankdir=LR;\n  node [shape=box];\n';
  if (leftOut > 0) yield `  // ${leftOut} without any connection are not drawn\n`;
  for (const [index, group] of groups.entries()) yield groupText(group, index);
  for (const edge of edges) yield edgeText(edge);
  yield '}\n';
}

function groupText({namespace, nodes}: NodeGroup, index: number): string {
  if (namespace === undefined) return nodes.map((node) => `  ${nodeText(node)}`).join('');
  const lines = nodes.map((node) => `    ${nodeText(node)}`).join('');
  return `  subgraph cluster_${index} {\n    label=${quoted(namespace)};\n${lines}  }\n`;
}

function nodeText({name, label, external}: GraphNode): string {
  return `${quoted(name)} [label=${quoted(label)}${external ? ', shape=ellipse' : ''}];\n`;
}

function edgeText({from, to, label, unsure}: GraphEdge): string {
  const style = unsure ? ', style=dashed' : '';
  return `  ${quoted(from.name)} -> ${quoted(to.name)} [label=${quoted(label)}${style}];\n`;
}

/** Graphviz reads escapes and HTML entities inside quotes. */
function quoted(text: string): string {
  const safe = escapeUntrusted(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('&', '&amp;');
  return `"${safe}"`;
}
