import type {DecisionDiagram, Diagram} from '../../base/decision-diagram.ts';
import {fullMatch} from '../../base/regular-expression.ts';
import {matchesDomain} from '../../evaluate/domain.ts';
import type {HttpMatch, HttpTest} from '../../ir/policy.ts';
import type {Alphabet, Place} from './alphabet.ts';
import type {Meaning} from './question.ts';
import {setImplies} from './set-identity.ts';

/** So many facts of one end are held against each other at most. */
const MOST_FACTS = 24;

/**
 * How facts of one end hang together: a set whose namespace has a label has a namespace, what `a.example` names `*.example`
 * names too, and no request has two methods. Any of them left out would only leave a difference that no world shows.
 */
export function factAxioms(alphabet: Alphabet, diagram: DecisionDiagram): readonly Diagram[] {
  const facts = [...alphabet.values()].flatMap((place) => (meaningOf(place) ? [place] : [])).slice(0, MOST_FACTS);
  return facts.flatMap((one, at) =>
    facts.flatMap((other, place): readonly Diagram[] => {
      const [a, b] = [one, other].map(({levels}) => diagram.variable(levels[0] ?? 0));
      const [given, asked] = [one, other].map(meaningOf);
      if (at === place || a === undefined || b === undefined || !given || !asked) return [];
      if (one.topic.end !== other.topic.end || viewOf(one) !== viewOf(other)) return [];
      if (implies(given, asked)) return [diagram.or(diagram.not(a), b)];
      return at < place && areApart(given, asked) ? [diagram.not(diagram.and(a, b))] : [];
    }),
  );
}

function meaningOf({topic}: Place): Meaning | undefined {
  return topic.of === 'truth' ? topic.meaning : undefined;
}

/** Sets that one engine sees say nothing of those of another; its name is in front of what is asked. */
function viewOf({topic}: Place): string {
  return topic.of === 'truth' && topic.meaning && 'match' in topic.meaning && topic.meaning.match.is === 'some'
    ? topic.name.slice(0, topic.name.lastIndexOf(']: '))
    : '';
}

function implies(given: Meaning, asked: Meaning): boolean {
  if ('request' in given && 'request' in asked) return requestImplies(given.request, asked.request);
  if (!('match' in given) || !('match' in asked)) return false;
  const [a, b] = [given.match, asked.match];
  if (a.is === 'some' && b.is === 'some') return setImplies(a.of, b.of);
  return a.is === 'domain' && b.is === 'domain' && domainImplies(a.pattern, b.pattern);
}

/** One label is one or more; what has no wildcard is a name. */
function domainImplies(given: string, asked: string): boolean {
  if (!given.includes('*')) return matchesDomain(asked, given);
  return asked === '*' || asked === '**' || asked === `*${given}`;
}

const parts = ['method', 'host', 'path'] as const;

function requestImplies(given: HttpMatch, asked: HttpMatch): boolean {
  if (asked.headers?.length) return false;
  return parts.every((part) => !asked[part] || (given[part] && testImplies(given[part], asked[part], part)));
}

function testImplies(given: HttpTest, asked: HttpTest, part: (typeof parts)[number]): boolean {
  if (JSON.stringify(given) === JSON.stringify(asked)) return true;
  if (asked.test === 'prefix' && given.test !== 'regex') return isUnder(given.text, asked.text);
  // Expressions see the path as it was sent, texts see it cleaned.
  return (
    asked.test === 'regex' && given.test === 'exact' && part !== 'path' && fullMatch(asked.pattern, given.text) === true
  );
}

function areApart(one: Meaning, other: Meaning): boolean {
  if (!('request' in one) || !('request' in other)) return false;
  const [a, b] = [one.request, other.request];
  return parts.some((part) => a[part] && b[part] && testsApart(a[part], b[part]));
}

function testsApart(a: HttpTest, b: HttpTest): boolean {
  if (a.test === 'regex' || b.test === 'regex') return false;
  if (a.test === 'exact' && b.test === 'exact') return a.text !== b.text;
  if (a.test === 'exact') return !isUnder(a.text, b.text);
  return b.test === 'exact' ? !isUnder(b.text, a.text) : !isUnder(a.text, b.text) && !isUnder(b.text, a.text);
}

/** On a segment boundary, as `permitsRequest` has it. */
function isUnder(path: string, prefix: string): boolean {
  return path === prefix || path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}
