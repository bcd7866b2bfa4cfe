import {fullMatch, isRegularExpression} from '../../src/base/regular-expression.ts';
import type {Settings} from '../../src/ir/profile.ts';

/**
 * Which pod labels become part of a pod's identity (cilium.md 5.2). Only those can be selected, by policies of every
 * kind; a filtered label never matches.
 */
export interface LabelFilter {
  /** Of the labels that somebody gave a pod or a node. */
  readonly keeps: (key: string) => boolean;
  /** Of the labels that Cilium adds, such as those of the namespace, by their whole keys. */
  readonly keepsAdded: (key: string) => boolean;
}

interface Prefix {
  readonly expression: string;
  readonly excludes: boolean;
}

const included = [
  'io\\.kubernetes\\.pod\\.namespace',
  'io\\.cilium\\.k8s\\.namespace\\.labels',
  'app\\.kubernetes\\.io',
  'io\\.cilium\\.k8s\\.policy\\.cluster',
  'io\\.cilium\\.k8s\\.policy\\.serviceaccount',
];

const excluded = [
  'io\\.kubernetes',
  'kubernetes\\.io',
  '.*beta\\.kubernetes\\.io',
  'k8s\\.io',
  'statefulset\\.kubernetes\\.io/pod-name',
  'apps\\.kubernetes\\.io/pod-index',
  'batch\\.kubernetes\\.io/job-completion-index',
  'batch\\.kubernetes\\.io/controller-uid',
  'pod-template-generation',
  'pod-template-hash',
  'controller-revision-hash',
  'controller-uid',
  'annotation.*',
  'etcd_node',
  'topology\\.kubernetes\\.io',
];

const defaults: readonly Prefix[] = [
  ...included.map((expression) => ({expression, excludes: false})),
  ...excluded.map((expression) => ({expression, excludes: true})),
];

/** The filter under the option `labels`: words that include a prefix, or exclude it after a `!`. */
export function labelFilter(settings: Settings): LabelFilter {
  const own = (settings['labels'] ?? '').split(/[\s,]+/).flatMap(parsePrefix);
  const allowList = own.some(({excludes}) => !excludes);
  const prefixes = [...defaults, ...own];
  const known = new Map<string, boolean>();
  const keepsAdded = (key: string): boolean => {
    const kept = known.get(key) ?? keeps(key, prefixes, allowList);
    known.set(key, kept);
    return kept;
  };
  return {keeps: (key) => !isSynthetic(key) && keepsAdded(key), keepsAdded};
}

/** The filter of a cluster with default options, for writers. */
export const defaultLabelFilter: LabelFilter = labelFilter({});

/** Cilium sets these keys itself; what a pod writes there is dropped (cilium.md 5.2). */
function isSynthetic(key: string): boolean {
  return key.startsWith('io.cilium.k8s');
}

/** When includes and excludes both match, the longer match wins; own includes turn the list into an allow list. */
function keeps(key: string, prefixes: readonly Prefix[], allowList: boolean): boolean {
  const lengths = (excludes: boolean) =>
    prefixes.filter((each) => each.excludes === excludes).map(({expression}) => matchedLength(expression, key));
  const longestInclude = Math.max(0, ...lengths(false));
  const shortestExclude = Math.min(...lengths(true).filter((length) => length > 0), Number.POSITIVE_INFINITY);
  if (shortestExclude === Number.POSITIVE_INFINITY) return !allowList || longestInclude > 0;
  return longestInclude > shortestExclude;
}

/** How much of the start of the key the expression matches, at most; 0 where it does not match there. */
function matchedLength(expression: string, key: string): number {
  for (let length = key.length; length > 0; length--) {
    if (fullMatch(expression, key.slice(0, length))) return length;
  }
  return 0;
}

function parsePrefix(word: string): readonly Prefix[] {
  const plain = word.replace(/^k8s:/, '');
  const excludes = plain.startsWith('!');
  const expression = excludes ? plain.slice(1) : plain;
  return expression !== '' && isRegularExpression(expression) ? [{expression, excludes}] : [];
}
