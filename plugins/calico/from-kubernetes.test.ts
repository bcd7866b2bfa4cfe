import {readdirSync} from 'node:fs';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject} from '../../src/base/json.ts';
import {printMatch} from '../../src/ir/match.ts';
import {load} from '../../src/load/load.ts';
import {usualLimits} from '../../src/sources/limits.ts';
import {readText} from '../../src/sources/text-documents.ts';
import {readShared, sharedDirectory} from '../../src/testing/shared.ts';
import {parseSelector} from './selector/parse.ts';
import {toMatch} from './selector/to-match.ts';
import {writeCalico} from './write.ts';

const test = suite('calico from kubernetes');

const folder = 'conformance/calico/from-kubernetes';

/** The agent reads it and drops rules; the API server refuses it, and so does the reader. */
const refused = ['bad-port-rule-dropped'];

/** Labels and lists of values have no order in the IR, so that selectors are compared by what they say. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, each]) => [key, meaning(key, each)] as const);
  return Object.fromEntries(entries.filter(([key, each]) => !(key === 'tier' && each === 'default')));
}

function meaning(key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !/selector$/i.test(key)) return comparable(value);
  const parsed = parseSelector(value);
  return 'selector' in parsed ? printMatch(toMatch(parsed.selector)) : value;
}

const cases = readdirSync(sharedDirectory + folder).sort();
for (const name of cases) {
  const input = readShared(`${folder}/${name}/in.yaml`);
  if (!input.startsWith('apiVersion: networking.k8s.io/v1\n') || refused.includes(name)) continue;
  test(`${name} as the engine converts it`, async () => {
    const source = await load((await readText('in.yaml', input, usualLimits)).documents, {namespace: 'default'});
    const expected = (await readText('out.yaml', readShared(`${folder}/${name}/out.yaml`), usualLimits)).documents;
    const {objects, losses} = writeCalico(source.policies, {allow: 'equal'});
    assert.equal(losses, []);
    assert.is(expected.length, 1);
    const [wanted] = expected.map(({content}) => (content.syntax === 'value' ? content.value : undefined));
    assert.equal(comparable(objects[0]?.object), comparable(wanted));
  });
}

test.run();
