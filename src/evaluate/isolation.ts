import type {Endpoint, World} from '../ir/world.ts';
import {narrowedTo, policyIndex} from './classes/policy-index.ts';
import {connectionEnd} from './end.ts';
import {noAssumptions} from './facts.ts';
import {evaluateMatch, type Reading} from './match.ts';
import type {JudgedWorld} from './matrix-parts.ts';
import {endpointsAsSeen, prepare} from './prepared.ts';

/** A subject never depends on the peer, so the endpoint stands for both ends while it is matched. */
export function subjectReading(endpoint: Endpoint, world: World): Reading {
  const end = connectionEnd(endpoint, 4, world);
  return {end, other: end, world, assumptions: noAssumptions};
}

/** Whether some policy isolates the endpoint in a direction; unknown where one may. */
export type IsIsolated = (endpoint: Endpoint, which: 'ingress' | 'egress') => boolean | 'unknown';

/** Who is isolated in a world, by its policies of all stages together. */
export function isolationIn({profile, world, policies}: JudgedWorld): IsIsolated {
  const prepared = prepare(profile, world, policies);
  const index = policyIndex(prepared);
  const seen = endpointsAsSeen(prepared);
  return (given, which) => {
    const endpoint = seen(given);
    const reading = subjectReading(endpoint, prepared.world);
    const found = narrowedTo(prepared, index, [endpoint]).stages.flatMap(({policies: placed}) =>
      placed
        .filter(({policy}) => policy[which]?.isolates && !policy[which].dormant)
        .map(({policy}) => evaluateMatch(policy.subject, reading)),
    );
    if (found.includes(true)) return true;
    return found.every((truth) => truth === false) ? false : 'unknown';
  };
}
