import type {Policy} from '../ir/policy.ts';
import type {World} from '../ir/world.ts';
import {withWritten} from '../ir/written-world.ts';
import type {Loaded} from '../load/loaded.ts';
import {type Certificate, type CertificateResult, shownWays} from '../prove/certificate.ts';
import {compareEverywhere} from '../prove/everywhere/compare-everywhere.ts';
import {SAME_POLICIES, samePolicies} from '../prove/same-policies.ts';
import {compareInWorld} from '../prove/this-world.ts';
import type {Engines} from './engines.ts';

/**
 * Compares the policies with what was read back, each side as its engine reads it: the same policies under the same
 * engine are equal in every cluster, else all possible clusters are compared. Only where those are not equal the workloads
 * that are given are compared too: equal, they count alone, and what differs between them differs in some cluster (cli.md
 * section 3). Two engines of one input have no single answer.
 */
export function certify(
  loaded: Loaded,
  policies: readonly Policy[],
  back: Pick<Loaded, 'applied' | 'world'>,
  {source, target, unchanged}: Engines,
): Certificate {
  const [profile, ...others] = source;
  const names = source.map(({name}) => name).join(', ');
  const frame = {scope: 'all-worlds', source: {cni: names}, target: {cni: unchanged ? names : target.name}} as const;
  const unproved = (reason: string): Certificate => ({
    ...frame,
    result: 'unproved',
    assumptions: [`not proved: ${reason}`],
    witness: null,
  });
  if (loaded.diagnostics.some(({severity}) => severity === 'error')) {
    return unproved('some of the input could not be read, so nothing can be said of the whole');
  }
  if (unchanged && samePolicies(policies, back.applied) && sameSets(loaded.world, back.world)) {
    return {...frame, result: 'equal', assumptions: [SAME_POLICIES], witness: null};
  }
  if (!profile || others.length > 0) {
    return unproved(
      `the policies are judged by several engines (${names}); convert those of one at a time with --from`,
    );
  }
  const [ours, theirs] = [
    {profile, policies, world: loaded.world},
    {profile: target, policies: back.applied, world: withWritten(loaded.world, back.world)},
  ] as const;
  const everywhere = compareEverywhere(ours, theirs);
  if (everywhere.result === 'equal') return everywhere;
  if (!loaded.hasWorld) return everywhere.result === 'unproved' ? withAdvice(everywhere) : everywhere;
  return withWorld(everywhere, compareInWorld(ours, theirs));
}

/** What one world shows is true of all of them together, but for `equal`, which is of that world alone. */
function withWorld(everywhere: Certificate, here: Certificate): Certificate {
  if (here.result === 'unproved') return everywhere;
  if (here.result === 'equal') {
    const isOpen = everywhere.result === 'unproved';
    const rest = isOpen ? reasonOf(everywhere) : 'they differ in other clusters';
    return {...here, assumptions: [...here.assumptions, rest]};
  }
  // What differs between real workloads tells more than what differs in a cluster made for it.
  return {...everywhere, result: joined(everywhere, here), ...shownBy([here, everywhere])};
}

function joined(everywhere: Certificate, here: Certificate): CertificateResult {
  const shown = new Set([everywhere, here].flatMap(shownWays));
  if (shown.size > 1) return 'different';
  return everywhere.result === 'unproved' ? 'not-equal' : everywhere.result;
}

/** The first witness, and the first that errs the other way. */
function shownBy(certificates: readonly Certificate[]): Pick<Certificate, 'witness' | 'opposite'> {
  const all = certificates.flatMap(({witness, opposite}) => [witness ?? [], opposite ?? []].flat());
  const [witness = null] = all;
  const opposite = all.find(({source}) => source !== witness?.source);
  return {witness, ...(opposite && {opposite})};
}

const NOT_PROVED = /^(not proved|open): /;

function withAdvice(certificate: Certificate): Certificate {
  const [reason, ...others] = certificate.assumptions;
  return {...certificate, assumptions: [`${reason}; give workloads with -f to compare on them`, ...others]};
}

function reasonOf({assumptions}: Certificate): string {
  const reasons = assumptions.filter((each) => NOT_PROVED.test(each)).map((each) => each.replace(NOT_PROVED, ''));
  return `not proved for other clusters: ${reasons.join('; ')}`;
}

/** Sets and tiers that were not written along would be missing beside the same policies. */
function sameSets(world: World, written: World): boolean {
  const print = ({addressSets, tiers}: World): string => JSON.stringify([addressSets, tiers]);
  return world.addressSets.length + world.tiers.length === 0 || print(world) === print(written);
}
