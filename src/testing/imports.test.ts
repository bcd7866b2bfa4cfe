import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {projectDirectory} from './shared.ts';

const test = suite('import table');

/** Who may import whom (style.md, Our layout). `base` and `diagnostics` are open to everybody above them. */
const table: Readonly<Record<string, readonly string[]>> = {
  'src/base': [],
  'src/diagnostics': ['src/base'],
  'src/ir': ['src/base', 'src/diagnostics'],
  'src/sources': ['src/base', 'src/diagnostics'],
  'src/load': ['src/base', 'src/diagnostics', 'src/sources', 'src/ir', 'plugins/index.ts', 'plugins/dialect.ts'],
  'src/convert': [
    'src/base',
    'src/diagnostics',
    'src/load',
    'src/prove',
    'src/ir',
    'src/sources/document.ts',
    'plugins/index.ts',
    'plugins/dialect.ts',
  ],
  'src/migrate': [
    'src/base',
    'src/diagnostics',
    'src/load',
    'src/convert',
    'src/evaluate',
    'src/prove',
    'src/ir',
    'plugins/index.ts',
    ...types('plugins/dialect.ts'),
  ],
  'src/evaluate': ['src/base', 'src/diagnostics', 'src/ir'],
  'src/prove': ['src/base', 'src/diagnostics', 'src/evaluate', 'src/ir'],
  'src/report': [
    'src/base',
    'src/diagnostics',
    ...types('src/ir', 'src/evaluate', 'src/convert', 'src/migrate', 'src/prove', 'plugins'),
  ],
  // The edge: it reads, asks and prints for the commands, which stay a list of flags. Only commands and bin import it.
  'src/cli': [
    'src/base',
    'src/diagnostics',
    'src/sources',
    'src/load',
    'src/convert',
    'src/migrate',
    'src/evaluate',
    'src/prove',
    'src/report',
    ...types('src/ir'),
  ],
  'src/commands': ['src', 'plugins'],
  'plugins/index.ts': ['src/base', 'src/sources/document.ts', 'plugins'],
  'plugins/dialect.ts': ['src/base', 'src/diagnostics', 'src/ir', 'src/sources/document.ts'],
};

/** What plugins of any dialect may import beside their own folder. */
const pluginImports = ['src/base', 'src/diagnostics', 'src/ir', 'src/sources/document.ts', 'plugins/dialect.ts'];

/** Packages by the only folders or files that may load them; types and Node's own modules are free. */
const packages: Readonly<Record<string, readonly string[]>> = {
  yaml: ['src/sources', 'src/report', 'plugins/terraform'],
  chalk: ['src/report', 'src/cli'],
  re2js: ['src/base'],
  '@oclif/core': ['src/cli', 'src/commands'],
  '@cdktf/hcl2json': ['plugins/terraform'],
};

/** No clock, environment or disk below the sources and the commands (style.md 9). */
const pureFolders = /^(src\/(base|diagnostics|ir|load|convert|migrate|evaluate|prove|report)|plugins)\b/;
const impureModules = /^node:(fs|child_process|os|http|https|net|dns|process|timers|worker_threads)\b/;

/** A mark for entries of which only types may be imported. */
function types(...folders: readonly string[]): readonly string[] {
  return folders.map((folder) => `type ${folder}`);
}

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const files = ['src', 'plugins'].flatMap((root) =>
  readdirSync(join(projectDirectory, root), {recursive: true, encoding: 'utf8'})
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(root, name).replaceAll('\\', '/')),
);
const ownFiles = files.filter((file) => !file.endsWith('.test.ts') && !file.startsWith('src/testing/'));

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(projectDirectory, file), 'utf8');
  const statements = text.matchAll(
    /^(?:import|export)\s+(type\s+)?[^;'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/gm,
  );
  return [...statements].map(([, type, stated = '', lazy = '']) => {
    const name = stated || lazy;
    const target = name.startsWith('.')
      ? relative(projectDirectory, resolve(projectDirectory, dirname(file), name)).replaceAll('\\', '/')
      : name;
    return {file, target, typeOnly: type !== undefined};
  });
}

function folderOf(file: string): string {
  return file.split('/').slice(0, 2).join('/');
}

function allowed({file, target, typeOnly}: Import): boolean {
  const folder = folderOf(file);
  if (folderOf(target) === folder) return true;
  const rules = folder.startsWith('plugins/') && !(folder in table) ? pluginImports : (table[folder] ?? []);
  return rules.some((rule) => {
    const typed = rule.startsWith('type ');
    const place = typed ? rule.slice('type '.length) : rule;
    return (!typed || typeOnly) && (target === place || target.startsWith(`${place}/`));
  });
}

const imports = ownFiles.flatMap(importsOf);

test('every import of our own code stands in the table', () => {
  assert.ok(imports.length > 100);
  const wrong = imports.filter(({target}) => /^(src|plugins)\//.test(target)).filter((each) => !allowed(each));
  assert.equal(
    wrong.map(({file, target}) => `${file} imports ${target}`),
    [],
  );
});

test('packages are loaded by the folders that own them', () => {
  const wrong = imports.filter(({file, target, typeOnly}) => {
    if (/^(src|plugins)\//.test(target) || target.startsWith('node:')) return false;
    const name = target.startsWith('@') ? target.split('/').slice(0, 2).join('/') : (target.split('/')[0] ?? '');
    const owners = packages[name];
    return !typeOnly && !owners?.some((owner) => file === owner || file.startsWith(`${owner}/`));
  });
  assert.equal(
    wrong.map(({file, target}) => `${file} imports ${target}`),
    [],
  );
});

test('the HCL package has one importer, so that a swap is one line', () => {
  const importers = new Set(imports.filter(({target}) => target === '@cdktf/hcl2json').map(({file}) => file));
  assert.ok(importers.size <= 1, [...importers].join(' '));
});

test('no disk, process or network below the sources and the commands', () => {
  const wrong = imports.filter(({file, target}) => pureFolders.test(file) && impureModules.test(target));
  assert.equal(
    wrong.map(({file, target}) => `${file} imports ${target}`),
    [],
  );
});

test('no clock, chance or environment there either', () => {
  const wrong = ownFiles
    .filter((file) => pureFolders.test(file))
    .filter((file) => /\bDate\.now\(|new Date\(\)|Math\.random\(|process\.env\b/.test(sourceOf(file)));
  assert.equal(wrong, []);
});

test('no dialect is named in src but by its documents', () => {
  const wrong = ownFiles
    .filter((file) => /^src\/(load|convert|migrate|evaluate|prove)\//.test(file))
    .filter((file) =>
      importsOf(file).some(({target}) => /^plugins\/(kubernetes|calico|cilium|terraform)\b/.test(target)),
    );
  assert.equal(wrong, []);
});

function sourceOf(file: string): string {
  return readFileSync(join(projectDirectory, file), 'utf8');
}

test.run();
