import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {evaluate, type Scope, withNames} from './expressions.ts';
import {callFunction} from './functions/call.ts';
import {printJson} from './functions/print-json.ts';
import {parserOf} from './language/parse.ts';
import {printType, typeOf} from './language/type.ts';
import {bool, failed, firstUnknown, list, text, unknown, type Value} from './language/value.ts';
import {loadHcl} from './load-hcl.ts';

const test = suite('terraform expressions');

const context = {
  readFile: () => undefined,
  listFiles: () => [],
  providerSource: (name: string) => (name === 'kubernetes' ? 'hashicorp/kubernetes' : undefined),
  template: () => failed('no templates'),
};
const nothingDeclared: Scope = {
  resolve: (root) => ({...failed(`${root} is not declared`), static: true}),
  call: (name, inputs) => callFunction(name, inputs, context),
  spend: () => true,
  deeper: (compute) => compute(),
};
const scope = withNames(nothingDeclared, {
  open: unknown('nobody knows'),
  secret: {kind: 'sensitive', value: text('hush'), reason: 'secret'},
  yes: bool(true),
  names: list([text('b'), text('a')], {is: 'string'}),
});

/** `#{` stands for the start of an interpolation. */
async function evaluated(source: string): Promise<Value> {
  return evaluate(parserOf(await loadHcl(0))(source.replaceAll('#{', `$${'{'}`)), scope);
}

async function shown(source: string): Promise<string> {
  const value = await evaluated(source);
  if (value.kind === 'failed') return 'error';
  if (value.kind === 'sensitive') return '(sensitive)';
  return firstUnknown(value) ? '(unknown)' : printJson(value);
}

async function same(rows: Readonly<Record<string, string>>): Promise<void> {
  for (const [source, expected] of Object.entries(rows)) assert.is(await shown(source), expected, source);
}

test('section 4.6: equality, conditionals and their types', async () => {
  await same({
    '1 == "1"': 'false',
    '1 == 1.0': 'true',
    '[] == []': 'true',
    'tolist([]) == []': 'false',
    'true ? 1 : "a"': '"1"',
    'false ? 1 / 0 : 2': '2',
    'true ? 1 : nowhere.x': 'error',
    'null ? 1 : 2': 'error',
  });
  assert.is(printType(typeOf(await evaluated('true ? [] : ["a"]'))), 'list(string)');
  assert.is(printType(typeOf(await evaluated('true ? [1] : ["a"]'))), 'tuple([string])');
});

test('what is unknown stays unknown, unless it does not matter', async () => {
  await same({
    'open + 1': '(unknown)',
    'open == "a"': '(unknown)',
    'open || yes': 'true',
    'open && !yes': 'false',
    'open && yes': '(unknown)',
    'open ? 1 : 2': '(unknown)',
    'open ? 1 : 1': '1',
    'yes ? 1 : open': '1',
    'try(open, 1)': '(unknown)',
    'try(yes, open)': 'true',
    'length([open, open])': '2',
    '[open, 1][1]': '1',
    'merge({a = open}, {a = 1}).a': '1',
    'join("-", ["a", open])': '(unknown)',
    '{ (open) = 1, b = 2 }': '(unknown)',
    'keys({ a = open })': '["a"]',
    'timestamp()': '(unknown)',
    'provider::kubernetes::nobody_knows(1)': '(unknown)',
  });
});

test('what is sensitive spreads, and nonsensitive ends it', async () => {
  await same({
    'upper(secret)': '(sensitive)',
    '"x-#{secret}"': '(sensitive)',
    'secret == "hush"': '(sensitive)',
    'nonsensitive(upper(secret))': '"HUSH"',
    'jsonencode({a = [secret]})': '(sensitive)',
    '{ (secret) = 1 }': 'error',
  });
});

test('texts in other encodings: those that are known, those that only Terraform knows, and none', async () => {
  await same({
    'textencodebase64("é€", "windows-1252")': '"6YA="',
    'textdecodebase64("6YA=", "Windows-1252")': '"é€"',
    'textencodebase64("日", "windows-1252")': 'error',
    'textencodebase64("é", "ISO-8859-1")': '"6Q=="',
    'textencodebase64("a", "IBM037")': '(unknown)',
    'textencodebase64("a", "Shift_JIS")': '(unknown)',
    'textdecodebase64("YQ==", "nope")': 'error',
  });
});

test('errors: try catches evaluation, never what is not declared', async () => {
  await same({
    'try(names[5], "d")': '"d"',
    'try(nowhere.x, "d")': 'error',
    'can(tonumber("x"))': 'false',
    '"a#{null}"': 'error',
    '{ a.b = 1 }': 'error',
    'names[-1]': 'error',
    'names["1"]': '"a"',
    '[1, 2].*.x': 'error',
    'null[*]': '[]',
  });
});

test('functions of providers: those that the module requires, and of them the known ones', async () => {
  const manifest = 'apiVersion: v1\\nkind: Pod\\nmetadata: {name: a}';
  await same({
    [`provider::kubernetes::manifest_decode("${manifest}").metadata.name`]: '"a"',
    [`length(provider::kubernetes::manifest_decode_multi("${manifest}\\n---\\n${manifest}"))`]: '2',
    'provider::kubernetes::manifest_decode("kind: Pod")': 'error',
    'provider::kubernetes::manifest_encode({apiVersion = "v1", kind = "Pod", metadata = {}})': JSON.stringify(
      '"apiVersion": "v1"\n"kind": "Pod"\n"metadata": {}\n',
    ),
    'provider::nowhere::f(1)': 'error',
    'sha999("a")': 'error',
    'try(sha999("a"), 1)': '1',
  });
});

test('for expressions and splats', async () => {
  await same({
    '[for k in { b = 1, a = 2 } : k]': '[2,1]',
    '{ for n in names : n => n... if n != "a" }': '{"b":["b"]}',
    '{ for n in ["x", "x"] : n => 1 }': 'error',
    '[for i, n in names : "#{i}#{n}"]': '["0b","1a"]',
    'toset(names)': '["a","b"]',
    '[{ a = [1, 2] }][*].a[0]': '[1]',
    '[{ a = [1, 2] }].*.a[0]': '[1,2]',
  });
});

test('an expression that nests or repeats without end is an error, and no crash', async () => {
  assert.is(await shown(`${'('.repeat(400)}1${')'.repeat(400)}`), 'error');
  let left = 1000;
  const limited = {...scope, spend: () => left-- > 0};
  const parse = parserOf(await loadHcl(0));
  const product = '[for a in range(1000) : [for b in range(1000) : a]]';
  assert.is(evaluate(parse(product), limited).kind, 'failed');
});

test.run();
