import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {evaluate, type Scope, withNames} from '../expressions.ts';
import {loadHcl} from '../load-hcl.ts';
import {parserOf} from './parse.ts';
import {failed, firstUnknown, object, unknown} from './value.ts';

const test = suite('what expressions make of the unknown');

const nothingDeclared: Scope = {
  resolve: (root) => failed(`${root} is not declared`),
  call: (_name, inputs) => inputs.find(({kind}) => kind === 'unknown') ?? failed('nothing is called'),
  spend: () => true,
  deeper: (compute) => compute(),
};
const scope = withNames(nothingDeclared, {
  var: object([
    ['a', unknown('no value for a')],
    ['b', unknown('no value for b')],
  ]),
  local: object([['made', unknown('no value for a, in lower(var.a)')]]),
});

/** Why the value is not known. `#{` stands for the start of an interpolation. */
async function reason(source: string): Promise<string | undefined> {
  const value = evaluate(parserOf(await loadHcl(0))(source.replaceAll('#{', `$${'{'}`)), scope);
  return firstUnknown(value)?.reason;
}

test('a name alone is the fact itself, and what is made of it is another that names the expression', async () => {
  const rows: Readonly<Record<string, string>> = {
    'var.a': 'no value for a',
    '"#{var.a}"': 'no value for a',
    '["x", var.a]': 'no value for a',
    '"#{var.a}-x"': 'no value for a, in "#{var.a}-x"',
    'lower("#{var.a}-x")': 'no value for a, in lower("#{var.a}-x")',
    'upper(local.made)': 'no value for a, in lower(var.a), in upper(local.made)',
    'var.a.name': 'no value for a, in var.a.name',
    'var.a[0]': 'no value for a, in var.a["0"]',
    'var.a[*].id': 'no value for a, in var.a[*].id',
    '!(var.a == "x" || var.a == "y")': 'no value for a, in !((var.a == "x") || (var.a == "y"))',
    'var.a == "z" ? 1 : 0': 'no value for a, in (var.a == "z") ? 1 : 0',
    '{for k, v in var.a : k => v...}': 'no value for a, in {for k, v in var.a : k => v...}',
    '[for v in var.a : "#{v}-x" if v != -1]': 'no value for a, in [for v in var.a : "#{v}-x" if v != -1]',
    '{"#{var.a}/name" = true}': 'no value for a, in {"#{var.a}/name" = true}',
    '"%{ if var.a }on%{ else }off%{ endif }"': 'no value for a, in "%{ if var.a }on%{ else }off%{ endif }"',
    'sensitive("hush#{var.a}")': 'no value for a, in sensitive(...)',
  };
  for (const [source, expected] of Object.entries(rows)) {
    assert.is(await reason(source), expected.replaceAll('#{', `$${'{'}`), source);
  }
});

test('expressions that differ far behind are told apart, and reasons stay short', async () => {
  const long = 'x'.repeat(1_000);
  const [one, again, other] = await Promise.all([
    reason(`"${long}#{var.a}1"`),
    reason(`"${long}#{var.a}1"`),
    reason(`"${long}#{var.a}2"`),
  ]);
  assert.is(one, again);
  assert.is.not(one, other);
  assert.ok((one ?? '').length < 200);
});

test.run();
