import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {type TemplateForm, templateTokens} from './template-tokens.ts';

const test = suite('terraform template tokens');

const value = (inner: string) => `$${'{'}${inner}}`;

function cut(text: string, form: TemplateForm): string {
  return templateTokens(text, form)
    .map((token) => (token.is === 'text' ? JSON.stringify(token.text) : `<${token.text}>`))
    .join(' ');
}

test('interpolations end at their own brace, whatever stands inside', () => {
  assert.is(cut(`a${value('f({x = "}"})')}b`, 'quoted'), '"a" <f({x = "}"})> "b"');
  assert.is(
    cut(`${value(`"${value('x')}"`)}%{ if c }y%{ endif }`, 'quoted'),
    `<"${value('x')}"> < if c > "y" < endif >`,
  );
});

test('escapes are decoded in quotes alone, doubled markers everywhere', () => {
  assert.is(cut('\\n\\"\\u00fc\\U0001F600', 'quoted'), JSON.stringify('\n"ü😀'));
  assert.is(cut('\\n', 'heredoc'), JSON.stringify('\\n'));
  for (const form of ['quoted', 'heredoc'] as const)
    assert.is(cut(`$${value('x')} %%{y}`, form), `"${value('x')} %{y}"`);
});

test('strip markers reach to the end of the line only', () => {
  assert.is(cut(`a \n ${value('~ x ~')} \n b`, 'heredoc'), '"a \\n" "" < x > "" " b"');
});

test('the indentation that all lines share is taken away; blank lines do not count', () => {
  assert.is(cut(`    a\n\n      b\n    ${value('c')}\n`, 'indented'), '"a\\n" "\\n" "  b\\n" "" <c> "\\n"');
  assert.is(cut('  a\n%{ if b }\n  c\n%{ endif }\n', 'indented'), '"  a\\n" < if b > "\\n" "  c\\n" < endif > "\\n"');
});

test.run();
