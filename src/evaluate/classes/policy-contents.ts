import {pairInterner, sequenceInterner, textInterner} from '../../base/interner.ts';
import type {Match} from '../../ir/match.ts';
import type {Direction, Rule} from '../../ir/policy.ts';
import {printTraffic, type Traffic} from '../../ir/traffic.ts';
import {matchInterner} from './match-interner.ts';
import type {IndexedPolicy} from './policy-index.ts';

export type Which = 'ingress' | 'egress';

/** One rule as a test: both matches and the traffic. */
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

/** What a policy says of one direction. Log rules decide nothing and are left out. */
export interface DirectionTests {
  /** Equal for directions that say the same. */
  readonly id: number;
  readonly isolates: boolean;
  readonly rules: readonly RuleTest[];
}

const actions = {allow: 0, deny: 1, pass: 2};

/** What policies say, apart from their names and places: equal contents have equal numbers (design.md section 4, point 4). */
export interface PolicyContents {
  /** Undefined where the policy says nothing of the direction, or only what nobody enforces. */
  readonly tests: (policy: IndexedPolicy, which: Which) => DirectionTests | undefined;
  /** Of whom it selects apart from its namespace, and both directions. Policies are those of one index. */
  readonly idOf: (policy: IndexedPolicy) => number;
  /** How many different contents were asked about. */
  readonly count: () => number;
}

export function policyContents(): PolicyContents {
  const peers = matchInterner();
  const traffics = textInterner(printTraffic);
  const lists = sequenceInterner();
  const [whom, says, contents] = [pairInterner(), pairInterner(), pairInterner()];
  let count = 0;
  const byOrder: number[] = [];
  // The same rules of a direction stand for others where each has a rank of its own.
  const [together, inOrder] = [new Map<Direction, DirectionTests>(), new Map<Direction, DirectionTests>()];

  const ruleTest = ({action, peer, self, traffic, index}: Rule, inOrder: boolean): RuleTest | undefined => {
    if (action === 'log') return undefined;
    const position = inOrder ? index : -1;
    const test = {action, peer, peerId: peers.idOf(peer), traffic, trafficId: traffics.idOf(traffic), position};
    return self ? {...test, self} : test;
  };
  const byPolicy: Readonly<Record<Which, (DirectionTests | null)[]>> = {ingress: [], egress: []};
  const tests: PolicyContents['tests'] = (policy, which) => {
    const {order} = policy;
    const before = byPolicy[which][order];
    if (before !== undefined) return before ?? undefined;
    const made = testsOf(policy, which);
    byPolicy[which][order] = made ?? null;
    return made;
  };
  const testsOf: PolicyContents['tests'] = ({placed}, which) => {
    const direction = placed.policy[which];
    if (!direction || direction.dormant) return undefined;
    const known = placed.rules === 'in-order' ? inOrder : together;
    const before = known.get(direction);
    if (before) return before;
    const {isolates} = direction;
    const rules: RuleTest[] = [];
    let id = lists(0, isolates ? 1 : 0);
    for (const each of direction.rules) {
      const rule = ruleTest(each, placed.rules === 'in-order');
      if (!rule) continue;
      rules.push(rule);
      const {action, position, self, trafficId, peerId} = rule;
      const narrowed = self ? peers.idOf(self) + 1 : 0;
      const done = lists(lists(id, actions[action]), position + 1);
      id = lists(lists(lists(done, narrowed), trafficId), peerId);
    }
    const made = {id, isolates, rules};
    known.set(direction, made);
    return made;
  };
  /** 0 where it says nothing. */
  const numberOf = (policy: IndexedPolicy, which: Which): number => (tests(policy, which)?.id ?? -1) + 1;
  return {
    tests,
    idOf: (policy) => {
      const {stage, restId, order} = policy;
      const before = byOrder[order];
      if (before !== undefined) return before;
      const said = says(numberOf(policy, 'ingress'), numberOf(policy, 'egress'));
      const id = contents(whom(stage, restId), said);
      count = Math.max(count, id + 1);
      byOrder[order] = id;
      return id;
    },
    count: () => count,
  };
}
