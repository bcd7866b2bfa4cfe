import type {Family} from '../../base/cidr.ts';
import type {Truth} from '../../base/truth.ts';
import {type Match, printMatch} from '../../ir/match.ts';
import type {Rule} from '../../ir/policy.ts';
import type {Stage} from '../../ir/profile.ts';
import {type Ports, printTraffic, type Traffic} from '../../ir/traffic.ts';
import type {Endpoint} from '../../ir/world.ts';
import {connectionEnd} from '../end.ts';
import {noAssumptions} from '../facts.ts';
import {evaluateMatch} from '../match.ts';
import type {Prepared} from '../prepared.ts';
import {interner, textInterner} from './interner.ts';
import type {IndexedPolicy, PolicyIndex} from './policy-index.ts';
import {relatesNamespaces} from './relates-namespaces.ts';

export type Which = 'ingress' | 'egress';

/** One rule as a test: both matches and the traffic. Log rules decide nothing and are left out. */
export interface RuleTest {
  readonly action: 'allow' | 'deny' | 'pass';
  readonly peer: Match;
  /** Equal for equal matches. */
  readonly peerId: number;
  readonly self?: Match;
  readonly traffic: Traffic;
  readonly trafficId: number;
  /** Its position in the policy, where each rule has a rank of its own; -1 where all share the policy's. */
  readonly position: number;
}

export interface SelectingPolicy {
  /** Set where it is not known whether the policy selects the subject. */
  readonly open?: Match;
  readonly isolates: boolean;
  /** Policies of equal rank have equal numbers, smaller first. */
  readonly rank: number;
  readonly rules: readonly RuleTest[];
}

export interface StageRules {
  readonly stage: Stage;
  readonly policies: readonly SelectingPolicy[];
  /** The rules of equal rank together, in the order of evaluation; absent where some policy may not select. */
  readonly ranks?: readonly (readonly RuleTest[])[];
}

/** The rules of equal rank together, in the order of evaluation; what several policies say alike is there once. */
export function rulesByRank(policies: readonly SelectingPolicy[]): readonly (readonly RuleTest[])[] {
  const ranked = policies.flatMap(({rank, rules}) => rules.map((rule) => ({rank, rule})));
  ranked.sort((a, b) => a.rank - b.rank || a.rule.position - b.rule.position);
  const groups: Map<string, RuleTest>[] = [];
  ranked.forEach(({rank, rule}, at) => {
    const before = ranked[at - 1];
    const equal = before && before.rank === rank && before.rule.position === rule.position;
    const group = (equal && groups.at(-1)) || new Map<string, RuleTest>();
    if (!equal) groups.push(group);
    const {action, peerId, trafficId, self} = rule;
    group.set(self ? `${group.size}` : `${action} ${peerId} ${trafficId}`, rule);
  });
  return groups.map((group) => [...group.values()]);
}

/** What the policies say of one side of all endpoints they treat alike (design.md section 4, point 8). */
export interface SideRules {
  /** Equal for sides of which the same is said. */
  readonly id: number;
  /** The stages that have policies for the subject, in order. */
  readonly stages: readonly StageRules[];
  /** Names of ports and services speak of the receiver, of the sender where source ports have names. */
  readonly readsPortsOf: {readonly from: boolean; readonly to: boolean};
  /** Some rule looks at the source port. */
  readonly readsSourcePort: boolean;
  /** The answer may hang on more of the subject than what selects it: rules test it, or relate it to the peer. */
  readonly readsSubject: boolean;
  /** The different peers of all its rules. */
  readonly peers: readonly {readonly id: number; readonly match: Match}[];
}

/** Finds the rules of a side; endpoints of one class have the same. */
export type SideRulesOf = (subject: Endpoint, which: Which, family: Family) => SideRules;

export function sideRules(prepared: Prepared, index: PolicyIndex): SideRulesOf {
  const {world, stages} = prepared;
  const peers = textInterner(printMatch);
  const traffics = textInterner(printTraffic);
  const ids = interner<string>();
  const known = new Map<string, SideRules>();
  const compiled = new Map<string, readonly RuleTest[]>();

  const rulesOf = (policy: IndexedPolicy, which: Which): readonly RuleTest[] => {
    const key = `${policy[which]} ${policy.placed.rules}`;
    const before = compiled.get(key);
    if (before) return before;
    const rules = (policy.placed.policy[which]?.rules ?? []).flatMap((rule): readonly RuleTest[] =>
      rule.action === 'log' ? [] : [ruleTest(rule, rule.action, policy.placed.rules === 'in-order')],
    );
    compiled.set(key, rules);
    return rules;
  };

  const ruleTest = (
    {peer, self, traffic, index: at}: Rule,
    action: RuleTest['action'],
    inOrder: boolean,
  ): RuleTest => ({
    ...{action, peer, peerId: peers.idOf(peer), traffic, trafficId: traffics.idOf(traffic)},
    ...(self && {self}),
    position: inOrder ? at : -1,
  });

  return (subject, which, family) => {
    const end = connectionEnd(subject, family, world);
    const reading = {end, other: end, world, assumptions: noAssumptions};
    const rests = new Map<number, Truth>();
    const selects = ({restId, rest}: IndexedPolicy): Truth => {
      const before = rests.get(restId);
      if (before !== undefined) return before;
      const truth = evaluateMatch(rest, reading);
      rests.set(restId, truth);
      return truth;
    };
    const chosen = index.candidates(subject).filter((each) => {
      const direction = each.placed.policy[which];
      return direction && !direction.dormant && selects(each) !== false;
    });
    const ranks = ranksOf(chosen);
    const words = chosen.map((each, at) => {
      const order = each.placed.rules === 'in-order' ? 'i' : 't';
      return `${each.stage}.${ranks[at]}${order}${each[which]}${selects(each) === true ? '' : `?${each.restId}`}`;
    });
    const text = `${which} ${words.join()}`;
    const before = known.get(text);
    if (before) return before;
    const made = assemble(text, chosen, ranks, which, selects);
    known.set(text, made);
    return made;
  };

  function assemble(
    text: string,
    chosen: readonly IndexedPolicy[],
    ranks: readonly number[],
    which: Which,
    selects: (each: IndexedPolicy) => Truth,
  ): SideRules {
    const selecting = chosen.map((each, at) => ({
      stage: each.stage,
      policy: {
        ...(selects(each) !== true && {open: each.rest}),
        isolates: each.placed.policy[which]?.isolates === true,
        rank: ranks[at] ?? 0,
        rules: rulesOf(each, which),
      },
    }));
    const found = stages.flatMap(({stage}, at): readonly StageRules[] => {
      const policies = selecting.flatMap((each) => (each.stage === at ? [each.policy] : []));
      if (policies.length === 0) return [];
      const open = policies.some((each) => each.open);
      return [{stage, policies, ...(!open && {ranks: rulesByRank(policies)})}];
    });
    const rules = [...new Set(selecting.flatMap(({policy}) => policy.rules))];
    const boxes = [...new Set(rules.map(({traffic}) => traffic))].flat();
    const open = selecting.some(({policy}) => policy.open !== undefined);
    return {
      id: ids.idOf(text),
      stages: found,
      readsPortsOf: {
        to: boxes.some(({ports}) => ports && isNamed(ports)),
        from: boxes.some(({sourcePorts}) => sourcePorts && isNamed(sourcePorts)),
      },
      readsSourcePort: boxes.some(({sourcePorts}) => sourcePorts !== undefined),
      peers: [...new Map(rules.map(({peer, peerId}) => [peerId, {id: peerId, match: peer}] as const)).values()],
      readsSubject: open || rules.some(({self, peer}) => self !== undefined || relatesNamespaces(peer)),
    };
  }
}

/** For each policy the number of its rank within its stage, from 0: equal for equal ranks. */
function ranksOf(chosen: readonly IndexedPolicy[]): readonly number[] {
  let rank = 0;
  return chosen.map(({stage, group}, at) => {
    const before = chosen[at - 1];
    if (!before || before.stage !== stage) rank = 0;
    else if (before.group !== group) rank++;
    return rank;
  });
}

function isNamed({names, services, exceptNames}: Ports): boolean {
  return names.length + services.length + exceptNames.length > 0;
}
