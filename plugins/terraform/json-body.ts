import {isObject} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import type {Attribute, Block, Body, Place} from './language/body.ts';
import type {BlockSchema} from './resources/schema.ts';
import {resourceKinds} from './resources/table.ts';

/** Top-level blocks and how many labels each has. */
const labelCounts: Readonly<Record<string, number>> = {
  terraform: 0,
  locals: 0,
  variable: 1,
  output: 1,
  module: 1,
  provider: 1,
  resource: 2,
  data: 2,
  moved: 0,
  import: 0,
  removed: 0,
  check: 1,
  ephemeral: 2,
};

const metaBlocks: BlockSchema = {
  arguments: {},
  blocks: {lifecycle: {schema: {arguments: {}, blocks: {}, open: true}}},
};

/**
 * A configuration file in JSON syntax as the same blocks and attributes (terraform.md section 4.10). What is a block and
 * what an argument only the schema tells, so types without one have arguments only. `//` is a comment.
 */
export function jsonBody(file: string, text: string): {readonly body: Body} | {readonly problem: Diagnostic} {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON';
    return {problem: diagnostic('hcl-syntax', {file, document: 1, path: []}, {arguments: {reason}})};
  }
  if (!isObject(value)) {
    const reason = 'a JSON object is required';
    return {problem: diagnostic('hcl-syntax', {file, document: 1, path: []}, {arguments: {reason}})};
  }
  if (!/\.(tf|tofu)\.json$/.test(file)) return {body: {attributes: attributesOf(value, {file, offset: 0}), blocks: []}};
  const reader: Reader = {file, text};
  const blocks = Object.entries(value).flatMap(([type, content]) => {
    const count = Object.hasOwn(labelCounts, type) ? labelCounts[type] : undefined;
    return count === undefined ? [] : labelled(type, [], count, content, reader);
  });
  return {body: {attributes: [], blocks}};
}

interface Reader {
  readonly file: string;
  readonly text: string;
}

/** Unfolds `{"type": {"name": body}}`, where each level may also be an array of such objects. */
function labelled(type: string, labels: readonly string[], left: number, content: unknown, reader: Reader): Block[] {
  return listOf(content).flatMap((each) => {
    if (!isObject(each)) return [];
    if (left === 0) {
      const place = placeOf(labels.at(-1) ?? type, reader);
      return [{type, labels, place, body: bodyOf(each, schemaOf(type, labels), place)}];
    }
    const entries = Object.entries(each).filter(([key]) => key !== '//');
    return entries.flatMap(([key, inner]) => labelled(type, [...labels, key], left - 1, inner, reader));
  });
}

function schemaOf(type: string, labels: readonly string[]): BlockSchema {
  if (type !== 'resource') return metaBlocks;
  const known = Object.hasOwn(resourceKinds, labels[0] ?? '') ? resourceKinds[labels[0] ?? ''] : undefined;
  return known ? {...known.schema, blocks: {...known.schema.blocks, ...metaBlocks.blocks}} : metaBlocks;
}

function bodyOf(value: Readonly<Record<string, unknown>>, schema: BlockSchema, place: Place): Body {
  const attributes: Attribute[] = [];
  const blocks: Block[] = [];
  for (const [name, content] of Object.entries(value)) {
    if (name === '//') continue;
    const nested = Object.hasOwn(schema.blocks, name) ? schema.blocks[name] : undefined;
    if (nested) {
      for (const each of listOf(content)) {
        if (isObject(each)) blocks.push({type: name, labels: [], place, body: bodyOf(each, nested.schema, place)});
      }
    } else if (name === 'dynamic') {
      blocks.push(...dynamicBlocks(content, schema, place));
    } else {
      attributes.push({name, place, written: {syntax: 'json', value: content}});
    }
  }
  return {attributes, blocks};
}

/** `{"dynamic": {"from": {"for_each": ..., "content": {...}}}}`, each level also as an array. */
function dynamicBlocks(value: unknown, schema: BlockSchema, place: Place): Block[] {
  return listOf(value).flatMap((each) =>
    Object.entries(isObject(each) ? each : {}).flatMap(([type, dynamics]) => {
      const inner = Object.hasOwn(schema.blocks, type) ? schema.blocks[type]?.schema : undefined;
      const content = {arguments: {}, blocks: {content: {schema: inner ?? {arguments: {}, blocks: {}, open: true}}}};
      return listOf(dynamics).flatMap((dynamic) =>
        isObject(dynamic) ? [{type: 'dynamic', labels: [type], place, body: bodyOf(dynamic, content, place)}] : [],
      );
    }),
  );
}

function attributesOf(value: Readonly<Record<string, unknown>>, place: Place): readonly Attribute[] {
  const entries = Object.entries(value).filter(([name]) => name !== '//');
  return entries.map(([name, content]) => ({name, place, written: {syntax: 'json', value: content}}));
}

/** JSON places are only as fine as the name of the block. */
function placeOf(name: string, {file, text}: Reader): Place {
  return {file, offset: Math.max(text.indexOf(JSON.stringify(name)), 0)};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
