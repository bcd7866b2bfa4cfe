import {isObject} from '../base/json.ts';
import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from './yaml-package.ts';
import {plainKey, type Resolved, resolvePlain, resolveTagged} from './yaml-scalars.ts';

/** A problem inside one YAML document, placed by an offset in the text that was parsed. */
export interface YamlProblem {
  readonly offset: number;
  readonly problem: 'key-repeated' | 'syntax' | 'aliases' | 'nesting';
  /** The key that is repeated, or what was found and expected. */
  readonly text: string;
}

export interface YamlValue {
  /** Undefined when the document is broken. */
  readonly value: unknown;
  /** The node that each alias stands for. */
  readonly targets: ReadonlyMap<Node, Node>;
  readonly problems: readonly YamlProblem[];
}

interface Walk {
  readonly text: string;
  readonly anchors: Map<string, Node>;
  readonly targets: Map<Node, Node>;
  readonly open: Set<Node>;
  readonly problems: YamlProblem[];
  readonly nesting: number;
  depth: number;
  inAlias: number;
  nodes: number;
  aliased: number;
  /** Set at the first error: the rest of the walk does nothing. */
  failed: boolean;
}

/**
 * The plain value of a parsed document as kubectl would send it: scalars by YAML 1.1, keys as text, `<<` merged in the
 * order written, the last of a repeated key (reported), aliases followed within go-yaml's bounds.
 */
export function yamlValue(root: Node | null, text: string, nesting: number): YamlValue {
  const walk: Walk = {
    text,
    anchors: new Map(),
    targets: new Map(),
    open: new Set(),
    problems: [],
    nesting,
    depth: 0,
    inAlias: 0,
    nodes: 0,
    aliased: 0,
    failed: false,
  };
  const value = root ? nodeValue(root, walk) : null;
  return {value: walk.failed ? undefined : value, targets: walk.targets, problems: walk.problems};
}

function nodeValue(node: Node, walk: Walk): unknown {
  if (walk.failed) return undefined;
  count(node, walk);
  if (isAlias(node)) return aliasValue(node, walk);
  if (node.anchor !== undefined && walk.inAlias === 0) walk.anchors.set(node.anchor, node);
  if (isScalar(node)) return scalarValue(node, walk);
  return isMap(node) || isSeq(node) ? collectionValue(node, walk) : null;
}

/** Guards against values that contain themselves and against depth, which aliases can build without nesting. */
function collectionValue(node: YAMLMap | YAMLSeq, walk: Walk): unknown {
  if (walk.open.has(node)) return fail(walk, node, 'aliases', 'an anchor contains itself');
  if (walk.depth >= walk.nesting) return fail(walk, node, 'nesting', String(walk.nesting));
  walk.open.add(node);
  walk.depth++;
  const value = isMap(node) ? mapValue(node, walk) : node.items.map((item) => itemValue(item, walk));
  walk.depth--;
  walk.open.delete(node);
  return value;
}

function itemValue(item: unknown, walk: Walk): unknown {
  const node = asNode(item);
  return node ? nodeValue(node, walk) : null;
}

function aliasValue(node: Alias, walk: Walk): unknown {
  const target = walk.anchors.get(node.source);
  if (!target) return fail(walk, node, 'syntax', `found *${node.source}, expected an anchor defined before`);
  walk.targets.set(node, target);
  walk.inAlias++;
  const value = nodeValue(target, walk);
  walk.inAlias--;
  return value;
}

/** go-yaml's measure against alias bombs: the share of values that come from aliases may not be nearly everything. */
function count(node: Node, walk: Walk): void {
  walk.nodes++;
  if (walk.inAlias > 0) walk.aliased++;
  if (walk.aliased <= 100 || walk.nodes <= 1000) return;
  const beyond = Math.min(Math.max((walk.nodes - 400_000) / 3_600_000, 0), 1);
  if (walk.aliased / walk.nodes > 0.99 - 0.89 * beyond) {
    fail(walk, node, 'aliases', 'aliases stand for far more than the document holds');
  }
}

function scalarValue(node: Scalar, walk: Walk): unknown {
  const refused = node.type === 'QUOTE_DOUBLE' && refusedEscape(walk.text.slice(offsetOf(node), node.range?.[1]));
  if (refused) return fail(walk, node, 'syntax', `found ${refused}, expected an escape that kubectl reads`);
  const resolved = resolve(node);
  return 'error' in resolved ? fail(walk, node, 'syntax', resolved.error) : resolved.value;
}

/** An escape that YAML 1.2 has and go-yaml refuses: the slash, and halves of surrogate pairs. */
function refusedEscape(quoted: string): string | undefined {
  if (!quoted.includes('\\')) return undefined;
  for (const [found] of quoted.matchAll(/\\(?:u[dD][89a-fA-F]..|.)/gs)) {
    if (found.length > 2 || found === '\\/') return found;
  }
  return undefined;
}

function resolve(node: Scalar): Resolved {
  const source = node.source ?? '';
  if (node.tag !== undefined && node.tag !== '!') return resolveTagged(node.tag, source);
  return node.tag === undefined && isPlain(node) ? resolvePlain(source) : {value: source};
}

function isPlain(node: Scalar): boolean {
  return node.type === undefined || node.type === 'PLAIN';
}

function mapValue(node: YAMLMap, walk: Walk): unknown {
  const object: Record<string, unknown> = {};
  const written = new Set<string>();
  for (const pair of node.items) {
    const key = asNode(pair.key);
    const member = asNode(pair.value);
    if (!key || walk.failed) continue;
    if (member && isMergeKey(key)) {
      merge(member, object, walk);
      continue;
    }
    const name = keyName(key, walk);
    if (written.has(name)) walk.problems.push({offset: offsetOf(key), problem: 'key-repeated', text: name});
    written.add(name);
    define(object, name, member ? nodeValue(member, walk) : null);
  }
  return object;
}

/**
 * Merged in place: keys written before `<<` give way to it, as in go-yaml v2; of several sources the earlier wins.
 */
function merge(source: Node, into: Record<string, unknown>, walk: Walk): void {
  const sources = isSeq(source) ? source.items.flatMap((item) => asNode(item) ?? []).reverse() : [source];
  for (const each of sources) {
    const value = nodeValue(each, walk);
    if (isObject(value)) for (const [name, member] of Object.entries(value)) define(into, name, member);
    else fail(walk, each, 'syntax', 'found no mapping behind <<, expected a mapping or a list of mappings');
  }
}

/** `<<` unquoted and untagged, or tagged as a merge. */
export function isMergeKey(key: unknown): boolean {
  if (!isScalar(key) || key.source !== '<<') return false;
  return key.tag === undefined ? isPlain(key) : key.tag === 'tag:yaml.org,2002:merge';
}

function keyName(key: Node, walk: Walk): string {
  const target = isAlias(key) ? walk.anchors.get(key.source) : key;
  if (target && target !== key) walk.targets.set(key, target);
  if (target?.anchor !== undefined && walk.inAlias === 0) walk.anchors.set(target.anchor, target);
  const name = isScalar(target) ? scalarKey(target) : undefined;
  if (name !== undefined) return name;
  const found = !target ? 'an unknown anchor' : isScalar(target) ? 'null or no number' : 'a collection';
  fail(walk, key, 'syntax', `found ${found} as a key, expected text`);
  return '';
}

/** The text of a key as it stands in the value, undefined where it is none. */
export function scalarKey(key: Scalar): string | undefined {
  if (key.tag === undefined && isPlain(key)) return plainKey(key.source ?? '');
  const resolved = resolve(key);
  if ('error' in resolved || resolved.value === null) return undefined;
  return typeof resolved.value === 'string' ? resolved.value : plainKey(key.source ?? '');
}

/** `__proto__` is a plain key. */
function define(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, {value, writable: true, enumerable: true, configurable: true});
}

/** What stands in a pair: a node, or nothing. */
export function asNode(item: unknown): Node | undefined {
  return isScalar(item) || isMap(item) || isSeq(item) || isAlias(item) ? item : undefined;
}

export function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function fail(walk: Walk, node: Node, problem: YamlProblem['problem'], text: string): undefined {
  if (!walk.failed) walk.problems.push({offset: offsetOf(node), problem, text});
  walk.failed = true;
}
