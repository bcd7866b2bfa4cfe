import {type Formula, tautology} from '../../base/formulas.ts';
import {sortedUnique} from '../../base/order.ts';
import {type Match, testText} from '../../ir/match.ts';
import type {Policy} from '../../ir/policy.ts';
import {hasAtom} from '../../ir/rewrite.ts';
import {kindStatement, matchStatement} from './match-statement.ts';
import type {SymbolicPair} from './symbolic-sets.ts';
import {type DirectionName, endsOf, sideStatement} from './walk-statement.ts';

/** One side of connections, for some of its subjects: what both sets say there. */
export interface Part {
  readonly direction: DirectionName;
  /** Which subjects these are. */
  readonly where: Formula;
  readonly source: Formula;
  readonly target: Formula;
}

/** The whole of one side. */
export function wholePart({source, target}: SymbolicPair, direction: DirectionName): Part {
  const statements = [source, target].map((set) => sideStatement(set, direction));
  return {direction, where: tautology, source: statements[0] ?? tautology, target: statements[1] ?? tautology};
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
  const part = (where: Formula, governs: (policy: Policy) => boolean): Part => {
    const statements = [source, target].map((set) => sideStatement(set, direction, governs));
    return {direction, where, source: statements[0] ?? tautology, target: statements[1] ?? tautology};
  };
  const elsewhere = all.and(...[...names].map((name) => all.not(inside(name))));
  return [
    part(elsewhere, (policy) => selects(policy.subject, undefined, names) !== false),
    ...[...names].map((name) => part(inside(name), (policy) => selects(policy.subject, name, names) !== false)),
  ];
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

/** Whether a match holds for pods of a namespace, or for whoever is in none of those; undefined: it depends. */
function selects(match: Match, namespace: string | undefined, names: ReadonlySet<string>): boolean | undefined {
  switch (match.is) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'not': {
      const inner = selects(match.of, namespace, names);
      return inner === undefined ? undefined : !inner;
    }
    case 'and':
    case 'or': {
      const decisive = match.is === 'or';
      const truths = match.of.map((each) => selects(each, namespace, names));
      if (truths.includes(decisive)) return decisive;
      return truths.includes(undefined) ? undefined : !decisive;
    }
    case 'namespace':
      if (namespace !== undefined) return testText(namespace, match.value);
      return match.value.test === 'in' && match.value.values.every((each) => names.has(each)) ? false : undefined;
    case 'kind':
      return namespace === undefined ? undefined : match.kind === 'pod';
    default:
      return undefined;
  }
}
