import type {Policy} from '../ir/policy.ts';
import type {World} from '../ir/world.ts';
import type {CompanionName} from './companion-names.ts';
import type {Isolation} from './isolation.ts';

/** Where companions are placed. */
export interface Place {
  readonly isolation: Isolation;
  readonly world: World;
  readonly byIdentity: boolean;
  /** False where the engine stays what it is. */
  readonly moves: boolean;
}

/** A companion in this move. */
export interface PlacedCompanion {
  readonly name: CompanionName;
  readonly explains: string;
  /** `asked`: written; `offered`: something closes the direction, so that it may be needed; `idle`: nothing does. */
  readonly state: 'asked' | 'offered' | 'idle';
  /** What is written; none unless asked for. */
  readonly policies: readonly Policy[];
}
