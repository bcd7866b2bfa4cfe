import {type Formula, tautology} from '../../base/formulas.ts';
import {sortedUnique} from '../../base/order.ts';
import type {PlacedPolicy, Prepared} from '../../evaluate/prepared.ts';
import {type Match, testText} from '../../ir/match.ts';
import type {Stage} from '../../ir/profile.ts';
import {hasAtom} from '../../ir/rewrite.ts';
import {type DirectionName, endsOf} from './built-in-statement.ts';
import {kindStatement, matchStatement} from './match-statement.ts';
import type {SymbolicPair} from './symbolic-sets.ts';
import {sideStatement} from './walk-statement.ts';

/** One side of connections, for some of its subjects: what both sets say there. */
export interface Part {
  readonly direction: DirectionName;
  /** Which subjects these are. */
  readonly where: Formula;
  readonly source: Formula;
  readonly target: Formula;
}

/** The whole of one side. */
export function wholePart(pair: SymbolicPair, direction: DirectionName): Part {
  const [source, target] = [sideStatement(pair.source, direction), sideStatement(pair.target, direction)];
  return {direction, where: tautology, source, target};
}

/**
 * One side cut by the namespaces that subjects name: first everybody who is in none of them, then each. Of most policies
 * nothing is left in most parts, so that each is small (design.md section 6).
 */
export function partsByNamespace(pair: SymbolicPair, direction: DirectionName): readonly Part[] {
  const {all, source, target} = pair;
  const [subject] = endsOf(direction);
  const subjects = [source, target].flatMap(({prepared}) =>
    prepared.stages.flatMap(({policies}) => policies.map(({policy}) => policy.subject)),
  );
  const names = new Set(sortedUnique(subjects.flatMap(namesIn)));
  const inside = (name: string): Formula =>
    all.and(
      kindStatement('pod', subject, source),
      matchStatement({is: 'namespace', value: {test: 'in', values: [name]}}, subject, source),
    );
  const [ours, theirs] = [source, target].map(({prepared: {stages}}) => stagesByPlace(stages, names));
  const part = (where: Formula, place: Place): Part => ({
    ...{direction, where},
    source: sideStatement(source, direction, ours?.get(place)),
    target: sideStatement(target, direction, theirs?.get(place)),
  });
  const elsewhere = all.and(...[...names].map((name) => all.not(inside(name))));
  return [part(elsewhere, undefined), ...[...names].map((name) => part(inside(name), name))];
}

/** A namespace that is named, or undefined: whoever is in none of those. */
type Place = string | undefined;

/** For each place the policies that may select somebody there; stages without any are left out, since they decide nothing. */
function stagesByPlace(stages: Prepared['stages'], names: ReadonlySet<string>): ReadonlyMap<Place, Prepared['stages']> {
  const found = new Map<Place, StageThere[]>([undefined, ...names].map((place) => [place, []]));
  for (const {stage, policies} of stages) {
    for (const policy of policies) {
      for (const place of placesOf(policy.policy.subject, names)) {
        const there = found.get(place);
        const last = there?.at(-1);
        if (last?.stage === stage) last.policies.push(policy);
        else there?.push({stage, policies: [policy]});
      }
    }
  }
  return found;
}

interface StageThere {
  readonly stage: Stage;
  readonly policies: PlacedPolicy[];
}

/** Where a match may hold. All names that it does not ask for are alike to it, unless it looks at parts of names. */
function placesOf(match: Match, names: ReadonlySet<string>): readonly Place[] {
  const own = new Set(namesIn(match));
  const looksInto = hasAtom(match, (atom) => atom.is === 'namespace' && atom.value.test !== 'in');
  const [stranger] = looksInto ? [] : [...names].filter((name) => !own.has(name));
  const strangers = stranger === undefined || selects(match, stranger, names) !== false;
  return [undefined, ...(strangers ? names : own)].filter((place) => selects(match, place, names) !== false);
}

/** The namespaces that a match names. */
function namesIn(match: Match): readonly string[] {
  const found: string[] = [];
  hasAtom(match, (atom) => {
    if (atom.is === 'namespace' && atom.value.test === 'in') found.push(...atom.value.values);
    return false;
  });
  return found;
}

/** Whether a match holds for pods of a place; undefined: it depends. */
function selects(match: Match, place: Place, names: ReadonlySet<string>): boolean | undefined {
  switch (match.is) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'not': {
      const inner = selects(match.of, place, names);
      return inner === undefined ? undefined : !inner;
    }
    case 'and':
    case 'or': {
      const decisive = match.is === 'or';
      const truths = match.of.map((each) => selects(each, place, names));
      if (truths.includes(decisive)) return decisive;
      return truths.includes(undefined) ? undefined : !decisive;
    }
    case 'namespace':
      if (place !== undefined) return testText(place, match.value);
      return match.value.test === 'in' && match.value.values.every((each) => names.has(each)) ? false : undefined;
    case 'kind':
      return place === undefined ? undefined : match.kind === 'pod';
    default:
      return undefined;
  }
}
