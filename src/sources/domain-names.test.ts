import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {temporaryDirectory} from '../testing/temporary.ts';
import {readDomainNames} from './domain-names.ts';

const test = suite('domain names');
const {path: directory, remove} = temporaryDirectory();
test.after(remove);

function fileOf(text: string): string {
  const file = join(directory, 'names');
  writeFileSync(file, text);
  return file;
}

/** `line:column code path reason` of each problem. */
async function problems(text: string): Promise<readonly string[]> {
  const {diagnostics} = await readDomainNames(fileOf(text));
  return diagnostics.map(({code, position, arguments: {path, reason}}) =>
    [`${position?.line}:${position?.column}`, code, path, reason].join(' '),
  );
}

test('names and addresses in canonical form, from YAML and from JSON', async () => {
  const expected = {'api.example': ['203.0.113.7'], 'b.example': ['198.51.100.1', '2001:db8::1']};
  const yaml = 'API.example.: 203.0.113.7\nb.example:\n- 198.51.100.1\n- 2001:DB8:0::1\n';
  const json = '{"api.example": "203.0.113.7", "b.example": ["198.51.100.1", "2001:db8::1"]}';
  for (const text of [yaml, json]) {
    const {domains, diagnostics} = await readDomainNames(fileOf(text));
    assert.equal(domains, expected);
    assert.equal(diagnostics, []);
  }
});

test('a name may resolve to nothing, and one that stands twice has all its addresses', async () => {
  const {domains} = await readDomainNames(fileOf('gone.example: []\na.example: 10.0.0.1\nA.example: [10.0.0.2]\n'));
  assert.equal(domains, {'gone.example': [], 'a.example': ['10.0.0.1', '10.0.0.2']});
});

test('what cannot be read is located, the rest counts', async () => {
  const text = "'*.example': 10.0.0.1\na.example: 10.0.0\nb.example: [10.0.0.1, 7]\nc.example:\n";
  assert.equal(await problems(text), [
    '1:1 value-invalid [*.example] this is no domain name',
    '2:1 value-invalid [a.example] this is no IP address',
    '3:23 value-invalid [b.example][1] this is no IP address',
    '4:1 value-invalid [c.example] this is no IP address',
  ]);
  assert.equal((await readDomainNames(fileOf(text))).domains['b.example'], ['10.0.0.1']);
});

test('something else than names with addresses', async () => {
  assert.equal(await problems('10.0.0.1 a.example\n'), [
    '1:1 value-invalid  expected domain names, each with its addresses',
  ]);
  assert.equal(await problems('a: {b: {c: 10.0.0.1}}\n'), ['1:1 value-invalid a this is no IP address']);
});

test('files that are missing or too large', async () => {
  const missing = await readDomainNames(join(directory, 'missing'));
  assert.equal(
    missing.diagnostics.map(({code}) => code),
    ['file-missing'],
  );
  const large = await readDomainNames(fileOf('a.example: 10.0.0.1\n'), {fileBytes: 10});
  assert.equal(
    large.diagnostics.map(({code}) => code),
    ['file-too-large'],
  );
});

test.run();
