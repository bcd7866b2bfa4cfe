import type {JsonObject} from '../../src/base/json.ts';
import type {Origin} from '../../src/diagnostics/origin.ts';
import type {Match} from '../../src/ir/match.ts';
import {type Policy, type Rule, writtenAt} from '../../src/ir/policy.ts';
import {withServicePorts} from '../../src/ir/service-ports.ts';
import type {Traffic, TrafficBox} from '../../src/ir/traffic.ts';
import type {World} from '../../src/ir/world.ts';
import type {Loss, WriteContext} from '../dialect.ts';
import {eitherWay, loss, type Problem, prefersWider} from './write-losses.ts';
import {writePeers} from './write-peers.ts';
import {writeTraffic} from './write-ports.ts';

export interface RuleContext {
  readonly policy: Policy;
  readonly direction: 'ingress' | 'egress';
  readonly namespace: string;
  readonly write: WriteContext;
  readonly world: World | undefined;
}

export interface WrittenRules {
  readonly rules: readonly JsonObject[];
  readonly losses: readonly Loss[];
}

/** One allow rule as the rules that say it: one for each IP family its traffic tells apart. */
export function writeRule(given: Rule, context: RuleContext): WrittenRules {
  const rule = withServicePorts(given, context.world);
  const {application} = rule;
  const origin = writtenAt(context.policy, rule);
  const losses: Loss[] = [];
  if (application?.shown?.length) {
    losses.push(loss(shownProblem(application.shown), origin, 'none'));
  }
  if (application?.http) {
    losses.push(eitherWay(httpProblem, origin, context.write));
    if (!prefersWider(context.write)) return {rules: [], losses};
  }
  const peer = rule.peers.length > 0 ? rule.peers.map(({value}) => value) : [rule.peer];
  const rules = byFamily(inSourceOrder(rule)).flatMap(({boxes, family}) => {
    const ports = portsOf(boxes, origin, context);
    const peers = peersOf(peer, family, origin, context);
    losses.push(...ports.losses, ...peers.losses);
    return ports.items?.length === 0 || peers.items?.length === 0
      ? []
      : [ruleObject(context, peers.items, ports.items)];
  });
  return {rules, losses};
}

/** Boxes as they were written, unless something narrowed the whole since. */
export function inSourceOrder({ports, traffic}: Rule): Traffic {
  const written = ports.flatMap(({value}) => value);
  const known = new Set(traffic);
  return written.length === traffic.length && written.every((box) => known.has(box)) ? written : traffic;
}

export interface FamilyBoxes {
  readonly family: 4 | 6 | undefined;
  readonly boxes: readonly TrafficBox[];
}

/** The boxes of each IP family, and those of both. */
export function byFamily(traffic: Traffic): readonly FamilyBoxes[] {
  return ([undefined, 4, 6] as const).flatMap((family) => {
    const boxes = traffic.filter((box) => box.family === family);
    return boxes.length > 0 ? [{family, boxes}] : [];
  });
}

interface Items {
  /** Undefined: no list at all, which means everything. */
  readonly items: readonly JsonObject[] | undefined;
  readonly losses: readonly Loss[];
}

function portsOf(boxes: readonly TrafficBox[], origin: Origin, {write}: RuleContext): Items {
  const losses: Loss[] = [];
  const items: JsonObject[] = [];
  for (const box of boxes) {
    const written = writeTraffic(box);
    if (!written.items) return {items: undefined, losses: []};
    items.push(...written.items);
    const {problem} = written;
    if (!problem) continue;
    losses.push(eitherWay(problem, origin, write));
    if (!prefersWider(write)) continue;
    if (!problem.wider) return {items: undefined, losses};
    items.push(...problem.wider);
  }
  return {items, losses};
}

function peersOf(peers: readonly Match[], family: 4 | 6 | undefined, origin: Origin, context: RuleContext): Items {
  const {direction, namespace, world, write} = context;
  const losses: Loss[] = [];
  const items: JsonObject[] = [];
  for (const peer of peers) {
    const written = writePeers(peer, {direction, namespace, ...(family && {family}), ...(world && {world})});
    if (!written.items) return {items: undefined, losses: []};
    items.push(...written.items);
    losses.push(...written.snapshots.map((each) => loss(each, origin, 'none')));
    for (const problem of written.unsaid) {
      losses.push(eitherWay(problem, origin, write));
      if (!prefersWider(write)) continue;
      if (!problem.wider) return {items: undefined, losses};
      items.push(...problem.wider);
    }
  }
  return {items: [...new Map(items.map((item) => [JSON.stringify(item), item])).values()], losses};
}

function ruleObject(
  {direction}: RuleContext,
  peers: readonly JsonObject[] | undefined,
  ports: readonly JsonObject[] | undefined,
): JsonObject {
  return {...(peers && {[direction === 'ingress' ? 'from' : 'to']: peers}), ...(ports && {ports})};
}

const httpProblem: Problem = {
  code: 'http-rule',
  message: 'a NetworkPolicy cannot look at HTTP requests: it opens a port for every request or not at all',
};

function shownProblem(shown: readonly string[]): Problem {
  return {code: 'application', message: `not part of a NetworkPolicy and left out: ${shown.join(', ')}`};
}
