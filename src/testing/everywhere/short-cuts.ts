import {never} from '../../base/decision-diagram.ts';
import {type Formula, tautology} from '../../base/formulas.ts';
import type {Answers} from '../../prove/everywhere/answers.ts';
import {boxed} from '../../prove/everywhere/boxed.ts';
import {cancelled} from '../../prove/everywhere/cancelled.ts';
import {candidates, lazily} from '../../prove/everywhere/candidates.ts';
import {covers} from '../../prove/everywhere/covers.ts';
import {type Finding, type Search, ways} from '../../prove/everywhere/finding.ts';
import {type Statements, statements} from '../../prove/everywhere/question.ts';
import {seedsOf, under} from '../../prove/everywhere/seeds.ts';
import {type Space, spaceOf} from '../../prove/everywhere/space.ts';
import {chooser} from '../laws/chooser.ts';
import {type SmallCase, smallCase} from './random-statements.ts';
import {connectionIn, type Table, tableOf} from './truth-table.ts';

/** How often something was found, by what found it. */
export type ShortCutCounts = Record<'cases' | 'differences' | 'covered' | 'cancelled' | 'seeds', number>;

const search: Omit<Search<true>, 'show'> = {
  limits: {mostNodes: 100_000, mostSteps: 1_000_000, budget: {left: Number.MAX_SAFE_INTEGER}},
  mostPoliciesOfWhole: 0,
  mostCandidates: 4,
  mostPairs: 4,
};

/**
 * One random small case: the whole diagram is held to what trying every connection gives, and every short cut of
 * comparisons to that, with each connection that one of them names. In words what is wrong.
 */
export function shortCutCase(seed: number, counts: ShortCutCounts): readonly string[] {
  const all = statements();
  const found = smallCase(all, chooser(seed));
  const wrong: string[] = [];
  counts.cases++;
  for (const way of ways) {
    const [one, other] = way === 'narrower' ? ([0, 1] as const) : ([1, 0] as const);
    const passing = [
      all.and(found.egress[one], found.ingress[one]),
      all.and(found.egress[other], found.ingress[other]),
    ];
    const [allows = tautology, passes = tautology] = passing;
    const table = tableOf(all, all.and(allows, all.not(passes)));
    if (table !== 0n) counts.differences++;
    const differ = (name: string, says: boolean): void => {
      if (says !== (table !== 0n)) wrong.push(`${seed} ${way}: ${name} says ${says}`);
    };
    differ('the whole diagram', wholeDiffers(all, allows, passes));
    differ('the box cover', !isCovered(all, allows, passes));
    const factors = factorsOf(all, found, one, other);
    const asked = (look: (factor: Factor, show: Search<true>) => boolean): boolean =>
      factors.some((factor) => {
        const here = tableOf(all, all.and(...factor.wanted));
        const show = (answers: Answers): true | undefined => {
          if ((connectionIn(answers) & here) === 0n) wrong.push(`${seed} ${way}: a connection that does not differ`);
          return true;
        };
        return look(factor, {...search, show});
      });
    differ(
      'a factor',
      asked(({wanted}, shown) => candidatesIn(all, wanted, shown)),
    );
    differ(
      'a factor taken lazily',
      asked(({wanted}, shown) => lazyCandidates(all, wanted, shown)),
    );
    if (asked((factor, shown) => seedsFind(all, factor, shown))) {
      counts.seeds++;
      differ('a seed', true);
    }
  }
  for (const pair of [found.egress, found.ingress]) {
    const [source, target] = cancelled(all, pair);
    if (isCovered(all, source, target) && isCovered(all, target, source)) {
      counts.covered++;
      if (differs(all, pair)) wrong.push(`${seed}: what is left is covered, and yet they differ`);
    }
    const isEqual = !wholeDiffers(all, source, target) && !wholeDiffers(all, target, source);
    if (!isEqual) continue;
    counts.cancelled++;
    if (differs(all, pair)) wrong.push(`${seed}: cancelled says equal`);
  }
  return wrong;
}

function differs(all: Statements, [source, target]: readonly [Formula, Formula]): boolean {
  const tables: readonly Table[] = [tableOf(all, source), tableOf(all, target)];
  return tables[0] !== tables[1];
}

function wholeDiffers(all: Statements, allows: Formula, denies: Formula): boolean {
  const space = spaceOf(all, [allows, denies], search.limits);
  if (!space) throw new Error('a small case is within all limits');
  const {diagram, made} = space;
  const [yes = never, no = never] = made;
  return diagram.and(yes, diagram.not(no)) !== never;
}

function isCovered(all: Statements, inner: Formula, outer: Formula): boolean {
  return covers(all, {within: [], statements: [inner, outer]}, MOST_STEPS, {left: MOST_STEPS})(inner, outer);
}

const MOST_STEPS = 1_000_000;

/** One side objects in one set alone, and the other side of the set that does not object lets pass. */
interface Factor {
  readonly wanted: readonly Formula[];
  readonly statements: readonly [Formula, Formula];
}

function factorsOf(all: Statements, {egress, ingress}: SmallCase, one: 0 | 1, other: 0 | 1): readonly Factor[] {
  return [
    [egress, ingress],
    [ingress, egress],
  ].flatMap(([own, beside]): readonly Factor[] =>
    own && beside
      ? [
          {
            wanted: [tautology, tautology, tautology, own[one], all.not(own[other]), beside[one]],
            statements: [own[0], own[1]],
          },
        ]
      : [],
  );
}

function isFound(space: Space | undefined, look: (space: Space) => Finding<true>): boolean {
  if (!space) throw new Error('a small case is within all limits');
  const {is} = look(space);
  if (is === 'open') throw new Error('a small case is never left open');
  return is === 'found';
}

function candidatesIn(all: Statements, wanted: readonly Formula[], shown: Search<true>): boolean {
  return isFound(spaceOf(all, wanted, search.limits), (space) => candidates(space, 'wider', shown));
}

function lazyCandidates(all: Statements, wanted: readonly Formula[], shown: Search<true>): boolean {
  const {statements: parts, meanings} = boxed(all, wanted);
  return isFound(spaceOf(all, [...parts, ...meanings], search.limits), (space) => lazily(space, 'wider', shown));
}

function seedsFind(all: Statements, {wanted, statements: pair}: Factor, shown: Search<true>): boolean {
  return seedsOf(all, pair, 4).some((seed) => {
    const [where = tautology, ...rest] = under(all, seed, wanted);
    return candidatesIn(all, [all.and(where, seed.holds), ...rest], shown);
  });
}
