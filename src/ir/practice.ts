import type {Profile} from './profile.ts';

/**
 * The engine with what its dataplane does beside the policies, as rules before all others: what two engines do to the
 * same traffic is compared so (design.md section 7), while verdicts tell of it in a caveat. A rule of the same name is the
 * part of it that verdicts count, and says nothing more.
 */
export function inPractice(profile: Profile): Profile {
  const {dataplane = [], ...rest} = profile;
  if (dataplane.length === 0) return profile;
  const others = profile.builtIn.filter((rule) => !dataplane.some(({name}) => name === rule.name));
  return {...rest, builtIn: [...dataplane, ...others]};
}
