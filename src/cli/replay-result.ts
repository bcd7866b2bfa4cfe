import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Replayed} from '../evaluate/replayed.ts';
import type {Migration} from '../migrate/migration.ts';
import {withProgress} from './progress.ts';
import type {Session} from './session.ts';

/** What recorded flows say of the result of a migration. */
export interface ReplayedResult {
  /** Absent: the file could not be read at all. */
  readonly replayed?: Replayed;
  readonly problems: readonly Diagnostic[];
}

/** Asks again for the recorded flows of a file in the cluster as it is after the move (migration.md section 8). */
export async function replayResult(session: Session, {verification}: Migration, file: string): Promise<ReplayedResult> {
  if (!verification) return {problems: [diagnostic('world-missing', undefined)]};
  const {profile, world, policies} = verification.result;
  const loaded = {...session.input.loaded, world, applied: policies};
  const {askReplay} = await import('./ask-replay.ts');
  const asked = await withProgress('replaying', () =>
    askReplay({...session, profiles: [profile], input: {...session.input, loaded}}, file),
  );
  return 'error' in asked ? {problems: [asked.error]} : asked;
}
