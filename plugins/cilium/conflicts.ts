import {isObject, type Json, type Path, printPath} from '../../src/base/json.ts';
import {compareText} from '../../src/base/order.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import type {Origin} from '../../src/diagnostics/origin.ts';
import {matchCovers} from '../../src/ir/apart.ts';
import {and, printMatch} from '../../src/ir/match.ts';
import {type Policy, type Rule, writtenAt} from '../../src/ir/policy.ts';
import {printTraffic} from '../../src/ir/traffic.ts';
import type {World} from '../../src/ir/world.ts';
import {firstPod} from './membership.ts';

/** What one rule asks for one peer on one port, of which Cilium makes a single entry for the endpoint. */
interface Entry {
  readonly policy: Policy;
  readonly origin: Origin;
  readonly path: string;
  /** HTTP, DNS rules, or a listener. */
  readonly parser?: string;
  /** Things that have to be the same in all of them, by their fields. */
  readonly fixed: Readonly<Record<string, string>>;
  readonly serverNames: boolean;
}

/**
 * Rules for one pod, peer and port that Cilium cannot merge (cilium.md 4, last paragraph): the endpoint keeps the policy
 * it had before. Cilium merges where peers are written alike. Subjects meet in a pod of the world; in a world without
 * pods, where one of them is the other or a part of it.
 */
export function conflicts(policies: readonly Policy[], world: World): readonly Diagnostic[] {
  const entries = new Map<string, Entry[]>();
  for (const policy of [...policies].sort(inEngineOrder)) {
    if (policy.id.dialect !== 'cilium') continue;
    for (const direction of ['ingress', 'egress'] as const) {
      for (const rule of policy[direction]?.rules ?? []) {
        if (rule.action !== 'allow') continue;
        const entry = entryOf(policy, rule);
        if (!entry.parser && !entry.serverNames && Object.keys(entry.fixed).length === 0) continue;
        for (const key of keysOf(direction, rule)) {
          const known = entries.get(key) ?? [];
          entries.set(key, known);
          known.push(entry);
        }
      }
    }
  }
  const meet = meeting(world);
  const found = [...entries.values()].flatMap((each) => conflictsOf(each, meet));
  return [...new Map(found.map((each) => [JSON.stringify([each.origin, each.arguments]), each])).values()];
}

/** Kind, namespace, name: the order in which the engine merges. */
function inEngineOrder({id: a}: Policy, {id: b}: Policy): number {
  return (
    compareText(a.kind, b.kind) || compareText(a.namespace ?? '', b.namespace ?? '') || compareText(a.name, b.name)
  );
}

function keysOf(direction: string, rule: Rule): readonly string[] {
  const peers = rule.peers.length > 0 ? rule.peers.map(({value}) => printMatch(value)) : ['any'];
  const ports = rule.ports.flatMap(({value}) => value.map((box) => printTraffic([box])));
  return peers.flatMap((peer) => ports.map((port) => JSON.stringify([direction, peer, port])));
}

function entryOf(policy: Policy, rule: Rule): Entry {
  const at = writtenAt(policy, rule);
  const item = rule.ports[0]?.path.slice(0, -2) ?? [];
  const fields = new Map(
    policy.remainder.flatMap(({field, origin, value}) => {
      const path = origin.path.slice(policy.origin.path.length);
      return field === 'authentication'
        ? startsWith(path, rule.path, field, value)
        : startsWith(path, item, field, value);
    }),
  );
  const parser = rule.application?.http ? 'HTTP' : fields.has('rules.dns') ? 'DNS' : undefined;
  const fixed = ['authentication', 'terminatingTLS', 'originatingTLS', 'listener'].flatMap((field) => {
    const value = fields.get(field);
    return value === undefined ? [] : [[fixedName(field, value), JSON.stringify(value)] as const];
  });
  return {
    policy,
    origin: at,
    path: printPath(at.path),
    ...(parser && {parser}),
    ...(!parser && fields.has('listener') && {parser: 'a listener'}),
    fixed: Object.fromEntries(fixed),
    serverNames: fields.has('serverNames'),
  };
}

function startsWith(path: Path, above: Path, field: string, value: Json): readonly (readonly [string, Json])[] {
  const inside = above.length > 0 && above.every((step, index) => path[index] === step);
  return inside ? [[field, value]] : [];
}

/** Only listeners of equal priority stand against each other. */
function fixedName(field: string, value: Json): string {
  const priority = field === 'listener' && isObject(value) ? value['priority'] : undefined;
  return priority === undefined ? field : `${field} of priority ${String(priority)}`;
}

type Meeting = (a: Policy, b: Policy) => boolean;

/** Whether two policies select one pod, asked once for each two subjects. */
function meeting(world: World): Meeting {
  const hasPods = world.endpoints.some(({kind}) => kind === 'pod');
  const known = new Map<string, boolean>();
  return ({subject: a}, {subject: b}) => {
    const [left, right] = [printMatch(a), printMatch(b)];
    if (left === right) return true;
    const key = JSON.stringify([left, right]);
    const met =
      known.get(key) ?? (hasPods ? firstPod(and(a, b), world) !== undefined : matchCovers(a, b) || matchCovers(b, a));
    known.set(key, met);
    return met;
  };
}

/** For each entry the first of those before it that it cannot stand beside. */
function conflictsOf(entries: readonly Entry[], meet: Meeting): readonly Diagnostic[] {
  if (new Set(entries.map(signature)).size < 2) return [];
  return entries.flatMap((later, index) => {
    for (const earlier of entries.slice(0, index)) {
      const what = conflictBetween(earlier, later);
      if (what !== undefined && meet(earlier.policy, later.policy)) return [conflict(earlier, later, what)];
    }
    return [];
  });
}

/** Entries of one signature merge. */
function signature({parser, fixed, serverNames}: Entry): string {
  return JSON.stringify([parser, fixed, serverNames]);
}

function conflictBetween(earlier: Entry, later: Entry): string | undefined {
  if (earlier.parser && later.parser && earlier.parser !== later.parser) {
    return `${earlier.parser} and ${later.parser} for one peer and port`;
  }
  for (const [field, value] of Object.entries(earlier.fixed)) {
    const other = later.fixed[field];
    if (other !== undefined && other !== value) return `two different values of ${field} for one peer and port`;
  }
  const plainHttp = earlier.parser === 'HTTP' && !('terminatingTLS' in earlier.fixed);
  return plainHttp && later.serverNames && !later.parser ? 'serverNames and HTTP without terminatingTLS' : undefined;
}

function conflict({policy, path}: Entry, later: Entry, what: string): Diagnostic {
  const {kind, namespace, name} = policy.id;
  const first = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}, ${path}`;
  return diagnostic('policies-conflict', later.origin, {
    layer: 'engine',
    arguments: {path: later.path, what, first},
  });
}
