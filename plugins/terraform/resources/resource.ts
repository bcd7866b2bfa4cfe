import type {Json, Path} from '../../../src/base/json.ts';
import type {Code} from '../../../src/diagnostics/codes.ts';
import type {Severity} from '../../../src/diagnostics/diagnostic.ts';
import type {PlainObject} from '../plain.ts';
import type {BlockSchema} from './schema.ts';

/** A Kubernetes object that a resource stands for. */
export interface CarriedObject {
  readonly value: PlainObject;
  /** The place of a path of the object in the resource's own arguments and blocks (`spec[0].ingress[1]`). */
  readonly inResource: (path: Path) => Path;
  /** The labels of an object that is defined elsewhere: they are added to its own. */
  readonly adds?: true;
}

/** What a resource's reader knows beside its values. */
export interface ResourceContext {
  /** With its instance key, such as `module.m["a"].kubernetes_network_policy_v1.web[0]`. */
  readonly address: string;
  /** Reports about a path of the resource's own arguments and blocks. */
  readonly report: (code: Code, path: Path, args: Readonly<Record<string, Json>>, severity?: Severity) => void;
  /** True when a `dynamic` block at this path made no block, and nothing else did. */
  readonly emptied: (path: Path) => boolean;
  /** True when the configuration is at hand and does not give the argument at this path. */
  readonly absent: (path: Path) => boolean;
}

/** A resource type that stands for Kubernetes objects. Source, plan and state give its values in one shape. */
export interface ResourceKind {
  readonly schema: BlockSchema;
  /** The provider marks its text as sensitive whatever it holds, so the mark says nothing (terraform.md section 3.1). */
  readonly masksAll?: true;
  readonly objects: (values: PlainObject, context: ResourceContext) => readonly CarriedObject[];
}

/**
 * Turns a path of a Kubernetes object into one of the resource: `spec.ingress[0].podSelector` is
 * `spec[0].ingress[0].pod_selector[0]`. `renames` holds words that are not simply written with underscores.
 */
export function inBlocks(schema: BlockSchema, path: Path, renames: Readonly<Record<string, string>> = {}): Path {
  const [step, ...rest] = path;
  if (step === undefined) return [];
  const name = typeof step === 'string' ? (renames[step] ?? snakeCase(step)) : String(step);
  const nested = Object.hasOwn(schema.blocks, name) ? schema.blocks[name] : undefined;
  if (!nested) return [name, ...rest];
  const [index, ...inner] = rest;
  if (nested.most === 1) return [name, 0, ...inBlocks(nested.schema, rest, renames)];
  return index === undefined ? [name] : [name, index, ...inBlocks(nested.schema, inner, renames)];
}

function snakeCase(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
