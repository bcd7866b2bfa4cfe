import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {deepestNesting} from './nesting.ts';

const test = suite('terraform nesting');

const mark = (inner: string) => `$${'{'}${inner}}`;

test('brackets nest, and what stands side by side does not', () => {
  assert.is(deepestNesting(''), 1);
  assert.is(deepestNesting('a(b[c])'), 4);
  assert.is(deepestNesting('[1, [2], [3]]'), 3);
  assert.is(deepestNesting(`x {\n${'  y {\n  }\n'.repeat(50)}}`), 3);
  assert.is(deepestNesting(')))]]}}'), 1);
});

test('operators, indexes and directives nest to one side', () => {
  assert.is(deepestNesting(Array(50).fill('1').join(' + ')), 50);
  assert.is(deepestNesting(`f()${'[a]'.repeat(50)}`), 52);
  assert.is(deepestNesting(`[${'a + b, '.repeat(50)}]`), 3);
  assert.is(deepestNesting(`a = 1 + 1\n${'b = 1 + 1\n'.repeat(50)}`), 2);
  assert.is(deepestNesting(`"${'%{if a}'.repeat(50)}${'%{endif}'.repeat(50)}"`), 53);
  assert.is(deepestNesting(`"${'%{if a}x%{endif}'.repeat(50)}"`), 4);
});

test('text, heredocs and comments are no code', () => {
  assert.is(deepestNesting(`"((((\\"(((" # ((((\n/* (((( */`), 2);
  assert.is(deepestNesting(`<<-EOT\n  ((((((\n  ${mark('f(x)')}\n  EOT\n`), 4);
  assert.is(deepestNesting(`"$${mark('(((((')}"`), 2);
  assert.is(deepestNesting(`"${mark(`"${mark('x')}"`)}"`), 5);
});

test.run();
