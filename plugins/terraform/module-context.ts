import type {TerraformModule} from '../../src/sources/document.ts';
import type {Expanded} from './expand.ts';
import type {Instances} from './instances.ts';
import type {Place} from './language/body.ts';
import type {Value} from './language/value.ts';
import type {ModuleIndex} from './module-index.ts';
import type {Workspace} from './workspace.ts';

/** One instance of a module while it is evaluated. */
export interface ModuleContext {
  readonly workspace: Workspace;
  readonly module: TerraformModule;
  readonly index: ModuleIndex;
  /** Stands before every address inside: `module.a["x"].`; empty for the root. */
  readonly prefix: string;
  /** `path.module`: the directory relative to the root module. */
  readonly path: string;
  /** The value of a variable, converted to its type. */
  readonly variable: (name: string) => Value | undefined;
  /** Why this instance may not exist, where that is not known. */
  readonly doubt?: string;
  /** The name in the root module of a provider configuration of this one. */
  readonly provider: (name: string) => string;
  /** Directories of this module and the ones that call it, outermost first. */
  readonly ancestors: readonly string[];
  /** What was evaluated already, by address. */
  readonly instances: Map<string, Instances>;
  readonly expanded: Map<string, Expanded>;
  /** Addresses of which Terraform would refuse a block or an argument. */
  readonly refused: Set<string>;
  readonly calls: Map<string, ModuleCall>;
}

/** A `module` block: its instances, each a context of its own; or why it cannot be looked into. */
export type ModuleCall =
  | {readonly opaque: string; readonly source: string; readonly place: Place}
  | {readonly instances: Instances; readonly contexts: readonly ModuleContext[]};
