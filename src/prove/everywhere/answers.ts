import type {TextTest} from '../../ir/match.ts';
import {type Alphabet, codeIn, type Values} from './alphabet.ts';
import type {Code} from './coding.ts';
import {type EndName, type Meaning, type Topic, topicKey} from './question.ts';

/** What the values of a diagram's variables say of one connection. */
export interface Answers {
  readonly code: (name: string, end?: EndName) => Code | undefined;
  readonly isTrue: (name: string, end?: EndName) => boolean;
  /** The topics of an end, or of the connection. */
  readonly topics: (end?: EndName) => readonly Topic[];
  /** Which tests on parts of a text hold, and which do not. */
  readonly parts: (
    name: string,
    end: EndName,
  ) => {readonly holds: readonly TextTest[]; readonly fails: readonly TextTest[]};
  /** What has a meaning of its own at an end, whether it holds, and whether that matters. */
  readonly meanings: (
    end?: EndName,
  ) => readonly (Meaning & {readonly holds: boolean; readonly matters: boolean; readonly name: string})[];
  /** Texts that some test names. */
  readonly named: (name: string) => ReadonlySet<string>;
}

export function answersIn(values: Values, alphabet: Alphabet): Answers {
  const place = (name: string, end?: EndName) => alphabet.get(topicKey({name, end}));
  const code = (name: string, end?: EndName): Code | undefined => {
    const found = place(name, end);
    return found && codeIn(values, found).code;
  };
  const topics = (end?: EndName): readonly Topic[] =>
    [...alphabet.values()].map(({topic}) => topic).filter((topic) => topic.end === end);
  const isTrue = (name: string, end?: EndName): boolean => code(name, end)?.is === 'true';
  const isDecided = (name: string, end?: EndName): boolean =>
    place(name, end)?.levels.some((level) => values.has(level)) ?? false;
  return {
    code,
    isTrue,
    topics,
    parts(name, end) {
      const found = place(name, end);
      if (!found) return {holds: [], fails: []};
      const {holds} = codeIn(values, found);
      return {holds, fails: found.coding.free.filter((each) => !holds.includes(each))};
    },
    meanings: (end) =>
      topics(end).flatMap((topic) =>
        topic.of === 'truth' && topic.meaning
          ? [{...topic.meaning, name: topic.name, holds: isTrue(topic.name, end), matters: isDecided(topic.name, end)}]
          : [],
      ),
    named(name) {
      const found = place(name, 'from') ?? place(name, 'to');
      return new Set(found?.coding.codes.flatMap((each) => (each.is === 'text' ? [each.text] : [])));
    },
  };
}
