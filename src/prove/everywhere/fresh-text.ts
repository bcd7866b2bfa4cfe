import {type TextTest, testText} from '../../ir/match.ts';

export interface WantedText {
  readonly holds: readonly TextTest[];
  readonly fails: readonly TextTest[];
  /** Texts that are something else already. */
  readonly taken: (text: string) => boolean;
  readonly isLegal: (text: string) => boolean;
}

/**
 * A text that nothing names and that fulfils these tests on its parts and none of those; undefined when none was found.
 * The parts are put together in a few ways, with a little between them: `base`, where that may be.
 */
export function freshText(base: string, {holds, fails, taken, isLegal}: WantedText): string | undefined {
  const longest = (test: string): string =>
    holds
      .flatMap((each) => (each.test === test && 'text' in each ? [each.text] : []))
      .reduce((a, b) => (b.length > a.length ? b : a), '');
  const [start, end] = [longest('startsWith'), longest('endsWith')];
  const middle = holds.flatMap((each) => (each.test === 'contains' && 'text' in each ? [each.text] : []));
  for (const core of [base, ...cores]) {
    for (const filling of ['', core, '-', 'x', '0', 'q9']) {
      for (const inner of [middle, [...middle].reverse()]) {
        for (const parts of [
          [start, ...inner, end],
          [start, core, ...inner, end],
          [start, ...inner, core, end],
        ]) {
          const text = parts.filter((part) => part !== '').join(filling);
          const fits = holds.every((each) => testText(text, each)) && !fails.some((each) => testText(text, each));
          if (text !== '' && fits && isLegal(text) && !taken(text)) return text;
        }
      }
    }
  }
  return undefined;
}

/** In turn, where a test must not find what is in the others. */
const cores = ['x1', 'k', '7', 'zz', 'q9q'];
