import type {Profile} from './profile.ts';

/**
 * The engine with what its dataplane does beside the policies, as rules before all others: what two engines do to the
 * same traffic is compared so (design.md section 7), while verdicts tell of it in a caveat.
 */
export function inPractice(profile: Profile): Profile {
  const {dataplane = [], ...rest} = profile;
  return dataplane.length === 0 ? profile : {...rest, builtIn: [...dataplane, ...profile.builtIn]};
}
