import {type Formula, tautology} from '../../base/formulas.ts';
import {askTruth, type Question, type Statements} from './question.ts';

/**
 * Two statements with what both are made of put away: each largest part that they share and that speaks of labels, names
 * or addresses stands as one fact of its own (design.md section 6, first finding). If the results are equal the statements
 * are; the reverse is false.
 */
export function cancelled(all: Statements, [source, target]: readonly [Formula, Formula]): readonly [Formula, Formula] {
  const theirs = new Set(all.partsOf([target]));
  const shared = new Set(all.partsOf([source]).filter((each) => theirs.has(each)));
  const known = new Map<Formula, Formula>();
  const particular = new Set<Formula>();
  const of = (part: Formula): Formula => known.get(part) ?? part;
  for (const part of all.partsOf([source, target])) {
    const node = all.node(part);
    if (part <= tautology || !node) continue;
    const inner = node.is === 'test' ? [] : node.is === 'not' ? [node.of] : node.of;
    if (node.is === 'test' ? isParticular(node.test) : inner.some((each) => particular.has(each))) particular.add(part);
    if (node.is === 'test') continue;
    if (node.is === 'not') known.set(part, all.not(of(node.of)));
    else if (shared.has(part) && particular.has(part)) known.set(part, askTruth(all, `shared part ${part}`));
    else known.set(part, all[node.is](...inner.map(of)));
  }
  return [of(source), of(target)];
}

/** Kinds of ends and of packets are few, and what engines themselves do hangs on them. */
function isParticular({about}: Question): boolean {
  return about.of === 'text' || (about.of === 'number' && about.end !== undefined);
}
