import type {JsonObject} from '../../../src/base/json.ts';
import type {Origin} from '../../../src/diagnostics/origin.ts';
import {underKind} from '../../../src/ir/conjunctions.ts';
import {type Action, fieldOf, type Policy, type Rule, writtenAt} from '../../../src/ir/policy.ts';
import type {TrafficBox} from '../../../src/ir/traffic.ts';
import type {World} from '../../../src/ir/world.ts';
import type {Loss, WriteContext} from '../../dialect.ts';
import {loss, type Problem} from '../write-losses.ts';
import {byFamily, inSourceOrder} from '../write-rule.ts';
import {inBlock, podsOf} from '../write-world.ts';
import {choose, inItsWords, type RulePlace} from './losses.ts';
import {distinct, pieces} from './parts.ts';
import {adminPeers, anybody} from './peers.ts';
import {adminProtocols} from './protocols.ts';

export interface AdminRuleContext {
  readonly policy: Policy;
  readonly direction: 'ingress' | 'egress';
  readonly write: WriteContext;
  readonly world: World | undefined;
  readonly native: boolean;
}

export interface AdminRules {
  readonly rules: readonly JsonObject[];
  readonly losses: readonly Loss[];
}

const words: Readonly<Record<Exclude<Action, 'log'>, string>> = {allow: 'Accept', deny: 'Deny', pass: 'Pass'};

/** One rule as the consecutive rules of the same action that say it: the first that matches decides (kubernetes.md B7). */
export function adminRules(rule: Rule, context: AdminRuleContext): AdminRules {
  const {action, application} = rule;
  const place: RulePlace = {action, origin: writtenAt(context.policy, rule)};
  const {origin} = place;
  if (action === 'log') return {rules: [], losses: [loss(logProblem, origin, 'none')]};
  const losses: Loss[] = [];
  if (application?.shown?.length) losses.push(loss(shownProblem(application.shown), origin, 'none'));
  if (application?.http) {
    const {widen, losses: told} = choose(httpProblem, place, context.write);
    losses.push(...told);
    if (!widen) return {rules: [], losses};
  }
  if (context.direction === 'ingress') losses.push(...outsideLosses(rule, origin));
  if (rule.traffic.length === 0 || rule.ports.some(({value}) => value.length === 0)) {
    losses.push(loss(emptyPorts, origin, 'none'));
  }
  const key = context.direction === 'ingress' ? 'from' : 'to';
  const rules = byFamily(inSourceOrder(rule)).flatMap(({boxes, family}) => {
    const protocols = protocolsOf(boxes, place, context);
    const peers = peersOf(rule, place, family, context);
    losses.push(...protocols.losses, ...peers.losses);
    const all = peers.items ?? [];
    const mixed = !all.every(isPods);
    const named = mixed ? (protocols.items ?? []).filter(isNamed) : [];
    const others = protocols.items?.filter((each) => !named.includes(each));
    if (named.length > 0 && reachesPods(all, context.world)) {
      losses.push(...choose(namedNetwork, place, context.write, false).losses);
    }
    return [...product(all, others), ...product(all.filter(isPods), named)].map(([list, each]) => ({
      action: words[action],
      [key]: list,
      ...(each && {protocols: each}),
    }));
  });
  return {rules, losses};
}

type List = readonly JsonObject[];

/** Lists of peers with lists of protocols, each short enough; no list of protocols is all traffic. */
function product(peers: List, protocols: List | undefined): readonly (readonly [List, List | undefined])[] {
  const lists = protocols ? pieces(protocols) : [undefined];
  return pieces(peers).flatMap((list) => lists.map((each) => [list, each] as const));
}

function isNamed(protocol: JsonObject): boolean {
  return 'destinationNamedPort' in protocol;
}

function isPods(peer: JsonObject): boolean {
  return 'namespaces' in peer || 'pods' in peer;
}

/**
 * A port name may not stand beside networks (kubernetes.md W14), where it could match only pods with such an address:
 * nobody, when all pods are named anyway or none of them is in the networks.
 */
function reachesPods(peers: List, world: World | undefined): boolean {
  if (peers.some((each) => JSON.stringify(each) === '{"namespaces":{}}')) return false;
  const networks = peers.flatMap((each) => (Array.isArray(each['networks']) ? each['networks'].map(String) : []));
  const pods = world ? podsOf(world) : [];
  const known = pods.length > 0 && pods.every(({addresses}) => addresses.length > 0);
  return networks.some((cidr) => !known || pods.some((pod) => pod.addresses.some((each) => inBlock(cidr, each))));
}

interface Items {
  /** Undefined: everything. */
  readonly items: readonly JsonObject[] | undefined;
  readonly losses: readonly Loss[];
}

function protocolsOf(boxes: readonly TrafficBox[], place: RulePlace, {write, world}: AdminRuleContext): Items {
  const losses: Loss[] = [];
  const items: JsonObject[] = [];
  for (const box of boxes) {
    const written = adminProtocols(box, world);
    if (!written.items) return {items: undefined, losses: []};
    items.push(...written.items);
    losses.push(...written.snapshots.map((each) => loss(each, place.origin, 'none')));
    for (const {wider, ...problem} of written.problems) {
      const {widen, losses: told} = choose(problem, place, write, wider !== undefined);
      losses.push(...told);
      if (!widen) continue;
      if (!wider) return {items: undefined, losses};
      items.push(...wider);
    }
  }
  return {items: distinct(items), losses};
}

function peersOf(rule: Rule, place: RulePlace, family: 4 | 6 | undefined, context: AdminRuleContext): Items {
  const {direction, world, write, native} = context;
  const losses: Loss[] = [];
  const items: JsonObject[] = [];
  for (const {value, path} of rule.peers.length > 0 ? rule.peers : [{value: rule.peer, path: rule.path}]) {
    const asPods = native && fieldOf(path) === 'pods';
    const written = adminPeers(value, {direction, native, asPods, ...(family && {family}), ...(world && {world})});
    items.push(...written.items);
    losses.push(...written.snapshots.map((each) => loss(inItsWords(each), place.origin, 'none')));
    for (const {wider, ...problem} of written.unsaid) {
      const {widen, losses: told} = choose(problem, place, write, wider !== undefined);
      losses.push(...told);
      if (widen) items.push(...(wider ?? (direction === 'ingress' ? [{namespaces: {}}] : anybody)));
    }
  }
  return {items: distinct(items), losses};
}

/** Whoever is no pod gets in past every rule, so that only a deny is lost (kubernetes.md B4). */
function outsideLosses({action, peer}: Rule, origin: Origin): readonly Loss[] {
  const outside = (['host', 'external'] as const).some((kind) => underKind(peer, kind).is !== 'false');
  return action === 'deny' && outside ? [loss(outsideProblem, origin, 'wider')] : [];
}

const outsideProblem: Problem = {
  code: 'ingress-outside',
  message: 'a ClusterNetworkPolicy cannot keep out what is no pod: outside addresses and nodes are let in',
};
const namedNetwork: Problem = {
  code: 'named-port-network',
  message: 'a ClusterNetworkPolicy cannot ask for a port name beside networks, which may hold pods',
  suggestion: 'select the pods by labels',
};
const emptyPorts: Problem = {
  code: 'empty-range',
  message: 'a port range that ends before it starts matches nothing and is left out',
};
const httpProblem: Problem = {
  code: 'http-rule',
  message: 'a ClusterNetworkPolicy cannot look at HTTP requests: it takes every request or none',
};
const logProblem: Problem = {code: 'log-rule', message: 'a ClusterNetworkPolicy does not log; this rule is left out'};

function shownProblem(shown: readonly string[]): Problem {
  return {code: 'application', message: `not part of a ClusterNetworkPolicy and left out: ${shown.join(', ')}`};
}
