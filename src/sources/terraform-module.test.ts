import {mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import type {TerraformModule} from './document.ts';
import {usualLimits} from './limits.ts';
import {openTerraformModule} from './terraform-module.ts';

const test = suite<{root: string}>('terraform modules');

test.before.each((context) => {
  context.root = realpathSync(mkdtempSync(join(tmpdir(), 'netpol-module-')));
});

test.after.each(({root}) => {
  rmSync(root, {recursive: true});
});

function write(root: string, ...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(root, name)), {recursive: true});
    writeFileSync(join(root, name), name);
  }
}

function open(path: string, isDirectory = true): TerraformModule {
  const result = openTerraformModule(path, isDirectory, [], usualLimits, () => true);
  assert.ok('module' in result);
  return result.module;
}

function names(module: TerraformModule | undefined): readonly string[] | undefined {
  return module?.files.map(({name}) => name);
}

test('modules and files below and beside the root module are reached, those above are not', ({root}) => {
  write(root, 'secret.txt', 'up/main.tf', 'live/prod/main.tf', 'live/prod/m/x.tf', 'live/net/y.tf', 'live/net/z/q.tpl');
  const module = open(join(root, 'live/prod'));
  assert.equal(names(module.open('./m')), ['x.tf']);
  assert.equal(names(module.open('../net')), ['y.tf']);
  assert.is(module.open('../net')?.readFile('./z/q.tpl'), 'live/net/z/q.tpl');
  assert.is(module.open('../../up'), undefined);
  assert.is(module.readFile('../../secret.txt'), undefined);
  assert.is(module.open('./m')?.readFile('../../../secret.txt'), undefined);
});

test('inside a repository the whole repository is reached, and nothing outside or in .git', ({root}) => {
  write(root, 'secret.txt', 'repo/.git/config', 'repo/modules/net/x.tf', 'repo/live/eu/prod/main.tf');
  const module = open(join(root, 'repo/live/eu/prod'));
  assert.equal(names(module.open('../../../modules/net')), ['x.tf']);
  assert.is(module.readFile('../../../.git/config'), undefined);
  assert.is(module.readFile('../../../../secret.txt'), undefined);
});

test('links and absolute paths do not lead out', ({root}) => {
  write(root, 'secret.txt', 'live/prod/main.tf');
  symlinkSync(join(root, 'secret.txt'), join(root, 'live/prod/link.txt'));
  symlinkSync(root, join(root, 'live/prod/away'));
  const module = open(join(root, 'live/prod'));
  assert.is(module.readFile('link.txt'), undefined);
  assert.is(module.readFile('away/secret.txt'), undefined);
  assert.is(module.readFile(join(root, 'live/prod/main.tf')), undefined);
  assert.is(module.readFile('main.tf\0'), undefined);
});

test('what is not there is undefined', ({root}) => {
  write(root, 'main.tf', 'empty/x.txt');
  const module = open(root);
  assert.is(module.open('./none'), undefined);
  assert.is(module.open('./empty'), undefined);
  assert.is(module.readFile('none'), undefined);
  assert.is(module.readFile('empty'), undefined);
});

test('one file is a module of that file', ({root}) => {
  write(root, 'main.tf', 'other.tf');
  const module = open(join(root, 'main.tf'), false);
  assert.equal([module.directory, names(module)], [root, ['main.tf']]);
});

test('a file that cannot be read is named, a directory called like one is none', ({root}) => {
  mkdirSync(join(root, 'dir.tf'));
  write(root, 'large.tf', 'main.tf');
  const result = openTerraformModule(root, true, [], {...usualLimits, fileBytes: 7}, () => true);
  assert.ok('problem' in result);
  assert.equal([result.file, result.problem.problem], [join(root, 'large.tf'), 'too-large']);
});

test.run();
