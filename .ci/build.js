// Bundles src and plugins into dist: what one answer needs comes in a few files instead of some two hundred, which
// halves the start (ecosystem.md section 3). Types are checked by `npm run check`, not here. With --manifest also writes
// oclif.manifest.json, which belongs into the package alone: a stale one would make the commands of a checkout disagree
// with their code.
import {readdirSync, rmSync, writeFileSync} from 'node:fs';
import {oneCore} from './core.js';
import {root, setUp} from './setup.js';

/** What bin and oclif load by name to answer; everything else is found from there. */
function verbEntries() {
  const commands = readdirSync(`${root}src/commands`).filter((name) => /^[\w-]+\.ts$/.test(name));
  return [...commands.map((name) => `src/commands/${name}`), 'src/cli/main.ts', 'plugins/index.ts'];
}

/** CommonJS packages expect these names in every file. */
const commonJsNames = [
  "import {createRequire as createRequire_} from 'node:module';",
  "import {dirname as dirname_} from 'node:path';",
  "import {fileURLToPath as fileURLToPath_} from 'node:url';",
  'const require = createRequire_(import.meta.url);',
  'const __filename = fileURLToPath_(import.meta.url);',
  'const __dirname = dirname_(__filename);',
].join('\n');

/**
 * oclif's parser names most of oclif, of which a verb runs a tenth: help, prompts, logs and the search for plugins stay
 * out of what every start loads. The bundle of help has all of it.
 */
const parserAlone = {
  name: 'parser-alone',
  setup({onResolve, onLoad}) {
    const leftOut = /^(\.{1,2}\/(help|help\/index|ux|config|logger)|wrap-ansi|node:readline)$/;
    onResolve({filter: leftOut}, ({path, importer}) =>
      /@oclif.core.lib/.test(importer) ? {path, namespace: 'left-out'} : undefined,
    );
    onLoad({filter: /./, namespace: 'left-out'}, () => ({contents: 'module.exports = {};'}));
  },
};

/** Bundles programs of src, plugins and bench; `extension` tells Node what they are where no package.json does. */
export async function bundle(entryPoints, outdir, {extension = '.js', plugins = []} = {}) {
  const esbuild = await import('esbuild');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints,
    plugins,
    outdir,
    outbase: '.',
    outExtension: {'.js': extension},
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // It reads its WebAssembly beside its own file; the other two oclif loads in development alone.
    external: ['@cdktf/hcl2json', 'typescript', 'ts-node'],
    // Names stay as they are, for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    banner: {js: commonJsNames},
    logLevel: 'warning',
  });
}

export async function build() {
  rmSync(`${root}dist`, {recursive: true, force: true});
  await bundle(verbEntries(), 'dist', {plugins: [parserAlone, oneCore]});
  await bundle(['src/cli/help.ts', 'src/cli/show-help.ts'], 'dist');
  await bundle(['src/cli/command-manifest.ts', 'src/cli/completion.ts', 'src/sources/kubectl.ts'], 'dist');
}

export async function writeManifest() {
  const {Plugin} = await import('@oclif/core');
  const plugin = new Plugin({root, ignoreManifest: true, errorOnManifestCreate: true, respectNoCacheDefault: true});
  await plugin.load();
  writeFileSync(`${root}oclif.manifest.json`, `${JSON.stringify(plugin.manifest, null, 1)}\n`);
}

if (process.argv[1]?.endsWith('build.js')) {
  setUp();
  await build();
  if (process.argv.includes('--manifest')) await writeManifest();
}
