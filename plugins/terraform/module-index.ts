import type {Attribute, Block, Place} from './language/body.ts';
import type {ModuleSource} from './module-files.ts';

/** The declarations of one module by name. */
export interface ModuleIndex {
  readonly variables: ReadonlyMap<string, Block>;
  readonly locals: ReadonlyMap<string, Attribute>;
  /** By `TYPE.NAME`, in source order. */
  readonly resources: ReadonlyMap<string, Block>;
  readonly data: ReadonlyMap<string, Block>;
  readonly modules: ReadonlyMap<string, Block>;
  readonly outputs: ReadonlyMap<string, Block>;
  /** The entries of `required_providers`, by local name. */
  readonly providers: ReadonlyMap<string, Attribute>;
  /** Files that could not be read: what they declare is unknown, not missing. */
  readonly broken: readonly string[];
}

/** Blocks that a module may have at its top, those included that say nothing about objects (section 4.3). */
const topLevel = new Set([
  'action',
  'check',
  'data',
  'ephemeral',
  'import',
  'locals',
  'module',
  'moved',
  'output',
  'provider',
  'removed',
  'resource',
  'terraform',
  'variable',
]);

/** What Terraform refuses at the top of a file: arguments, and blocks of other types. */
export function strangers({body}: ModuleSource): readonly {readonly name: string; readonly place: Place}[] {
  const blocks = body.blocks.filter(({type}) => !topLevel.has(type)).map(({type, place}) => ({name: type, place}));
  return [...body.attributes, ...blocks];
}

/** Sorts the blocks of a module by kind. Two with one address are an error; the first counts (section 4.1). */
export function indexModule(
  source: ModuleSource,
  duplicate: (place: Place, what: string, first: Place) => void,
): ModuleIndex {
  const add = <T extends {readonly place: Place}>(into: Map<string, T>, name: string, what: string, item: T) => {
    const first = into.get(name);
    if (first) duplicate(item.place, what, first.place);
    else into.set(name, item);
  };
  const index = {
    variables: new Map<string, Block>(),
    locals: new Map<string, Attribute>(),
    resources: new Map<string, Block>(),
    data: new Map<string, Block>(),
    modules: new Map<string, Block>(),
    outputs: new Map<string, Block>(),
    providers: new Map(requiredProviders(source).map((attribute) => [attribute.name, attribute])),
    broken: source.broken,
  };
  for (const block of source.body.blocks) {
    const [label = '', second = ''] = block.labels;
    const address = `${label}.${second}`;
    if (block.type === 'variable') add(index.variables, label, `variable ${label}`, block);
    else if (block.type === 'module') add(index.modules, label, `module ${label}`, block);
    else if (block.type === 'output') add(index.outputs, label, `output ${label}`, block);
    else if (block.type === 'resource') add(index.resources, address, `resource ${address}`, block);
    else if (block.type === 'data') add(index.data, address, `data ${address}`, block);
    else if (block.type === 'locals') {
      for (const attribute of block.body.attributes) {
        add(index.locals, attribute.name, `local ${attribute.name}`, attribute);
      }
    }
  }
  return index;
}

function requiredProviders({body}: ModuleSource): readonly Attribute[] {
  const settings = body.blocks.filter(({type}) => type === 'terraform').flatMap((block) => block.body.blocks);
  return settings.filter(({type}) => type === 'required_providers').flatMap((block) => block.body.attributes);
}

/** An argument of a block by name. */
export function argumentOf(block: Block, name: string): Attribute | undefined {
  return block.body.attributes.find((attribute) => attribute.name === name);
}
