import type {JudgedWorld} from '../evaluate/matrix-parts.ts';
import type {Profile} from '../ir/profile.ts';
import type {Loaded} from '../load/loaded.ts';

/** What was loaded as one engine judges it. */
export function judgedWorld({world, applied, clear}: Loaded, profile: Profile): JudgedWorld {
  return {profile, world, policies: applied, ...(clear && {clear: {world: clear.world, policies: clear.applied}})};
}
