import type {Path} from '../../src/base/json.ts';
import {evaluate, pairsOf, type Scope, withNames} from './expressions.ts';
import type {Attribute, Block, Body, Place, Written} from './language/body.ts';
import {convert} from './language/convert.ts';
import type {Expression} from './language/syntax.ts';
import {
  failed,
  marked,
  nothing,
  type ObjectValue,
  object,
  openObject,
  tuple,
  unknown,
  type Value,
} from './language/value.ts';
import type {ArgumentSchema, BlockSchema, NestedSchema} from './resources/schema.ts';
import {BLOCK_STEPS} from './workspace.ts';

/** Where a block and its parts were written. */
export interface Places {
  readonly place: Place;
  readonly arguments: ReadonlyMap<string, Attribute>;
  /** Every block of a type, in order; those made by one `dynamic` block share its places. */
  readonly blocks: ReadonlyMap<string, readonly Places[]>;
  /** Types of which a `dynamic` block made nothing, and nothing else did. */
  readonly emptied: ReadonlySet<string>;
}

export interface Expanded {
  /** As Terraform's state has it: arguments by name, blocks as lists of objects. */
  readonly value: ObjectValue;
  readonly places: Places;
}

/** What expansion needs beside the body. */
export interface Expansion {
  readonly parse: (written: Written) => Expression;
  /** `what` is the place in the resource: `spec[0].policy_types`. */
  readonly problem: (kind: 'evaluation' | 'block', place: Place, what: Path, reason: string) => void;
  /** Names what is only known after apply: `kubernetes_namespace.a.metadata[0].uid`. */
  readonly computed: (what: Path) => string;
}

/** Arguments and blocks of a body as values, `dynamic` blocks written out (terraform.md sections 2.1 and 4.5). */
export function expandBlock(
  block: {readonly body: Body; readonly place: Place},
  schema: BlockSchema,
  scope: Scope,
  path: Path,
  expansion: Expansion,
): Expanded {
  const {body, place} = block;
  scope.spend(BLOCK_STEPS);
  const entries = new Map<string, Value>();
  const written = new Map(body.attributes.map((attribute) => [attribute.name, attribute] as const));
  for (const attribute of body.attributes) {
    const known = Object.hasOwn(schema.arguments, attribute.name) ? schema.arguments[attribute.name] : undefined;
    if (!known && !schema.open) {
      const hint = Object.hasOwn(schema.blocks, attribute.name)
        ? 'it is a block: leave the "=" out'
        : 'no such argument';
      expansion.problem('block', attribute.place, [...path, attribute.name], hint);
    } else {
      entries.set(attribute.name, argumentValue(attribute, known, scope, [...path, attribute.name], expansion));
    }
  }
  for (const [name, known] of Object.entries(schema.arguments)) {
    if (known.required && !written.has(name)) {
      expansion.problem('block', place, [...path, name], 'this argument is required');
    }
    const value = entries.get(name);
    if (value === undefined || value.kind === 'null') entries.set(name, absent(known, [...path, name], expansion));
  }
  const {blocks, emptied, marks} = nestedBlocks(body, place, schema, scope, path, expansion);
  for (const [type, found] of blocks) entries.set(type, marked(tuple(found.map(({value}) => value)), marks.get(type)));
  return {
    value: schema.open ? openObject(entries, expansion.computed(path)) : object(entries),
    places: {
      place,
      arguments: written,
      blocks: new Map([...blocks].map(([type, found]) => [type, found.map(({places}) => places)])),
      emptied,
    },
  };
}

function absent(known: ArgumentSchema, path: Path, expansion: Expansion): Value {
  if (known.otherwise) return known.otherwise;
  return known.computed ? unknown(`${expansion.computed(path)} is known only after apply`) : nothing;
}

/** The value of one argument; an error is reported once and leaves the value open (section 4.9). */
function argumentValue(
  attribute: Attribute,
  known: ArgumentSchema | undefined,
  scope: Scope,
  path: Path,
  expansion: Expansion,
): Value {
  const value = evaluate(expansion.parse(attribute.written), scope);
  const converted = known ? convert(value, known.type) : value;
  if (converted.kind === 'list' && known?.items)
    checkItems(converted.items, known.items, attribute.place, path, expansion);
  if (converted.kind !== 'failed') return converted;
  expansion.problem('evaluation', attribute.place, path, converted.message);
  return unknown(`${expansion.computed(path)} cannot be evaluated`);
}

function checkItems(
  items: readonly Value[],
  [least, most]: readonly [number, number],
  place: Place,
  path: Path,
  expansion: Expansion,
): void {
  if (items.some(({kind}) => kind === 'null'))
    expansion.problem('block', place, path, 'null is not allowed in this list');
  if (items.length >= least && items.length <= most) return;
  expansion.problem('block', place, path, `between ${least} and ${most} elements are required, not ${items.length}`);
}

interface Nested {
  readonly value: Value;
  readonly places: Places;
}

interface NestedBlocks {
  readonly blocks: ReadonlyMap<string, readonly Nested[]>;
  readonly emptied: ReadonlySet<string>;
  /** Why a type is sensitive as a whole: a sensitive collection makes its blocks, so that their number is sensitive too. */
  readonly marks: ReadonlyMap<string, string>;
}

function nestedBlocks(
  body: Body,
  place: Place,
  schema: BlockSchema,
  scope: Scope,
  path: Path,
  expansion: Expansion,
): NestedBlocks {
  const marks = new Map<string, string>();
  const blocks = new Map<string, Nested[]>(Object.keys(schema.blocks).map((type) => [type, []]));
  const tried = new Set<string>();
  for (const block of body.blocks) {
    const dynamic = block.type === 'dynamic';
    const type = dynamic ? (block.labels[0] ?? '') : block.type;
    const nested = Object.hasOwn(schema.blocks, type) ? schema.blocks[type] : undefined;
    const known = blocks.get(type) ?? [];
    if (!nested && !schema.open) {
      const hint = Object.hasOwn(schema.arguments, type) ? 'it is an argument: write "="' : 'no such block';
      expansion.problem('block', block.place, [...path, type], hint);
      continue;
    }
    const inner = nested?.schema ?? {arguments: {}, blocks: {}, open: true};
    const at = [...path, type, known.length];
    if (dynamic) {
      tried.add(type);
      const {made, mark} = dynamicBlocks(block, inner, scope, at, expansion);
      if (mark !== undefined) marks.set(type, mark);
      blocks.set(type, [...known, ...made]);
    } else blocks.set(type, [...known, expandBlock(block, inner, scope, at, expansion)]);
  }
  for (const [type, nested] of Object.entries(schema.blocks)) {
    checkCount(type, nested, blocks.get(type) ?? [], place, path, expansion);
  }
  return {blocks, emptied: new Set([...tried].filter((type) => (blocks.get(type) ?? []).length === 0)), marks};
}

function checkCount(
  type: string,
  {least = 0, most = Number.POSITIVE_INFINITY}: NestedSchema,
  found: readonly Nested[],
  place: Place,
  path: Path,
  expansion: Expansion,
): void {
  if (found.some(({value}) => value.kind === 'unknown')) return;
  const extra = found[most];
  if (extra) expansion.problem('block', extra.places.place, [...path, type], `at most ${most} such block is allowed`);
  if (found.length < least) expansion.problem('block', place, [...path, type], 'this block is required');
}

/**
 * The blocks that a `dynamic` block makes: one for each element, in the order of the collection. An unknown collection
 * is one unknown block: nobody can say how many, nor what is in them.
 */
function dynamicBlocks(
  block: Block,
  schema: BlockSchema,
  scope: Scope,
  path: Path,
  expansion: Expansion,
): {readonly made: readonly Nested[]; readonly mark?: string | undefined} {
  const attributes = new Map(block.body.attributes.map((attribute) => [attribute.name, attribute] as const));
  const forEach = attributes.get('for_each');
  const content = block.body.blocks.find(({type}) => type === 'content');
  if (!forEach || !content) {
    expansion.problem('block', block.place, path, 'a dynamic block needs for_each and a content block');
    return {made: [unknownBlock(block, 'a dynamic block without for_each or content')]};
  }
  const iterator = iteratorName(attributes.get('iterator'), expansion) ?? block.labels[0] ?? '';
  const evaluated = evaluate(expansion.parse(forEach.written), scope);
  const mark = evaluated.kind === 'sensitive' ? evaluated.reason : undefined;
  const collection = evaluated.kind === 'sensitive' ? evaluated.value : evaluated;
  if (collection.kind === 'unknown') return {made: [unknownBlock(block, collection.reason)]};
  const pairs = collection.kind === 'failed' ? undefined : pairsOf(collection);
  if (!pairs) {
    const error = collection.kind === 'failed' ? collection : failed(`a ${collection.kind} cannot be looped over`);
    expansion.problem('evaluation', forEach.place, path, error.message);
    return {made: [unknownBlock(block, `${expansion.computed(path)} cannot be evaluated`)]};
  }
  const made = pairs.map(([itemKey, item], index) => {
    if (!scope.spend()) return unknownBlock(block, 'the configuration takes too long to evaluate');
    const names = {
      [iterator]: object([
        ['key', marked(itemKey, mark)],
        ['value', marked(item, mark)],
      ]),
    };
    const at = [...path.slice(0, -1), Number(path.at(-1) ?? 0) + index];
    return expandBlock({body: content.body, place: block.place}, schema, withNames(scope, names), at, expansion);
  });
  return {made, mark};
}

function iteratorName(attribute: Attribute | undefined, expansion: Expansion): string | undefined {
  if (!attribute) return undefined;
  const {written} = attribute;
  if (written.syntax === 'json') return typeof written.value === 'string' ? written.value : undefined;
  const expression = expansion.parse(written);
  return expression.is === 'reference' ? expression.root : undefined;
}

function unknownBlock(block: Block, reason: string): Nested {
  const places = {place: block.place, arguments: new Map(), blocks: new Map(), emptied: new Set<string>()};
  return {value: unknown(reason), places};
}
