import {conflict} from './apart.ts';
import type {Conjunction, Literal} from './conjunctions.ts';
import {printMatch} from './match.ts';

/** Both conjunctions at once, each condition named once; undefined when it is certain that nothing fulfils them. */
export function meet(a: Conjunction, b: Conjunction): Conjunction | undefined {
  if (conflict(a, b)) return undefined;
  const known = new Set(a.map(printLiteral));
  const added = b.filter((each) => !known.has(printLiteral(each)));
  if (added.length === 0) return a;
  const all = [...a, ...added];
  return added.every((each) => hasValueLeft(each, all)) ? all : undefined;
}

/** `in [a, b]` cannot hold where neither a nor b may be the value, though no single condition says so. */
function hasValueLeft({fact}: Literal, all: Conjunction): boolean {
  const about = subjectOf(fact);
  if (about === undefined) return true;
  let values: readonly string[] | undefined;
  const excluded: string[] = [];
  for (const each of all) {
    if (subjectOf(each.fact) !== about || !('value' in each.fact) || each.fact.value.test !== 'in') continue;
    const named = each.fact.value.values;
    if (each.holds) values = values ? values.filter((value) => named.includes(value)) : named;
    else excluded.push(...named);
  }
  return values === undefined || values.some((value) => !excluded.includes(value));
}

/** What a test on a value is about: two with the same text test one value. */
function subjectOf(fact: Literal['fact']): string | undefined {
  if (!('value' in fact)) return undefined;
  return 'key' in fact ? `${fact.is} ${fact.key}` : fact.is;
}

function printLiteral({holds, fact}: Literal): string {
  return `${holds ? '' : '!'}${printMatch(fact)}`;
}
