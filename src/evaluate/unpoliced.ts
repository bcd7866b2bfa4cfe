import type {Unpoliced} from '../ir/profile.ts';
import type {World} from '../ir/world.ts';
import type {End} from './end.ts';
import {noAssumptions} from './facts.ts';
import {evaluateMatch} from './match.ts';
import type {Prepared} from './prepared.ts';

/**
 * Why this end of a connection is under no policy: undefined where policies hold. `kind`: its kind is never a subject of
 * the engine; else one of the things that the engine does not look at (`Profile.unpoliced`).
 */
export function unpoliced({profile, world}: Prepared, subject: End, peer: End): 'kind' | Unpoliced | undefined {
  if (!profile.subjects.includes(subject.endpoint.kind)) return 'kind';
  return profile.unpoliced?.find(
    (each) => holds(each.subject, subject, peer, world) && holds(each.peer, peer, subject, world),
  );
}

/** Whether this endpoint is under no policy whoever the peer is. */
export function neverPoliced({profile, world}: Prepared, subject: End): boolean {
  if (!profile.subjects.includes(subject.endpoint.kind)) return true;
  return (profile.unpoliced ?? []).some(
    (each) => each.peer.is === 'true' && holds(each.subject, subject, subject, world),
  );
}

function holds(match: Unpoliced['subject'], end: End, other: End, world: World): boolean {
  return evaluateMatch(match, {end, other, world, assumptions: noAssumptions}) === true;
}
