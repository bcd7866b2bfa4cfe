import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {readInput} from './input.ts';

const test = suite<{root: string}>('input');

test.before.each((context) => {
  context.root = mkdtempSync(join(tmpdir(), 'input-'));
});

test.after.each(({root}) => rmSync(root, {recursive: true}));

const pods = Array.from({length: 80}, (_, index) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  // Beyond what is read as one text at once; nobody keeps it.
  metadata: {name: `p${index}`, namespace: 'a', annotations: {long: 'x'.repeat(160_000)}},
}));
const policy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: {name: 'a', namespace: 'a'},
  spec: {podSelector: {}},
};
const text = JSON.stringify({apiVersion: 'v1', items: [...pods, policy], kind: 'List'});

async function input(root: string, files: Readonly<Record<string, string>>) {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(root, name), content);
  return readInput({
    filenames: Object.keys(files).map((name) => join(root, name)),
    recursive: false,
    variables: [],
    allowsErrored: false,
    connection: {},
  });
}

test('takes a large list item by item, with its places', async ({root}) => {
  const {loaded, diagnostics, empty} = await input(root, {'a.json': text, 'b.json': JSON.stringify(policy)});
  assert.is(loaded.world.endpoints.length, 80);
  assert.equal([loaded.policies.length, loaded.applied.length, empty], [2, 1, false]);
  assert.equal(
    diagnostics.map(({code, arguments: args}) => [code, args?.['first']]),
    [['document-duplicate', `${join(root, 'a.json')}:1`]],
  );
});

test('takes nothing of a large list that breaks, and says so once', async ({root}) => {
  const {loaded, diagnostics} = await input(root, {'a.json': text.slice(0, -9), 'b.json': JSON.stringify(policy)});
  assert.equal([loaded.world.endpoints.length, loaded.policies.length], [0, 1]);
  assert.equal(
    diagnostics.map(({code}) => code),
    ['yaml-too-large'],
  );
});

test('takes each item once where something follows a large list', async ({root}) => {
  const {loaded, diagnostics} = await input(root, {'a.json': `${text}\n${JSON.stringify(policy)}`});
  assert.equal([loaded.world.endpoints.length, loaded.policies.length, loaded.applied.length], [80, 2, 1]);
  assert.equal(
    diagnostics.map(({code}) => code),
    ['document-duplicate'],
  );
});

test.run();
