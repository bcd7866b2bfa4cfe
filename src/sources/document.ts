import type {Path} from '../base/json.ts';
import type {Origin, Source} from '../diagnostics/origin.ts';

/**
 * One document: a plain value and a way from a path inside it to a place in the text. A source knows syntax, not
 * meaning (style.md, contracts between the folders).
 */
export interface Document {
  /** Where the root of the value was written. */
  readonly origin: Origin;
  readonly content: Content;
  /** Resolves a path to line and column; falls back to the nearest enclosing value that has a place. */
  readonly locate: (path: Path) => Source;
  /** The comment lines above a YAML document's first value, each with its `#`. */
  readonly comment?: string;
  /** Set when the document was read from a cluster, so that its own validation is not repeated as errors. */
  readonly live?: true;
  /** Which of several clusters its object belongs to, where a carrier speaks of several. */
  readonly cluster?: string;
}

export type Content =
  /** The value of a YAML or JSON document. May hold `UnknownValue` where a carrier could not know it. */
  | {readonly syntax: 'value'; readonly value: unknown}
  /** A list in a large file. */
  | {readonly syntax: 'list'; readonly list: WalkedList}
  /** A Terraform module: all configuration files of one directory, or one file alone. */
  | {readonly syntax: 'terraform-module'; readonly module: TerraformModule};

/** A list whose items are read while they are walked, so that nobody has to keep them. */
export interface WalkedList {
  /** What the list says of itself before its items; its kind is `List` where it says so behind them. */
  readonly head: Readonly<Record<string, unknown>>;
  /** Begins a walk. */
  readonly items: () => Iterable<unknown>;
  /** Whether the last walk came to the end of the file. Where it did not, nothing that it gave counts. */
  readonly isComplete: () => boolean;
}

/**
 * The files of one module directory as text, with bounded access to what the module itself names. Nothing outside the
 * tree of the root module is opened.
 */
export interface TerraformModule {
  /** The directory as the user named it. */
  readonly directory: string;
  /** `.tf`, `.tf.json` and tfvars files, sorted by name. */
  readonly files: readonly {readonly name: string; readonly text: string}[];
  /** Another module by a path relative to this directory (`./mod`, `../x`); undefined when it is not there. */
  readonly open: (path: string) => TerraformModule | undefined;
  /** A text file by a path relative to this directory; undefined when it is not there or outside the tree. */
  readonly readFile: (path: string) => string | undefined;
  /** Paths of all files below a directory, relative to it and sorted; none when it is not there or outside the tree. */
  readonly listFiles: (directory: string) => readonly string[];
  /** Set when one file was given instead of its directory: other files may declare what it refers to. */
  readonly alone?: true;
  /** Values the user gave by `--var` and `--var-file`, in command-line order; the root module alone has them. */
  readonly variables: readonly VariableInput[];
}

export type VariableInput =
  | {readonly from: 'var'; readonly name: string; readonly text: string}
  | {readonly from: 'file'; readonly file: string; readonly text: string};
