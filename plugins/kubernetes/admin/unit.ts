import type {Match} from '../../../src/ir/match.ts';
import type {Policy, Rule} from '../../../src/ir/policy.ts';

/** Rules that follow each other for the same subject: what becomes one policy, unless it has to be split. */
export interface Unit {
  readonly policy: Policy;
  readonly subject: Match;
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
  /** The priority it has already; absent where one has to be found. */
  readonly wish?: number;
}

export type Which = 'ingress' | 'egress';
export const bothWays: readonly Which[] = ['ingress', 'egress'];

/** Rules with a condition on the subject stand in units of their own, in their place among the others. */
export function withoutSelf(unit: Unit, narrow: (subject: Match, self: Match) => Match): readonly Unit[] {
  if (!bothWays.some((which) => unit[which].some(({self}) => self))) return [unit];
  return bothWays.flatMap((which) =>
    runs(unit[which]).map((rules): Unit => {
      const self = rules[0]?.self;
      const plain = rules.map(({self: _self, ...rest}) => rest);
      const subject = self ? narrow(unit.subject, self) : unit.subject;
      return {...unit, subject, ingress: [], egress: [], [which]: plain};
    }),
  );
}

/** Neighbours under the same condition. */
function runs(rules: readonly Rule[]): readonly (readonly Rule[])[] {
  const all: Rule[][] = [];
  for (const rule of rules) {
    const last = all.at(-1);
    if (last && JSON.stringify(last[0]?.self) === JSON.stringify(rule.self)) last.push(rule);
    else all.push([rule]);
  }
  return all;
}
