import {type Formula, tautology} from '../../base/formulas.ts';
import {askTruth, type Statements} from './question.ts';
import {boxTopic} from './topics.ts';

/** Statements in which each largest small part is a fact of its own, and what those facts stand for. */
export interface Boxed {
  readonly statements: readonly Formula[];
  /** That each fact is so exactly where its part is true: statements about few things each. */
  readonly meanings: readonly Formula[];
}

/** So many parts still make a small diagram: a rule with its peer and ports, but no union of them. */
const MOST_PARTS = 30;

/**
 * Takes statements apart into what is small, so that they can be held against each other without the diagram of the whole
 * (design.md section 6, lazy conjunction).
 */
export function boxed(all: Statements, wanted: readonly Formula[]): Boxed {
  const sizes = new Map<Formula, number>();
  const known = new Map<Formula, Formula>();
  const isSmall = (part: Formula): boolean => (sizes.get(part) ?? 1) <= MOST_PARTS;
  const meanings: Formula[] = [];
  const of = (part: Formula): Formula => {
    const made = known.get(part);
    const node = all.node(part);
    if (made !== undefined || part <= tautology || !node || node.is === 'test' || !isSmall(part)) return made ?? part;
    if (node.is === 'not') return all.not(of(node.of));
    const fact = askTruth(all, boxTopic.name(String(part)));
    known.set(part, fact);
    meanings.push(all.or(all.and(fact, part), all.not(all.or(fact, part))));
    return fact;
  };
  for (const part of all.partsOf(wanted)) {
    const node = all.node(part);
    if (part <= tautology || !node || node.is === 'test') continue;
    const inner = node.is === 'not' ? [node.of] : node.of;
    sizes.set(
      part,
      inner.reduce((sum, each) => sum + (sizes.get(each) ?? 1), 1),
    );
    if (isSmall(part)) continue;
    known.set(part, node.is === 'not' ? all.not(of(node.of)) : all[node.is](...node.of.map(of)));
  }
  const statements = wanted.map(of);
  const facts = new Map([...known].filter(([part]) => isSmall(part)));
  // What a rule needs beside others, such as its subject, is known with it: else it would be guessed.
  const needed = [...facts].flatMap(([part, fact]) => {
    const node = all.node(part);
    return node?.is === 'and'
      ? node.of.flatMap((each) => {
          const inner = facts.get(each);
          return inner === undefined ? [] : [all.or(all.not(fact), inner)];
        })
      : [];
  });
  return {statements, meanings: [...meanings, ...needed]};
}
