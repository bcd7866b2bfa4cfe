import type {Loss} from '../../plugins/dialect.ts';
import type {JsonObject} from '../base/json.ts';
import type {Allow} from '../convert/conversion.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {Loaded} from '../load/loaded.ts';
import type {CompanionName} from './companion-names.ts';
import type {Corrections} from './correct-labels.ts';
import type {Isolation} from './isolation.ts';
import type {PlacedCompanion} from './placed-companion.ts';
import type {Verification} from './verify.ts';

export const origins = ['rancher', 'canal'] as const;
export const targets = ['calico', 'cilium', 'kubernetes', 'terraform'] as const;
export type MigrationOrigin = (typeof origins)[number];
export type MigrationTarget = (typeof targets)[number];

export interface MigrateRequest {
  readonly loaded: Loaded;
  readonly from: MigrationOrigin;
  /** Absent: only report what is there. */
  readonly to?: MigrationTarget;
  /** The engine before the move; `auto`: the agent that runs, else Canal. */
  readonly cni: string;
  readonly allow: Allow;
  readonly companions: readonly CompanionName[];
  /** False: what lets nodes in is left out. */
  readonly withNodes: boolean;
}

/** One file of the result. */
export interface MigrationFile {
  /** Files of a lower stage are applied first; its number stands in front of the name, so that new files move no others. */
  readonly stage: number;
  /** Without the number in front. */
  readonly words: readonly string[];
  readonly content: {readonly object: JsonObject} | {readonly hcl: string};
}

export interface MigrationStep {
  readonly title: string;
  /** Files of the result that it uses. */
  readonly files: readonly string[];
  readonly commands: readonly string[];
  /** What must hold before the next step. */
  readonly check: string;
  /** How to go back. */
  readonly undo: string;
  readonly notes: readonly string[];
}

/** What was found, what is to be done, and what it changes. */
export interface Migration {
  readonly from: MigrationOrigin;
  readonly to?: MigrationTarget;
  /** The engines before and after. */
  readonly before: string;
  readonly after: string;
  /** Every engine whose agent runs, the one that counts first. */
  readonly running: readonly string[];
  readonly isolation: Isolation;
  /** Policies of the user that look for labels of namespaces on pods. */
  readonly corrections: Corrections;
  /** Those that select every pod, and so take in the System project. */
  readonly everyone: Corrections;
  readonly companions: readonly PlacedCompanion[];
  readonly findings: readonly Diagnostic[];
  /** What a second run has to be asked with beside the target, to write the same. */
  readonly flags: readonly string[];
  readonly files: readonly MigrationFile[];
  /** The corrected policies, offered beside the result and no part of it. */
  readonly offered: readonly JsonObject[];
  readonly losses: readonly Loss[];
  /** Absent: no workloads to compare on. */
  readonly verification?: Verification;
  /** `reported`: no target was named; `nothing`: there is nothing to move; `refused`: the result errs in a way that was not allowed. */
  readonly outcome: 'reported' | 'nothing' | 'refused' | 'written';
}
