import {sortedUnique} from '../base/order.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import {type Policy, printPolicyId} from '../ir/policy.ts';
import type {Endpoint} from '../ir/world.ts';
import type {ConnectionChange} from './connection-change.ts';
import {dnsCut} from './dns-cut.ts';
import {isolationIn, subjectReading} from './isolation.ts';
import {evaluateMatch} from './match.ts';
import type {JudgedWorld} from './matrix-parts.ts';
import {ownerKey} from './parties.ts';

/** Of one risk at most this many are named; all are counted. */
const MOST_NAMED = 5;

/**
 * What of a change deserves a second look: opened to the world, opened across namespaces, isolation removed, a policy
 * that selects nothing, kube-dns cut off. `concerns`: the policies that the change makes or changes.
 */
export function reviewRisks(
  before: JudgedWorld,
  after: JudgedWorld,
  changes: readonly ConnectionChange[],
  concerns: (policy: Policy) => boolean,
): readonly Diagnostic[] {
  const opened = changes.filter((change) => change.opened.length > 0);
  return [
    ...openedOutside(opened),
    ...openedAcross(opened),
    ...isolationRemoved(before, after),
    ...selectsNothing(after, concerns),
    ...named('review-dns-cut', dnsCut(before, after).map(ownerName)),
  ];
}

/** Between the cluster and every address that no policy singles out. */
function openedOutside(opened: readonly ConnectionChange[]): readonly Diagnostic[] {
  const isWorld = ({kind, name}: ConnectionChange['item']['from']): boolean =>
    kind === 'external' && (name === 'external' || name.endsWith('/0'));
  const incoming = opened.filter(({item}) => isWorld(item.from)).map(({item}) => item.to.name);
  const outgoing = opened.filter(({item}) => isWorld(item.to)).map(({item}) => item.from.name);
  return [
    ...named('review-opened-outside', incoming, {direction: 'ingress'}),
    ...named('review-opened-outside', outgoing, {direction: 'egress'}),
  ];
}

/** One for each pair of namespaces. */
function openedAcross(opened: readonly ConnectionChange[]): readonly Diagnostic[] {
  const pairs = new Map<string, {readonly from: string; readonly to: string; readonly examples: string[]}>();
  for (const {item} of opened) {
    const [from, to] = [item.from.namespace, item.to.namespace];
    if (from === undefined || to === undefined || from === to) continue;
    const key = JSON.stringify([from, to]);
    const pair = pairs.get(key) ?? {from, to, examples: []};
    pairs.set(key, pair);
    pair.examples.push(`${item.from.name} -> ${item.to.name}`);
  }
  return [...pairs.values()].map(({from, to, examples}) => {
    const args = {from, to, count: examples.length, example: examples[0] ?? ''};
    return diagnostic('review-across-namespaces', undefined, {arguments: args});
  });
}

/** Of owners that exist on both sides, whatever their pods are called. */
function isolationRemoved(before: JudgedWorld, after: JudgedWorld): readonly Diagnostic[] {
  const [was, is] = [isolationIn(before), isolationIn(after)];
  const earlier = before.world.endpoints;
  return (['ingress', 'egress'] as const).flatMap((direction) => {
    const open = new Set(earlier.filter((each) => was(each, direction) !== true).map(ownerKey));
    const isolated = new Set(earlier.map(ownerKey).filter((key) => !open.has(key)));
    const freed = after.world.endpoints.filter(
      (endpoint) => isolated.has(ownerKey(endpoint)) && is(endpoint, direction) === false,
    );
    return named('review-isolation-removed', freed.map(ownerName), {direction});
  });
}

function selectsNothing({world, policies}: JudgedWorld, concerns: (policy: Policy) => boolean): readonly Diagnostic[] {
  const idle = policies.filter(
    (policy) =>
      concerns(policy) &&
      world.endpoints.every((each) => evaluateMatch(policy.subject, subjectReading(each, world)) === false),
  );
  return idle.map(({id, origin}) =>
    diagnostic('review-selects-nothing', origin, {arguments: {policy: printPolicyId(id)}}),
  );
}

function named(
  code: Diagnostic['code'],
  names: readonly string[],
  rest: Diagnostic['arguments'] = {},
): readonly Diagnostic[] {
  const all = sortedUnique(names);
  if (all.length === 0) return [];
  return [diagnostic(code, undefined, {arguments: {...rest, count: all.length, names: all.slice(0, MOST_NAMED)}})];
}

/** Pods go by their owner. */
function ownerName({name, namespace, workload, owner}: Endpoint): string {
  const of = workload ?? owner;
  return of ? `${namespace}/${of.name}` : name;
}
