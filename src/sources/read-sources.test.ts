import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {message} from '../diagnostics/message.ts';
import type {Document} from './document.ts';
import {readSources, type SourceOptions} from './read-sources.ts';

const test = suite<{root: string}>('sources');

test.before.each((context) => {
  context.root = mkdtempSync(join(tmpdir(), 'netpol-sources-'));
});

test.after.each(({root}) => {
  rmSync(root, {recursive: true});
});

function write(root: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), {recursive: true});
    writeFileSync(join(root, name), content);
  }
}

async function read(root: string, names: readonly string[], options: Partial<SourceOptions> = {}) {
  const filenames = names.map((name) => (name === '-' || name.includes('://') ? name : join(root, name)));
  const result = await readSources({...options, filenames});
  const short = (text: string) => text.replaceAll(`${root}/`, '').replaceAll(root, '.');
  return {
    ...result,
    documents: result.documents.map(({origin, content}) => ({
      file: short(origin.file),
      content: content.syntax === 'terraform-module' ? content.module : 'value' in content && content.value,
    })),
    problems: result.diagnostics.map((each) => `${each.severity} ${each.code}: ${short(message(each))}`),
  };
}

async function* pieces(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

test('a directory gives its own manifests by name', async ({root}) => {
  write(root, {'b.yml': 'b: 1', 'a.yaml': 'a: 1\n---\na: 2', 'c.json': '{"c": 1}', 'd.txt': '{', 'sub/e.yaml': 'e: 1'});
  const {documents, problems} = await read(root, ['']);
  assert.equal(
    documents.map(({file, content}) => `${file} ${JSON.stringify(content)}`),
    ['a.yaml {"a":1}', 'a.yaml {"a":2}', 'b.yml {"b":1}', 'c.json {"c":1}'],
  );
  assert.equal(problems, []);
});

test('-R goes deeper and never around a circle of links', async ({root}) => {
  write(root, {'b.yaml': 'b: 1', 'a/x/c.yaml': 'c: 1', 'z/d.yaml': 'd: 1'});
  symlinkSync(root, join(root, 'a/loop'));
  const {documents} = await read(root, [''], {recursive: true});
  assert.equal(
    documents.map(({file}) => file),
    ['a/x/c.yaml', 'b.yaml', 'z/d.yaml'],
  );
});

test('a file named on its own may be called anything, and may be a link', async ({root}) => {
  write(root, {'dump.txt': '{"a": 1}'});
  symlinkSync(join(root, 'dump.txt'), join(root, 'link'));
  assert.equal((await read(root, ['dump.txt', 'link'])).documents.length, 2);
});

test('stdin is read once, in pieces that may cut a character', async ({root}) => {
  const bytes = Buffer.from('a: ä\n');
  async function* cut() {
    yield bytes.subarray(0, 4);
    yield bytes.subarray(4);
  }
  const {documents, inputs, text} = await read(root, ['-', '-'], {stdin: cut});
  assert.equal(documents, [{file: '-', content: {a: 'ä'}}]);
  assert.equal(inputs, ['-']);
  assert.is(text('-'), 'a: ä\n');
});

test('a byte order mark decides the encoding, as for kubectl', async ({root}) => {
  const utf16 = Buffer.from('\ufeffa: ü\n', 'utf16le');
  write(root, {'8.yaml': '\ufeffa: ü\n', '16le.yaml': utf16, '16be.yaml': Buffer.from(utf16).swap16()});
  const {documents, problems} = await read(root, ['']);
  assert.equal(
    documents.map(({content}) => content),
    [{a: 'ü'}, {a: 'ü'}, {a: 'ü'}],
  );
  assert.equal(problems, []);
});

test('what cannot be read is named, with what to do', async ({root}) => {
  write(root, {
    'empty/x.txt': '',
    'plan.tfplan': 'PK\u0003\u0004rest',
    'junk.yaml': Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 1]),
    'blank.yaml': '# nothing\n---\n',
  });
  const expected: Readonly<Record<string, string>> = {
    empty: 'error directory-empty: nothing to read in the directory "empty": it holds no .json',
    missing: 'error file-missing: the path "missing" does not exist',
    'plan.tfplan':
      'error file-zip: "plan.tfplan" is a zip archive, perhaps a binary Terraform plan: run terraform show',
    'junk.yaml': 'error file-binary: "junk.yaml" is no text file',
    'blank.yaml': 'error input-empty: no objects found in blank.yaml',
    'https://x/y.yaml': 'error url-unsupported: "https://x/y.yaml" is a URL, which is not read: download it',
    'x/../junk.yaml/z': 'error file-missing: the path "junk.yaml/z" does not exist',
  };
  for (const [name, words] of Object.entries(expected)) {
    const {problems, documents} = await read(root, [name]);
    assert.equal([problems.length, documents.length], [1, 0], name);
    assert.ok(problems[0]?.startsWith(words), problems[0]);
  }
});

test('one bad file never hides the others', async ({root}) => {
  write(root, {'a.yaml': 'a: [', 'b.yaml': 'b: 1'});
  const {documents, problems} = await read(root, ['', 'missing']);
  assert.equal([documents.length, problems.length], [1, 2]);
});

test('sizes are bounded, file by file and together', async ({root}) => {
  write(root, {'a.yaml': `a: ${'x'.repeat(100)}`, 'b.yaml': 'b: 1', 'c.yaml': 'c: 1'});
  const one = await read(root, [''], {limits: {fileBytes: 50}});
  assert.equal([one.documents.length, one.problems.length], [2, 1]);
  assert.match(one.problems[0] ?? '', /file-too-large: "a.yaml" is too large/);
  const all = await read(root, [''], {limits: {totalBytes: 110}});
  assert.equal([all.documents.length, all.problems.length], [2, 1]);
  const many = await read(root, [''], {limits: {entries: 2}});
  assert.match(many.problems[0] ?? '', /directory-too-large/);
  const piped = await read(root, ['-'], {stdin: () => pieces('a: 1\n', 'b: 2\n'), limits: {fileBytes: 6}});
  assert.match(piped.problems[0] ?? '', /file-too-large/);
});

test('a directory with configuration is one module, whatever else lies in it', async ({root}) => {
  write(root, {
    'main.tf': 'a = 1',
    'x.tf.json': '{}',
    'notes.yaml': 'kind: X',
    'terraform.tfvars': 'v = 1',
    'm/inner.tf': '',
    'm/policy.yaml': 'a: 1',
  });
  const {documents} = await read(root, [''], {recursive: true});
  assert.is(documents.length, 1);
  const module = documents[0]?.content;
  assert.ok(typeof module === 'object' && module !== null && 'files' in module && Array.isArray(module.files));
  assert.equal(
    module.files.map(({name}) => name),
    ['main.tf', 'terraform.tfvars', 'x.tf.json'],
  );
});

test('variables reach the root module in the order given, their files are read', async ({root}) => {
  write(root, {'main.tf': '', 'v.tfvars': 'a = 2'});
  const variables = [
    {from: 'var', name: 'a', text: '1'},
    {from: 'file', file: join(root, 'v.tfvars')},
    {from: 'file', file: join(root, 'w.tfvars')},
  ] as const;
  const {documents, problems} = await read(root, ['main.tf'], {variables});
  const module = documents[0]?.content;
  assert.ok(typeof module === 'object' && module !== null && 'variables' in module);
  assert.equal(module.variables, [variables[0], {...variables[1], text: 'a = 2'}]);
  assert.equal(problems, ['error file-missing: the path "w.tfvars" does not exist']);
});

const item = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a', uid: 'x'}, spec: {nodeName: 'é', volumes: []}};
const list = {apiVersion: 'v1', items: [item, {...item, metadata: {name: 'b'}}], kind: 'List'};

test('a large file of lists is read in pieces, with the same places and texts', async ({root}) => {
  const text = `${JSON.stringify(list, null, 2)}\n${JSON.stringify(list)}\n`;
  write(root, {'a.json': text});
  const name = join(root, 'a.json');
  const whole = await readSources({filenames: [name]});
  const large = await readSources({filenames: [name], limits: {yamlDocument: 50}});
  const thin = {apiVersion: 'v1', kind: 'Pod', metadata: {name: 'a'}, spec: {nodeName: 'é'}};
  const content = {...list, items: [thin, {...thin, metadata: {name: 'b'}}]};
  assert.equal(
    large.documents.map((each) => each.content),
    [content, content].map((value) => ({syntax: 'value', value})),
  );
  for (const path of [[], ['items', 1, 'metadata', 'name'], ['items', 0, 'spec', 'volumes'], ['kind']]) {
    assert.equal(
      large.documents.map(({locate}) => locate(path)),
      whole.documents.map(({locate}) => locate(path)),
    );
  }
  assert.is(large.text(name), text);
  assert.equal(large.diagnostics, []);
});

test('a large file that is something else, or broken, is read as any text', async ({root}) => {
  const text = JSON.stringify(list);
  const files = {
    'cut.json': text.slice(0, -9),
    'mixed.json': `${text}\n---\na: 1`,
    'plain.json': JSON.stringify({...item, data: 'x'.repeat(200)}),
    'yaml.json': `a: ${'x'.repeat(200)}`,
    'zero.json': text.replace('uid', 'u\u0000d'),
    'nested.json': `{"kind": "List", "items": [${'['.repeat(500)}${']'.repeat(500)}]}`,
  };
  write(root, files);
  for (const name of Object.keys(files)) {
    const whole = await read(root, [name]);
    const large = await read(root, [name], {limits: {yamlDocument: 150}});
    const known = whole.problems.map((each) => each.replace(/^error yaml-syntax.*/, 'syntax'));
    assert.equal(
      large.problems.map((each) => each.replace(/^error yaml-(syntax|too-large).*/, 'syntax')),
      known,
      name,
    );
    assert.equal(large.documents, whole.documents, name);
  }
});

test('a file beyond all texts is an error with a place where it is no list, or holds too much', async ({root}) => {
  const long = {...item, status: {conditions: ['x'.repeat(500)]}};
  write(root, {
    'broken.json': `{"kind": "List",\n"items": [${JSON.stringify(long)},\n {"a" 1}]}`,
    'nested.json': `{"kind": "List", "items": [${'['.repeat(500)}${']'.repeat(500)}]}`,
    'other.json': JSON.stringify(long),
    'much.json': JSON.stringify({kind: 'List', items: Array.from({length: 9}, () => item)}),
    'fine.json': JSON.stringify({kind: 'List', items: [long]}),
  });
  const limits = {yamlDocument: 50, fileBytes: 400, listBytes: 10_000};
  const problems = async (name: string, more = {}) => {
    const {diagnostics} = await readSources({filenames: [join(root, name)], limits: {...limits, ...more}});
    return diagnostics.map(({code, position}) => (position ? `${code} ${position.line}:${position.column}` : code));
  };
  assert.equal(await problems('broken.json'), ['json-unreadable 3:2']);
  assert.equal(await problems('nested.json'), ['nesting-too-deep 1:28']);
  assert.equal(await problems('much.json'), ['file-too-large']);
  assert.equal(await problems('other.json'), ['file-too-large']);
  assert.equal(await problems('fine.json'), []);
  assert.equal(await problems('fine.json', {listBytes: 100}), ['file-too-large']);
});

/** What a walk of a document's list gives. */
function itemsOf(document: Document | undefined): readonly unknown[] {
  return document?.content.syntax === 'list' ? [...document.content.list.items()] : [];
}

test('a large list may be walked, again and again, with the same places', async ({root}) => {
  const text = JSON.stringify(list, null, 2);
  write(root, {'a.json': text});
  const name = join(root, 'a.json');
  const whole = await readSources({filenames: [name]});
  const walked = await readSources({filenames: [name], limits: {yamlDocument: 50}, walked: true});
  const [document] = walked.documents;
  for (let times = 0; times < 2; times++) {
    assert.equal(
      itemsOf(document).map((item) => Object(item).metadata),
      [{name: 'a'}, {name: 'b'}],
    );
    for (const path of [[], ['items', 1, 'metadata', 'name'], ['items', 0, 'spec', 'volumes'], ['kind']]) {
      assert.equal(document?.locate(path), whole.documents[0]?.locate(path));
    }
  }
  assert.is(walked.text(name), text);
  assert.is(walked.mended(), undefined);
});

test('an item has its place before the next is read', async ({root}) => {
  write(root, {'a.json': JSON.stringify(list, null, 2)});
  const [document] = (await readSources({filenames: [join(root, 'a.json')], limits: {yamlDocument: 50}, walked: true}))
    .documents;
  assert.ok(document?.content.syntax === 'list');
  const lines: unknown[] = [];
  for (const _ of document.content.list.items()) {
    lines.push(document.locate(['items', lines.length, 'spec', 'nodeName']).line);
  }
  assert.equal(lines, [12, 23]);
});

test('a list that breaks while it is walked gives what it gives as a whole, at its place', async ({root}) => {
  const text = JSON.stringify(list);
  const files = {
    'a.yaml': 'a: 1\nb: [',
    'cut.json': text.slice(0, -9),
    'fine.json': text,
    'mixed.json': `${text}\n---\na: 1`,
    'typed.json': JSON.stringify({items: [item], kind: 'PodList'}),
    'zz.yaml': 'a: 1\nb: [',
  };
  write(root, files);
  const names = Object.keys(files);
  const limits = {yamlDocument: 50};
  const whole = await read(root, names, {limits});
  const walked = await readSources({filenames: names.map((name) => join(root, name)), limits, walked: true});
  for (const document of walked.documents) itemsOf(document);
  const mended = await walked.mended();
  assert.equal(
    mended?.diagnostics.map(({code, origin, position}) => [code, origin?.file, position]),
    whole.diagnostics.map(({code, origin, position}) => [code, origin?.file, position]),
  );
  assert.equal(
    mended?.documents.map(({origin, content}) => [origin.document, content.syntax]),
    whole.documents.map(({file}, index) => [
      whole.documents.slice(0, index).filter((each) => each.file === file).length + 1,
      file.endsWith('fine.json') ? 'list' : 'value',
    ]),
  );
  assert.is(mended?.mended(), undefined);
});

test.run();
