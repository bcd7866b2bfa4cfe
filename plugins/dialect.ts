import type {JsonObject, Path} from '../src/base/json.ts';
import type {Version} from '../src/base/version.ts';
import type {Diagnostic} from '../src/diagnostics/diagnostic.ts';
import type {Origin} from '../src/diagnostics/origin.ts';
import type {ReadFlow} from '../src/ir/flow.ts';
import type {Policy} from '../src/ir/policy.ts';
import type {Profile} from '../src/ir/profile.ts';
import type {World, WorldPart} from '../src/ir/world.ts';
import type {Document} from '../src/sources/document.ts';

/** What a reader made of one document. */
export interface Read {
  readonly policies?: readonly Policy[];
  readonly world?: WorldPart;
  /** Documents that this one carries; they go round again. */
  readonly documents?: readonly Document[];
  /** What another dialect makes of the same object counts beside the rest. */
  readonly instead?: Instead;
  readonly diagnostics?: readonly Diagnostic[];
  /** Something of it is sensitive: reading it once more with its secrets `used` may decide more. */
  readonly hasSecrets?: boolean;
}

/** A document that wraps what another dialect knows how to read: the inner document, and what its reading means here. */
export interface Instead {
  readonly document: Document;
  readonly as: (read: Read) => Read;
}

/** The same object for all documents of one load. */
export interface ReadContext {
  /** The namespace of an object that names none: `-n`, else that of the context, else `default`. */
  readonly namespace: string;
  /** The version of the dialect's engine that the user stated with `--cni NAME@VERSION`; absent: the newest known. */
  readonly version?: Version;
  /** Which side of a plan counts; `after` where nothing is said (cli.md section 2). */
  readonly side?: Side;
  /** The provider configurations of Terraform that count, each perhaps a cluster of its own; all where none are named. */
  readonly providers?: readonly string[];
  /** Whether a plan that failed half way is read all the same. */
  readonly allowsErrored?: boolean;
  /** What becomes of sensitive values; `hidden` where nothing is said. */
  readonly secrets?: Secrets;
}

/** `hidden`: an unknown value stands for each. `used`: as they are, for verdicts alone and never to be shown. */
export type Secrets = 'hidden' | 'used';

/** What exists before a plan is applied, or after it. */
export type Side = 'before' | 'after';

/** An object as its API names it. */
export interface ObjectName {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** What a plan does to one resource, in the resource's own words. Holds names of attributes, never their values. */
export interface PlannedChange {
  readonly address: string;
  readonly previousAddress?: string;
  /** As the plan has them, in order: `["delete", "create"]` leaves a moment in which nothing is there. */
  readonly actions: readonly string[];
  /** The object exists already and is only taken over. */
  readonly importing?: true;
  readonly before: readonly ObjectName[];
  readonly after: readonly ObjectName[];
  /** The attributes that differ, such as `spec[0].ingress[1].from[0]`; of a new or deleted resource none. */
  readonly attributes: readonly string[];
  /** Those because of which it is replaced. */
  readonly replacedFor: readonly string[];
  /** Those that only the apply will tell. */
  readonly unknown: readonly string[];
  /** Those that are marked as sensitive: what they decide is not told. */
  readonly sensitive: readonly string[];
  readonly origin: Origin;
  /** The attribute behind a path of an object that it carries. */
  readonly attributeAt: (path: Path) => string;
}

/** What a document says will change. */
export interface Planned {
  readonly changes: readonly PlannedChange[];
  /** What the plan shows in other words than it means, and what happened beside it. */
  readonly findings: readonly Diagnostic[];
}

/** What a target cannot say: a code, the place in the source, and which way the result errs. */
export interface Loss {
  /** Kebab-case, such as `http-rule`. */
  readonly code: string;
  readonly origin: Origin;
  readonly effect: 'wider' | 'narrower' | 'none';
  readonly message: string;
  readonly suggestion?: string;
}

export interface WriteContext extends CarryOptions {
  /** Which way the user allows the result to err, where both forms exist. `any` takes the narrower. */
  readonly allow: 'equal' | 'wider' | 'narrower' | 'any';
  /** What exists, for snapshots; absent when only policies were given. */
  readonly world?: World;
}

export interface CarryOptions {
  /** Also write how each object that the cluster has already is adopted. */
  readonly imports?: boolean;
}

export interface WrittenObject {
  /** Keys in the order they are to be printed. */
  readonly object: JsonObject;
  /** The policies this object stands for. */
  readonly from: readonly Policy[];
}

export interface WriteResult {
  readonly objects: readonly WrittenObject[];
  readonly losses: readonly Loss[];
}

export type Write = (policies: readonly Policy[], context: WriteContext) => WriteResult;

/** Another kind of object in which a dialect can say the same, named by `convert --to` like a dialect. */
export interface Form {
  readonly write: Write;
  /** True for policies that are of this form already: a carrier keeps them so. */
  readonly holds: (policy: Policy) => boolean;
}

/** A dialect: a plain object, the default shape of `plugins/<name>/index.ts`. */
export interface Dialect {
  readonly name: string;
  /** Reads a document that it claims. Never throws for bad input. */
  readonly read: (document: Document, context: ReadContext) => Read | Promise<Read>;
  /** What its engine refuses only when all policies come together. Absent: nothing. */
  readonly conflicts?: (policies: readonly Policy[], world: World) => readonly Diagnostic[];
  /** What a document that it claims says will change; undefined for one that is no plan. */
  readonly planned?: (
    document: Document,
    context: Pick<ReadContext, 'providers' | 'allowsErrored'>,
  ) => Planned | undefined;
  /** Writes policies of any origin. Absent for a carrier. */
  readonly write?: Write;
  /** What this dialect can say of what exists: for the clusters of witnesses. */
  readonly writeWorld?: (world: World) => readonly JsonObject[];
  /** By the names that the table lists for this dialect. */
  readonly forms?: Readonly<Record<string, Form>>;
  /** A carrier: puts objects of other dialects into its own text. */
  readonly carry?: (
    objects: readonly JsonObject[],
    options?: CarryOptions,
  ) => {readonly text: string; readonly losses: readonly Loss[]};
  /** Reads what this dialect's tools recorded of connections. */
  readonly readFlow?: ReadFlow;
  /** The engines whose rules this dialect knows, by the names of `--cni`. */
  readonly profiles: Readonly<Record<string, Profile>>;
}
