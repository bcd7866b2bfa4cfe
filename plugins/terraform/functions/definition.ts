import type {Value} from '../language/value.ts';

/** What functions may ask about their surroundings. */
export interface FunctionContext {
  /** The text of a file by a path relative to the root module; undefined when there is none, or it lies outside. */
  readonly readFile: (path: string) => string | undefined;
  /** Paths of all files below a directory, relative to it and sorted. */
  readonly listFiles: (directory: string) => readonly string[];
  /** Where the provider of a local name comes from (`hashicorp/kubernetes`); undefined when the module requires none. */
  readonly providerSource: (name: string) => string | undefined;
  /** The value of a template text with these names. */
  readonly template: (source: string, names: Readonly<Record<string, Value>>) => Value;
}

/** A function of the language. Failed, unknown and null inputs are dealt with before `run` (`call.ts`). */
export interface FunctionDefinition {
  /** The fewest and the most inputs; absent `most`: any number. */
  readonly least: number;
  readonly most?: number;
  /** Takes null inputs; others fail on one. */
  readonly nulls?: true;
  /** Copes with unknown elements inside a collection; others are unknown as a whole. */
  readonly partial?: true;
  readonly run: (inputs: readonly Value[], context: FunctionContext) => Value;
}

export type Functions = Readonly<Record<string, FunctionDefinition>>;
