import type {Loss, WriteContext} from '../../plugins/dialect.ts';
import type {DialectEntry} from '../../plugins/index.ts';
import type {Policy} from '../ir/policy.ts';
import type {Loaded} from '../load/loaded.ts';
import type {Certificate} from '../prove/certificate.ts';
import type {ConvertedObject} from './comments.ts';

/** Which way a conversion may err: `equal` not at all. */
export type Allow = WriteContext['allow'];

export interface ConvertRequest {
  readonly loaded: Loaded;
  /** A name of the table of dialects. */
  readonly to: string;
  /** Only policies of this dialect, or those that this carrier holds; absent or `auto`: all. */
  readonly from?: string;
  readonly allow: Allow;
  /** Whether a carrier also writes how to adopt what the cluster has already. */
  readonly imports?: boolean;
  /** The engine that reads the source; `auto` goes by the dialects of its policies. */
  readonly cni: string;
  /** The table of dialects; another one in tests. */
  readonly dialects?: readonly DialectEntry[];
}

/** What became of the policies, how that compares with them, and whether the user allowed it. */
export interface Conversion {
  /** The policies that were converted, in input order. */
  readonly policies: readonly Policy[];
  readonly objects: readonly ConvertedObject[];
  /** The text of a carrier that holds the objects; absent where the objects are the result. */
  readonly text?: string;
  /** By place in the source. */
  readonly losses: readonly Loss[];
  readonly certificate: Certificate;
  /** False: the result errs in a way that was not allowed, and nothing of it may be handed out. */
  readonly written: boolean;
}
