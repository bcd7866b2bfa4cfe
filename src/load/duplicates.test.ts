import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {duplicateFinder} from './duplicates.ts';

const test = suite('duplicates');

/** The lines, from 1, of the objects that each later one replaces, for names as `namespace/name`. */
function replacedBy(names: readonly string[]): readonly (string | undefined)[] {
  const finder = duplicateFinder('default', ({document}) => ({file: 'f', document, path: '', line: document}));
  return names.map((each, index) => {
    const [namespace, name] = each.split('/');
    const said = finder.diagnostics.length;
    finder.add({file: 'f', document: index + 1, path: []}, {kind: 'Pod', metadata: {namespace, name}}, 'kubernetes');
    const first = finder.diagnostics[said]?.arguments['first'];
    return first === undefined ? undefined : String(first);
  });
}

test('a name in one namespace again replaces the last one', () => {
  assert.equal(replacedBy(['a/x', 'a/y', 'a/x', 'a/x']), [undefined, undefined, 'f:1', 'f:3']);
});

test('namespaces keep their names apart, also when they come back', () => {
  const order = ['b/x', 'c/x', 'b/x', 'b/y', 'c/x', 'b/x', 'a/x'];
  assert.equal(replacedBy(order), [undefined, undefined, 'f:1', undefined, 'f:2', 'f:3', undefined]);
});

test('a name in another cluster replaces nothing', () => {
  const finder = duplicateFinder('default', ({document}) => ({file: 'f', document, path: '', line: document}));
  const add = (document: number, cluster?: string): void =>
    finder.add({file: 'f', document, path: []}, {kind: 'Pod', metadata: {name: 'x'}}, 'kubernetes', cluster);
  add(1, 'east');
  add(2, 'west');
  add(3);
  assert.equal(finder.diagnostics, []);
  add(4, 'west');
  assert.equal(
    finder.diagnostics.map(({arguments: {first}}) => first),
    ['f:2'],
  );
});

test('many names in a namespace are told apart, before and after it is left', () => {
  const many = Array.from({length: 40}, (_, index) => `a/n${index}`);
  const found = replacedBy([...many, 'a/n3', 'a/n3', 'b/n3', 'a/n3', 'a/n39', 'a/n40']);
  assert.equal(found.slice(0, 40), Array(40).fill(undefined));
  assert.equal(found.slice(40), ['f:4', 'f:41', undefined, 'f:42', 'f:40', undefined]);
});

test.run();
