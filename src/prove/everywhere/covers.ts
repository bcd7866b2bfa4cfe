import {type Formula, tautology} from '../../base/formulas.ts';
import type {Statements} from './question.ts';
import {answerIn, type Region, regionWith, wholeRegion} from './region.ts';

/** A statement that has to hold, or as its complement (`~`) one that must not. */
type Goal = number;

/** Of these at least one has to be reached. */
type Choice = readonly Goal[];

interface Search {
  readonly all: Statements;
  readonly budget: {left: number};
}

/** How often a box is split within a split, and how deep statements are: their truth is found part within part. */
const MOST_DEPTH = 200;
const MOST_PARTS = 5_000;

/** What is asked about, in one place. */
interface Asked {
  /** Where the question is asked, and which connections can be at all. */
  readonly within: readonly Formula[];
  /** The statements that are compared. */
  readonly statements: readonly Formula[];
}

/**
 * The box cover (design.md section 6, third finding): whether every connection of one statement, the inner
 * one, is in another, the outer one; what holds for all questions about a place is found out once.
 * Each alternative of the inner one is a box of what connections can be; of the boxes of the outer one that are undecided
 * there, the one with the fewest open conditions splits it, until nothing is left outside. Denies, passes and rules in
 * order are conditions like others, which a split settles. True is a proof; false says nothing: something is outside, or
 * `mostSteps` of a question were not enough. `budget` pays for the steps.
 */
export function covers(
  all: Statements,
  {within, statements}: Asked,
  mostSteps: number,
  budget: {left: number},
): (inner: Formula, outer: Formula) => boolean {
  const parts = all.partsOf([...within, ...statements]);
  budget.left -= parts.length;
  if (parts.length > MOST_PARTS || depthOf(all, parts) > MOST_DEPTH) return () => false;
  const charged = <T>(ask: (search: Search) => T): T => {
    const most = Math.min(mostSteps, budget.left);
    const own = {left: most};
    const result = ask({all, budget: own});
    budget.left -= most - own.left;
    return result;
  };
  const start = charged((search) => reached(search, within, wholeRegion));
  return (inner, outer) =>
    start === 'none' ||
    charged((search) => isEmpty(search, {inner: [inner], outer: [~outer], last: start.choices}, start.region, 0));
}

function depthOf(all: Statements, parts: readonly Formula[]): number {
  const depths = new Map<Formula, number>();
  let most = 0;
  for (const part of parts) {
    const node = all.node(part);
    if (!node || node.is === 'test') continue;
    const depth =
      (node.is === 'not' ? [node.of] : node.of).reduce((sum, each) => Math.max(sum, depths.get(each) ?? 0), 0) + 1;
    depths.set(part, depth);
    most = Math.max(most, depth);
  }
  return most;
}

/** What has to be reached at once. */
interface Goals {
  readonly inner: readonly (Goal | Choice)[];
  readonly outer: readonly (Goal | Choice)[];
  /** Asked when nothing else is open: a box that is within the outer statement is so whatever connections can be. */
  readonly last: readonly Choice[];
}

/** Whether nothing of the region reaches all goals. */
function isEmpty(search: Search, goals: Goals, region: Region, depth: number): boolean {
  const inner = reached(search, goals.inner, region);
  if (inner === 'none') return true;
  const outer = reached(search, goals.outer, inner.region);
  if (outer === 'none') return true;
  if (search.budget.left <= 0 || depth > MOST_DEPTH) return false;
  const isEmptyWith = (changed: Partial<Goals>): boolean =>
    isEmpty(
      search,
      {inner: inner.choices, outer: outer.choices, last: goals.last, ...changed},
      outer.region,
      depth + 1,
    );
  const [box, ...others] = inner.choices;
  if (box) return box.every((goal) => isEmptyWith({inner: [goal, ...others]}));
  const [least, ...choices] = [...outer.choices].sort((a, b) => a.length - b.length);
  const [goal, ...more] = least ?? [];
  if (goal === undefined) return goals.last.length > 0 && isEmptyWith({outer: goals.last, last: []});
  return isEmptyWith({outer: [goal, ...choices]}) && isEmptyWith({outer: [~goal, more, ...choices]});
}

interface Reached {
  readonly region: Region;
  /** Each has two or more goals that are open in the region. */
  readonly choices: readonly Choice[];
}

/** The part of the region where the goals are reached, as far as that takes no choice; `none`: there is none. */
function reached({all, budget}: Search, goals: readonly (Goal | Choice)[], within: Region): Reached | 'none' {
  let region = within;
  let choices: Choice[] = [];
  const open = [...goals];
  while (open.length > 0) {
    for (let goal = open.pop(); goal !== undefined; goal = open.pop()) {
      if (--budget.left <= 0) return {region, choices: [...choices, ...open.map((each) => [each].flat())]};
      if (typeof goal !== 'number') {
        choices.push(goal);
        continue;
      }
      const [part, holds] = goal < 0 ? [~goal, false] : [goal, true];
      const node = all.node(part);
      if (!node) {
        if ((part === tautology) !== holds) return 'none';
      } else if (node.is === 'not') {
        open.push(holds ? ~node.of : node.of);
      } else if (node.is === 'test') {
        const smaller = regionWith(region, part, node.test, holds);
        if (!smaller) return 'none';
        region = smaller;
      } else {
        const parts = holds ? node.of : node.of.map((each) => ~each);
        if ((node.is === 'and') === holds) open.push(...parts);
        else choices.push(parts);
      }
    }
    const known = new Map<Formula, boolean | undefined>();
    const left: Choice[] = [];
    for (const choice of choices) {
      const undecided = openIn(choice, (goal) => truthOf(all, goal, region, known, budget));
      if (undecided?.length === 0) return 'none';
      const [only, ...more] = undecided ?? [];
      if (only !== undefined && more.length === 0) open.push(only);
      else if (undecided) left.push(undecided);
    }
    choices = left;
  }
  return {region, choices};
}

/** The goals that are open; undefined where one is reached. */
function openIn(choice: Choice, truthOf: (goal: Goal) => boolean | undefined): Choice | undefined {
  const open: Goal[] = [];
  for (const goal of choice) {
    const value = truthOf(goal);
    if (value) return undefined;
    if (value === undefined) open.push(goal);
  }
  return open;
}

/** Whether a goal is reached in all of the region, or nowhere; undefined: it depends, or is not known. */
function truthOf(
  all: Statements,
  goal: Goal,
  region: Region,
  known: Map<Formula, boolean | undefined>,
  budget: {left: number},
): boolean | undefined {
  if (goal < 0) {
    const value = truthOf(all, ~goal, region, known, budget);
    return value === undefined ? undefined : !value;
  }
  if (known.has(goal)) return known.get(goal);
  budget.left--;
  const node = all.node(goal);
  const of = (part: Formula): boolean | undefined => truthOf(all, part, region, known, budget);
  let value: boolean | undefined;
  if (!node) value = goal === tautology;
  else if (node.is === 'test') value = answerIn(region, goal, node.test);
  else if (node.is === 'not') value = of(~node.of);
  else {
    const decisive = node.is === 'or';
    const isEach = node.of.every((part) => {
      value = of(part);
      return value !== decisive;
    });
    if (isEach) value = node.of.every((part) => of(part) !== undefined) ? !decisive : undefined;
  }
  known.set(goal, value);
  return value;
}
