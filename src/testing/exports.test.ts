import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {projectDirectory} from './shared.ts';

const test = suite('unused exports');

const texts = new Map(
  ['src', 'plugins', 'bin', '.ci', 'bench'].flatMap((root) =>
    readdirSync(join(projectDirectory, root), {recursive: true, encoding: 'utf8'})
      .filter((name) => /\.(ts|js)$/.test(name))
      .map((name) => {
        const file = join(root, name).replaceAll('\\', '/');
        return [file, readFileSync(join(projectDirectory, file), 'utf8')] as const;
      }),
  ),
);

/** How often each word stands in each file. */
const words = new Map(
  [...texts].map(([file, text]) => {
    const counts = new Map<string, number>();
    for (const word of text.match(/\w+/g) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
    return [file, counts] as const;
  }),
);

interface Export {
  readonly file: string;
  readonly name: string;
  readonly kind: string;
}

const exported = [...texts]
  .filter(([file]) => /^(src|plugins)\//.test(file) && !file.endsWith('.test.ts'))
  .flatMap(([file, text]): Export[] =>
    [...text.matchAll(/^export (?:async )?(function\*?|const|interface|type|class) (\w+)/gm)].map(
      ([, kind = '', name = '']) => ({file, name, kind}),
    ),
  );

function isUsedElsewhere({file, name}: Export): boolean {
  return [...words].some(([other, counts]) => other !== file && counts.has(name));
}

test('what a file exports, another file uses', () => {
  assert.ok(exported.length > 500);
  const values = exported.filter(({kind}) => kind !== 'interface' && kind !== 'type');
  assert.equal(
    values.filter((each) => !isUsedElsewhere(each)).map(({file, name}) => `${file}: ${name}`),
    [],
  );
});

test('a type that no other file names is at least part of its own', () => {
  const types = exported.filter(({kind}) => kind === 'interface' || kind === 'type');
  const dead = types.filter((each) => !isUsedElsewhere(each) && (words.get(each.file)?.get(each.name) ?? 0) < 2);
  assert.equal(
    dead.map(({file, name}) => `${file}: ${name}`),
    [],
  );
});

test.run();
