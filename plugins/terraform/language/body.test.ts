import {readdirSync, readFileSync} from 'node:fs';
import {parse} from '@cdktf/hcl2json';
import {suite} from 'uvu';
import * as assert from 'uvu/assert';
import {isObject} from '../../../src/base/json.ts';
import {sharedDirectory} from '../../../src/testing/shared.ts';
import {type Body, scanBody} from './body.ts';

const test = suite('terraform body');

/** Every argument and block of a body, as paths with how often each occurs. */
function shapeOf(body: Body): readonly string[] {
  const names = [
    ...body.attributes.map(({name}) => name),
    ...body.blocks.flatMap(({type, labels, body: inner}) =>
      [[...labels].reduce((path, label) => `${path}/${label}`, type)].flatMap((path) => [
        `${path}{}`,
        ...shapeOf(inner).map((name) => `${path}/${name}`),
      ]),
    ),
  ];
  return names.sort();
}

/** The same of what the package made: an array of objects is a block wherever the scan has one of that name. */
function shapeOfJson(value: Readonly<Record<string, unknown>>, like: Body): readonly string[] {
  const names = Object.entries(value).flatMap(([name, inner]): readonly string[] => {
    const blocks = like.blocks.filter(({type}) => type === name);
    return blocks.length === 0 ? [name] : labelled(name, inner, blocks, 0);
  });
  return names.sort();
}

function labelled(path: string, inner: unknown, blocks: Body['blocks'], depth: number): readonly string[] {
  if (Array.isArray(inner)) {
    return inner.flatMap((each, index) => {
      const block = blocks[index];
      return [`${path}{}`, ...(block ? shapeOfJson(each, block.body).map((name) => `${path}/${name}`) : [])];
    });
  }
  const entries = isObject(inner) ? Object.entries(inner) : [];
  return entries.flatMap(([label, rest]) =>
    labelled(
      `${path}/${label}`,
      rest,
      blocks.filter(({labels}) => labels[depth] === label),
      depth + 1,
    ),
  );
}

test('finds what the HCL parser finds, in every configuration there is', async () => {
  const files = ['testdata/terraform-seed', 'conformance/terraform'].flatMap((folder) =>
    readdirSync(sharedDirectory + folder, {recursive: true, encoding: 'utf8'})
      .filter((name) => /^[0-3].*\.tf$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  let compared = 0;
  for (const file of files) {
    const text = readFileSync(sharedDirectory + file, 'utf8');
    const parsed: unknown = await parse('main.tf', text).catch(() => undefined);
    if (!isObject(parsed)) continue;
    const body = scanBody('main.tf', text);
    assert.equal(shapeOf(body), shapeOfJson(parsed, body), file);
    compared++;
  }
  assert.ok(compared > 30);
});

test('order, arguments against blocks, and places', () => {
  const body = scanBody('main.tf', '\uFEFF# c\nb "x" y {\n  a = {}\n  c {}\n  c = [ 1, # }\n  2 ]\n}\nd = <<E\n}\nE\n');
  const [block] = body.blocks;
  assert.equal(block?.labels, ['x', 'y']);
  assert.equal(
    block?.body.attributes.map(({name, written}) => [name, written.syntax === 'hcl' && written.text]),
    [
      ['a', '{}'],
      ['c', '[ 1, # }\n  2 ]'],
    ],
  );
  assert.equal(
    block?.body.blocks.map(({type, place}) => [type, place.offset]),
    [['c', 26]],
  );
  assert.equal(
    body.attributes.map(({name, written}) => [name, written.syntax === 'hcl' && written.text]),
    [['d', '<<E\n}\nE']],
  );
});

test.run();
