import {isDeepStrictEqual} from 'node:util';
import {usualLimits} from '../../sources/limits.ts';
import {readText} from '../../sources/text-documents.ts';
import {readShared} from '../shared.ts';
import {type Check, readTable} from './check.ts';

/** One line of YAML and what kubectl's layer makes of it. */
export const yamlScalars: Check = table(
  'yaml-scalars',
  (input) => input,
  ({values, failed}, expected) => {
    if (expected.startsWith('error:')) return failed;
    return !failed && values.length === 1 && same(values[0], JSON.parse(expected));
  },
);

/** A file's text and its documents. kubectl stops at the first error; here the other documents are still read. */
export const yamlDocuments: Check = table(
  'yaml-documents',
  (input) => JSON.parse(input),
  ({values, failed}, expected) => {
    const [, list = '', error] = /^(.*?)( error: .*)?$/.exec(expected) ?? [];
    const wanted: readonly unknown[] = JSON.parse(list);
    return failed === (error !== undefined) && same(failed ? values.slice(0, wanted.length) : values, wanted);
  },
);

interface Documents {
  readonly values: readonly unknown[];
  readonly failed: boolean;
}

async function read(text: string): Promise<Documents> {
  const {documents, diagnostics} = await readText('x.yaml', text, usualLimits);
  return {
    values: documents.map(({content}) => (content.syntax === 'value' ? content.value : undefined)),
    failed: diagnostics.some(({severity}) => severity === 'error'),
  };
}

function same(ours: unknown, theirs: unknown): boolean {
  return isDeepStrictEqual(ours, theirs);
}

function table(
  name: string,
  textOf: (input: string) => string,
  holds: (documents: Documents, expected: string) => boolean,
): Check {
  return async function* () {
    const wrong: {row: string; why: string}[] = [];
    const rows = readTable(readShared(`conformance/kubernetes/${name}.tsv`));
    for (const [index, [input = '', ...rest]] of rows.entries()) {
      const expected = rest.join('\t');
      const documents = await read(textOf(input));
      if (holds(documents, expected)) continue;
      wrong.push({row: String(index + 1), why: `${input}: ${JSON.stringify(documents)}, recorded ${expected}`});
    }
    yield {name: `kubernetes/${name}`, total: rows.length, wrong};
  };
}
