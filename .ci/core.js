// Which modules come in one file, and how esbuild is told so.
import {readdirSync, readFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {root} from './setup.js';

const folders = ['base', 'diagnostics', 'ir', 'evaluate', 'load', 'report', 'sources', 'cli'];

/** What only some answers need: the YAML package, the live cluster, help and completion. */
const apart =
  /\.test\.ts$|report\/(yaml|text-test)\.ts|sources\/(cluster|kubectl|yaml|nesting)|cli\/(main|help|show-help|completion|command-manifest)\.ts/;

/** What nearly every answer needs. */
const core = folders
  .flatMap((folder) =>
    readdirSync(`${root}src/${folder}`, {recursive: true}).map((name) => resolve(root, 'src', folder, name)),
  )
  .filter((file) => file.endsWith('.ts') && !apart.test(file.replaceAll('\\', '/')));

/**
 * Makes one file of what nearly every answer needs. Each file costs half a millisecond at the start, and esbuild, which
 * puts together what exactly the same entry points need, would make fifty. So every module beyond the core needs all of
 * it.
 */
export const oneCore = {
  name: 'one-core',
  setup({onResolve, onLoad}) {
    onResolve({filter: /^core$/}, () => ({path: 'core', namespace: 'core', sideEffects: true}));
    onLoad({filter: /./, namespace: 'core'}, () => ({
      contents: core.map((file) => `import ${JSON.stringify(file)};`).join('\n'),
      resolveDir: root,
    }));
    onLoad({filter: /\.ts$/}, ({path}) => {
      // The first lines of a run load nothing but themselves, and so does the table of dialects for completion.
      const alone = /(src.cli.main|plugins.index)\.ts$/.test(path) || core.includes(path);
      const contents = resolveOnDemand(readFileSync(path, 'utf8'), dirname(path));
      return {contents: `${alone ? '' : "import 'core';"}${contents}`, loader: 'ts'};
    });
  },
};

/** What is in the core needs no file of its own to be imported from. */
function resolveOnDemand(source, folder) {
  const imports = [];
  const contents = source.replaceAll(/await import\(('[^']+')\)/g, (onDemand, name) => {
    if (!core.includes(resolve(folder, name.slice(1, -1)))) return onDemand;
    const namespace = `core${imports.length}`;
    imports.push(`import * as ${namespace} from ${name};`);
    return namespace;
  });
  return `${imports.join('')}${contents}`;
}
