import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {readShared} from '../testing/shared.ts';
import {usualLimits} from './limits.ts';
import {readText} from './text-documents.ts';

const test = suite('what kubectl reads');

interface Row {
  readonly line: number;
  readonly input: string;
  readonly expected: string;
}

function rows(path: string): readonly Row[] {
  return readShared(path)
    .split('\n')
    .slice(1)
    .flatMap((text, index) => {
      const tab = text.indexOf('\t');
      return tab < 0 ? [] : [{line: index + 2, input: text.slice(0, tab), expected: text.slice(tab + 1)}];
    });
}

async function read(text: string): Promise<{values: readonly unknown[]; failed: boolean}> {
  const {documents, diagnostics} = await readText('x.yaml', text, usualLimits);
  return {
    values: documents.map(({content}) => (content.syntax === 'value' ? content.value : undefined)),
    failed: diagnostics.some(({severity}) => severity === 'error'),
  };
}

for (const {line, input, expected} of rows('conformance/kubernetes/yaml-scalars.tsv')) {
  test(`yaml-scalars.tsv line ${line}: ${input}`, async () => {
    const {values, failed} = await read(input);
    if (expected.startsWith('error:')) assert.ok(failed, `read as ${JSON.stringify(values)}`);
    else assert.equal([values, failed], [[JSON.parse(expected)], false]);
  });
}

for (const {line, input, expected} of rows('conformance/kubernetes/yaml-documents.tsv')) {
  test(`yaml-documents.tsv line ${line}: ${input}`, async () => {
    const {values, failed} = await read(JSON.parse(input));
    const [, list = '', error] = /^(.*?)( error: .*)?$/.exec(expected) ?? [];
    const wanted: unknown[] = JSON.parse(list);
    // kubectl stops at the first error; here the other documents are still read.
    assert.is(failed, error !== undefined);
    assert.equal(error === undefined ? values : values.slice(0, wanted.length), wanted);
  });
}

test.run();
