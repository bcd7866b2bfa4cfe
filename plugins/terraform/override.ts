import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import type {Block, Body} from './language/body.ts';

/**
 * Applies override files, in their order, to the blocks of the others (terraform.md section 4.1): arguments replace
 * arguments of the same name, the nested blocks of a type replace all of that type, `locals` merge by name. An override
 * of a block that does not exist is an error.
 */
export function mergeOverrides(
  body: Body,
  overrides: readonly Body[],
): {readonly body: Body; readonly diagnostics: readonly Diagnostic[]} {
  const diagnostics: Diagnostic[] = [];
  let blocks = body.blocks;
  for (const override of overrides.flatMap((each) => each.blocks)) {
    if (override.type === 'locals') {
      blocks = overrideLocals(blocks, override);
      continue;
    }
    const target = blocks.find((block) => sameHeader(block, override));
    if (target) {
      blocks = blocks.map((block) => (block === target ? merged(block, override) : block));
    } else {
      const reason = `it overrides ${header(override)}, which does not exist`;
      const origin = {file: override.place.file, document: 1, path: []};
      const details = {arguments: {reason}, offset: override.place.offset};
      diagnostics.push(diagnostic('terraform-block-invalid', origin, details));
    }
  }
  return {body: {...body, blocks}, diagnostics};
}

function merged(block: Block, override: Block): Block {
  const names = new Set(override.body.attributes.map(({name}) => name));
  const types = new Set(override.body.blocks.map(blockType));
  return {
    ...block,
    body: {
      attributes: [...block.body.attributes.filter(({name}) => !names.has(name)), ...override.body.attributes],
      blocks: [...block.body.blocks.filter((each) => !types.has(blockType(each))), ...override.body.blocks],
    },
  };
}

/** A `dynamic "from"` counts as a `from` block. */
function blockType(block: Block): string {
  return block.type === 'dynamic' ? (block.labels[0] ?? '') : block.type;
}

function overrideLocals(blocks: readonly Block[], override: Block): readonly Block[] {
  const names = new Set(override.body.attributes.map(({name}) => name));
  const kept = blocks.map((block) => {
    if (block.type !== 'locals') return block;
    return {...block, body: {...block.body, attributes: block.body.attributes.filter(({name}) => !names.has(name))}};
  });
  return [...kept, override];
}

function sameHeader(a: Block, b: Block): boolean {
  return (
    a.type === b.type && a.labels.length === b.labels.length && a.labels.every((label, i) => label === b.labels[i])
  );
}

function header(block: Block): string {
  return [block.type, ...block.labels.map((label) => JSON.stringify(label))].join(' ');
}
