import {boolType, listOf, mapOf, numberType, setOf, stringType, type Type} from '../language/type.ts';
import {text, type Value} from '../language/value.ts';

/** What the provider says of one argument. */
export interface ArgumentSchema {
  readonly type: Type;
  /** What an absent or null argument becomes. */
  readonly otherwise?: Value;
  /** The provider fills it in: unknown before apply when it is not given. */
  readonly computed?: true;
  readonly required?: true;
  /** How many elements a list has at the least and at the most. */
  readonly items?: readonly [least: number, most: number];
}

export interface BlockSchema {
  readonly arguments: Readonly<Record<string, ArgumentSchema>>;
  readonly blocks: Readonly<Record<string, NestedSchema>>;
  /** Only a part of the schema is written down here: other arguments and blocks are taken as they are. */
  readonly open?: true;
}

export interface NestedSchema {
  readonly schema: BlockSchema;
  readonly least?: number;
  readonly most?: number;
}

export const textArgument: ArgumentSchema = {type: stringType};
export const numberArgument: ArgumentSchema = {type: numberType};
export const boolArgument: ArgumentSchema = {type: boolType};
export const labelsArgument: ArgumentSchema = {type: mapOf(stringType)};
export const textsArgument: ArgumentSchema = {type: listOf(stringType)};
const textSetArgument: ArgumentSchema = {type: setOf(stringType)};

/** Exactly one block. */
export function one(schema: BlockSchema): NestedSchema {
  return {schema, least: 1, most: 1};
}

/** At most one block. */
export function optional(schema: BlockSchema): NestedSchema {
  return {schema, most: 1};
}

/** Any number of blocks. */
export function many(schema: BlockSchema): NestedSchema {
  return {schema};
}

/** `metadata` (terraform.md section 2.1); cluster-scoped kinds have no namespace. */
export function metadataSchema(scope: 'namespaced' | 'cluster'): BlockSchema {
  return {
    arguments: {
      name: {type: stringType, computed: true},
      generate_name: textArgument,
      ...(scope === 'namespaced' && {namespace: {type: stringType, otherwise: text('default')}}),
      labels: labelsArgument,
      annotations: labelsArgument,
      generation: {type: numberType, computed: true},
      resource_version: {type: stringType, computed: true},
      uid: {type: stringType, computed: true},
    },
    blocks: {},
  };
}

/** A label selector: `match_labels` and `match_expressions` (terraform.md section 2.1). */
export const selectorSchema: BlockSchema = {
  arguments: {match_labels: labelsArgument},
  blocks: {
    match_expressions: many({
      arguments: {key: textArgument, operator: textArgument, values: textSetArgument},
      blocks: {},
    }),
  },
};
