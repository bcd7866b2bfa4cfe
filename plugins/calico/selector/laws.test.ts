import fc from 'fast-check';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {editedText} from '../../../src/testing/edited-text.ts';
import {chooser} from '../../../src/testing/laws/chooser.ts';
import {fromMatch, type SelectorPlace} from './from-match.ts';
import {parseSelector} from './parse.ts';
import {printCanonical, printPlain} from './print.ts';
import {labelsHold, selectorHolds} from './testing.ts';
import {toMatch} from './to-match.ts';
import type {Selector} from './tree.ts';

const test = suite('calico selector laws');

const keys = ['a', 'in', 'not', 'has', 'all', 'example.com/part', '-1'] as const;
const values = ['', 'x', 'xy', "it's", 'say "hi"', 'a b', 'é\n'] as const;
const plain = {noNullPrototype: true} as const;
const key = fc.constantFrom(...keys);
const value = fc.constantFrom(...values);

/** Every operator, on labels that are often absent; groups of up to three, also inside a group of the same operator. */
const {tree} = fc.letrec<{tree: Selector}>((tie) => ({
  tree: fc.oneof(
    {maxDepth: 4, depthSize: 'small'},
    fc.constantFrom<Selector>({op: 'all'}, {op: 'global'}),
    key.map((name): Selector => ({op: 'has', key: name})),
    fc.record({op: fc.constantFrom('==', '!=', 'contains', 'starts with', 'ends with'), key, value}, plain),
    fc.record({op: fc.constantFrom('in', 'not in'), key, values: fc.array(value, {maxLength: 3})}, plain),
    tie('tree').map((of): Selector => ({op: 'not', of})),
    fc.record({op: fc.constantFrom('and', 'or'), of: fc.array(tie('tree'), {minLength: 2, maxLength: 3})}, plain),
  ),
}));

const labels = fc.dictionary(key, value, plain);
const seed = fc.nat();

/** One of the many texts that say a tree: spaces, quotes, parentheses, order and repeats in sets, and pairs of `!` differ. */
function spelled(selector: Selector, choose: ReturnType<typeof chooser>): string {
  const some = (text: string): string => (choose.chance(0.2) ? (choose.pick(['  ', '\t', ` ${text}`]) ?? text) : text);
  const gap = (): string => some(choose.chance(0.5) ? ' ' : '');
  const quoted = (text: string): string => {
    const quotes = [`"`, `'`].filter((each) => !text.includes(each));
    const quote = choose.pick(quotes) ?? '"';
    return `${quote}${text}${quote}`;
  };
  const word = (op: string): string => op.replace(' ', () => choose.pick(['', ' ', '\t ']) ?? ' ');
  const say = (each: Selector): string => {
    const text = bare(each);
    const closed = choose.chance(0.15) && each.op !== 'and' && each.op !== 'or' ? `(${gap()}${text}${gap()})` : text;
    return choose.chance(0.1) ? `!${gap()}!${gap()}${closed}` : closed;
  };
  const bare = (each: Selector): string => {
    switch (each.op) {
      case 'all':
      case 'global':
        return `${each.op}(${gap()})`;
      case 'has':
        return `has(${gap()}${each.key}${gap()})`;
      case 'not':
        return `!${gap()}${say(each.of)}`;
      case 'and':
      case 'or':
        return `(${each.of.map(say).join(each.op === 'and' ? `${gap()}&&${gap()}` : `${gap()}||${gap()}`)})`;
      case 'in':
      case 'not in': {
        const repeated = choose.shuffled([...each.values, ...each.values.filter(() => choose.chance(0.3))]);
        const end = repeated.length > 0 && choose.chance(0.3) ? ',' : '';
        return `${each.key} ${word(each.op)}${gap()}{${gap()}${repeated.map(quoted).join(`${gap()},`)}${end}${gap()}}`;
      }
      case '==':
      case '!=':
        return `${each.key}${gap()}${each.op}${gap()}${quoted(each.value)}`;
      default:
        return `${each.key} ${word(each.op)}${gap()}${quoted(each.value)}`;
    }
  };
  return `${gap()}${say(selector)}${gap()}`;
}

function parsed(text: string): Selector {
  const result = parseSelector(text);
  if ('problem' in result) throw new Error(`${JSON.stringify(text)}: ${result.problem.reason}`);
  return result.selector;
}

/** The same tree where sets are sorted and `!` stands once: what a printed form keeps. */
function normal(selector: Selector): Selector {
  switch (selector.op) {
    case 'not': {
      const of = normal(selector.of);
      return of.op === 'not' ? of.of : {op: 'not', of};
    }
    case 'and':
    case 'or':
      return {...selector, of: selector.of.map(normal)};
    case 'in':
    case 'not in':
      return {...selector, values: [...new Set(selector.values)].sort()};
    default:
      return selector;
  }
}

function holdsFor<T extends unknown[]>(
  arbitraries: {readonly [K in keyof T]: fc.Arbitrary<T[K]>},
  law: (...of: T) => void,
): void {
  fc.assert(
    fc.property(fc.tuple<T>(...arbitraries), (of) => law(...of)),
    {numRuns: 2000, seed: 11},
  );
}

test('a printed tree reads back as the same tree', () => {
  holdsFor<[Selector]>([tree], (selector) => {
    for (const print of [printCanonical, printPlain]) {
      assert.equal(normal(parsed(print(selector))), normal(selector), print(selector));
    }
  });
});

test('all spellings of a tree have one canonical form, which prints as itself', () => {
  holdsFor<[Selector, number]>([tree, seed], (selector, number) => {
    const form = printCanonical(normal(selector));
    assert.is(printCanonical(normal(parsed(spelled(selector, chooser(number))))), form);
    assert.is(printCanonical(parsed(form)), form);
  });
});

test('selectors of the same canonical form hold for the same labels', () => {
  const forms = new Map<string, Selector>();
  let met = 0;
  const small = fc.oneof(
    fc.record(
      {op: fc.constantFrom('in', 'not in'), key: fc.constant('a'), values: fc.array(value, {maxLength: 2})},
      plain,
    ),
    key.map((name): Selector => ({op: 'not', of: {op: 'not', of: {op: 'has', key: name}}})),
    key.map((name): Selector => ({op: 'has', key: name})),
  );
  holdsFor<[Selector, number, Record<string, string>]>(
    [fc.oneof(tree, small), seed, labels],
    (selector, number, bag) => {
      const read = parsed(spelled(selector, chooser(number)));
      const form = printCanonical(normal(read));
      const known = forms.get(form);
      if (known) met++;
      forms.set(form, read);
      assert.is(selectorHolds(read, bag), selectorHolds(known ?? selector, bag), form);
    },
  );
  assert.ok(met > 200, `only ${met} pairs met`);
});

test('a selector and its match hold for the same labels', () => {
  holdsFor<[Selector, Record<string, string>]>([tree, labels], (selector, bag) => {
    assert.is(labelsHold(toMatch(selector), bag), selectorHolds(selector, bag), printCanonical(selector));
  });
});

test('a match comes back as a selector that holds for the same labels, wherever it stands', () => {
  const places: readonly (readonly [SelectorPlace, 'pcns.' | 'pcsa.' | undefined])[] = [
    ['plain', undefined],
    ['namespace', 'pcns.'],
    ['account', 'pcsa.'],
  ];
  holdsFor<[Selector, Record<string, string>]>([tree, labels], (selector, bag) => {
    for (const [place, prefix] of places) {
      const scope = prefix ? {prefix} : {};
      const match = toMatch(selector, scope);
      const back = fromMatch(match, place);
      if (!back) throw new Error(`${printCanonical(selector)} cannot be said as ${place}`);
      const again = toMatch(parsed(printCanonical(back)), scope);
      const prefixed = Object.fromEntries(Object.entries(bag).map(([name, text]) => [`${prefix ?? ''}${name}`, text]));
      assert.is(labelsHold(again, prefixed), selectorHolds(selector, bag), `${place} ${printCanonical(back)}`);
    }
  });
});

test('an odd number of ! negates, an even one does not', () => {
  holdsFor<[Selector, number, Record<string, string>]>([tree, fc.nat({max: 9}), labels], (selector, count, bag) => {
    const negated = parsed(`${'! '.repeat(count)}${printCanonical(selector)}`);
    assert.is(selectorHolds(negated, bag), selectorHolds(selector, bag) === (count % 2 === 0));
  });
});

test('a text that somebody edited is read, or refused at a place inside of it', () => {
  let refused = 0;
  holdsFor<[Selector, number]>([tree, seed], (selector, number) => {
    const text = editedText(spelled(selector, chooser(number)), chooser(number + 1));
    const result = parseSelector(text);
    if ('selector' in result) return;
    refused++;
    const {offset, reason} = result.problem;
    assert.ok(Number.isInteger(offset) && offset >= 0 && offset <= text.length, `${JSON.stringify(text)} at ${offset}`);
    assert.ok(reason !== '');
    const before = parseSelector(text.slice(0, offset));
    assert.ok(
      'selector' in before || before.problem.offset === offset,
      `${JSON.stringify(text)} has an earlier mistake`,
    );
  });
  assert.ok(refused > 500, `only ${refused} refused`);
});

test.run();
