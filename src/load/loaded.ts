import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {Origin, Source} from '../diagnostics/origin.ts';
import type {Policy} from '../ir/policy.ts';
import type {World} from '../ir/world.ts';

/** Everything that was understood of one input, and what was not. */
export interface Loaded {
  /** Every policy document, in input order, those defined twice included. */
  readonly policies: readonly Policy[];
  /** As `kubectl apply` would leave it: of two with the same kind, namespace and name the last. */
  readonly applied: readonly Policy[];
  readonly world: World;
  /** The same with sensitive values in their place, where any are hidden: for verdicts alone, never to be shown. */
  readonly clear?: Pick<Loaded, 'applied' | 'world'>;
  /** True when the input held pods or workloads, so that questions about this world can be answered. */
  readonly hasWorld: boolean;
  /** The dialects whose policies occur, sorted: what `--cni auto` goes by. */
  readonly dialects: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Line and column of an origin; cheap until called. */
  readonly locate: (origin: Origin) => Source;
  /** The comment above the document that an origin points into. */
  readonly comment: (origin: Origin) => string | undefined;
  /** Documents of kinds nobody claims, by `apiVersion kind`, for `-v`. */
  readonly skipped: Readonly<Record<string, number>>;
}
