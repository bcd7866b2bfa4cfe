// Compiles src and plugins into dist. With --manifest also writes oclif.manifest.json, which belongs into the package
// alone: a stale one would make the commands of a checkout disagree with their code.
import {rmSync, writeFileSync} from 'node:fs';
import {root, run, setUp} from './setup.js';

export function build() {
  rmSync(`${root}dist`, {recursive: true, force: true});
  run(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.json`]);
}

export async function writeManifest() {
  const {Plugin} = await import('@oclif/core');
  const plugin = new Plugin({root, ignoreManifest: true, errorOnManifestCreate: true, respectNoCacheDefault: true});
  await plugin.load();
  writeFileSync(`${root}oclif.manifest.json`, `${JSON.stringify(plugin.manifest, null, 1)}\n`);
}

if (process.argv[1]?.endsWith('build.js')) {
  setUp();
  build();
  if (process.argv.includes('--manifest')) await writeManifest();
}
