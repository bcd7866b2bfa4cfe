import type {MatrixAnswer} from './matrix-answer.ts';
import {type GraphEdge, type GraphNode, matrixGraph, type NodeGroup} from './matrix-graph.ts';
import {escapeUntrusted} from './terminal.ts';

/** The defaults of Mermaid's `maxEdges` and `maxTextSize`: beyond them it shows an error instead of a drawing. */
export const MOST_MERMAID_EDGES = 500;
export const MOST_MERMAID_CHARACTERS = 50_000;

/** A drawing for Mermaid: a subgraph for each namespace, dotted edges where nothing is sure to pass. */
export function* matrixMermaid(answer: MatrixAnswer): Generator<string> {
  const {groups, edges, leftOut} = matrixGraph(answer, MOST_MERMAID_EDGES);
  yield 'flowchart LR\n';
  if (leftOut > 0) yield `  %% ${leftOut} without any connection are not drawn\n`;
  for (const [index, group] of groups.entries()) yield groupText(group, index);
  for (const edge of edges) yield edgeText(edge);
}

function groupText({namespace, nodes}: NodeGroup, index: number): string {
  if (namespace === undefined) return nodes.map((node) => `  ${nodeText(node)}`).join('');
  const lines = nodes.map((node) => `    ${nodeText(node)}`).join('');
  return `  subgraph g${index}[${quoted(namespace)}]\n${lines}  end\n`;
}

function nodeText({index, label, external}: GraphNode): string {
  return external ? `n${index}([${quoted(label)}])\n` : `n${index}[${quoted(label)}]\n`;
}

function edgeText({from, to, label, unsure}: GraphEdge): string {
  return `  n${from.index} ${unsure ? '-.->' : '-->'}|${quoted(label)}| n${to.index}\n`;
}

/**
 * Mermaid has no escapes but entities by number. All but plain letters, digits and what ports and names are made of
 * becomes one: quotes, Markdown, HTML, and the colon, with which its parser looks for style lines.
 */
function quoted(text: string): string {
  const safe = escapeUntrusted(text).replace(/[^\p{L}\p{N} ,./()-]/gu, (sign) => `#${sign.codePointAt(0)};`);
  return `"${safe}"`;
}
