import type {Path} from '../base/json.ts';
import {isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap} from './yaml-package.ts';
import {asNode, isMergeKey, offsetOf, scalarKey} from './yaml-value.ts';

/**
 * The offset at which the key or list item at a path is written, or the nearest enclosing one. Behind an alias or a
 * merge that is the place of the anchor. `targets` says what each alias stands for.
 */
export function placeOf(root: Node | null, targets: ReadonlyMap<Node, Node>, path: Path): number {
  let node: Node | undefined = root ?? undefined;
  let offset = node ? offsetOf(node) : 0;
  for (const step of path) {
    const around = node && (targets.get(node) ?? node);
    if (isSeq(around)) {
      node = typeof step === 'number' ? asNode(around.items[step]) : undefined;
      if (node) offset = offsetOf(node);
    } else {
      const member: Member | undefined = isMap(around) ? memberOf(around, String(step), targets) : undefined;
      if (member) offset = offsetOf(member.key);
      node = member?.value;
    }
    if (!node) return offset;
  }
  return offset;
}

interface Member {
  readonly key: Node;
  readonly value: Node | undefined;
}

/** The last pair that gives the key its value, be it written here or merged. */
function memberOf(map: YAMLMap, name: string, targets: ReadonlyMap<Node, Node>): Member | undefined {
  for (const pair of map.items.toReversed()) {
    const key = asNode(pair.key);
    const value = asNode(pair.value);
    const read = key && (targets.get(key) ?? key);
    if (key && value && isMergeKey(key)) {
      const found = mergedMember(targets.get(value) ?? value, name, targets);
      if (found) return found;
    } else if (key && isScalar(read) && scalarKey(read) === name) return {key, value};
  }
  return undefined;
}

function mergedMember(source: Node, name: string, targets: ReadonlyMap<Node, Node>): Member | undefined {
  for (const item of isSeq(source) ? source.items : [source]) {
    const node = asNode(item);
    const merged = node && (isAlias(node) ? targets.get(node) : node);
    const found = isMap(merged) ? memberOf(merged, name, targets) : undefined;
    if (found) return found;
  }
  return undefined;
}
