import {parseAddressStrictly, parseCidr, printAddress} from '../base/cidr.ts';
import {compareText} from '../base/order.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Policy} from '../ir/policy.ts';
import type {Endpoint, World} from '../ir/world.ts';
import {mentionedCidrs} from './outside.ts';

/** What is asked, as far as it matters here. */
export interface AskedAbout {
  /** The words of the question, some of which may be addresses. */
  readonly words?: readonly string[];
  /** Only what concerns these; absent: everybody. */
  readonly endpoints?: readonly Endpoint[];
  /** The blocks that the policies speak of, where somebody has looked for them already. */
  readonly cidrs?: ReadonlySet<string>;
}

/** More names than this are counted. */
const MOST_NAMES = 3;

/**
 * What is odd about the addresses of the pods, where an answer may hang on it: `address-shared` (two pods have one, and
 * neither is in the network of its node) and `address-missing` (none is known, so that blocks of addresses cannot be
 * judged). Where no pod at all has an address, as in manifests, that is only a remark.
 */
export function addressFindings(
  world: World,
  policies: readonly Policy[],
  asked: AskedAbout = {},
): readonly Diagnostic[] {
  const pods = world.endpoints.filter(({kind, hostNetwork}) => kind === 'pod' && !hostNetwork);
  const spoken = speakOfAddresses(world, policies, asked.cidrs);
  const about = asked.endpoints && new Set(asked.endpoints.map(({name}) => name));
  const concerns = ({name}: Endpoint): boolean => about === undefined || about.has(name);
  return [
    ...sharedFinding(pods, concerns, spoken ? undefined : askedAddresses(asked.words ?? [])),
    ...(spoken ? missingFinding(pods, concerns) : []),
  ];
}

/** Does a policy, or a set that one may speak of, single out addresses? A whole family is everybody. */
function speakOfAddresses(
  {addressSets}: World,
  policies: readonly Policy[],
  known: ReadonlySet<string> | undefined,
): boolean {
  const sets = policies.length > 0 ? addressSets.flatMap(({cidrs}) => cidrs) : [];
  return [...(known ?? mentionedCidrs(policies)), ...sets].some((text) => (parseCidr(text)?.cidr.prefix ?? 0) > 0);
}

function askedAddresses(words: readonly string[]): ReadonlySet<string> {
  return new Set(words.flatMap((word) => parseAddressStrictly(word) ?? []).map(printAddress));
}

/** `only`: addresses that matter; undefined: all of them. */
function sharedFinding(
  pods: readonly Endpoint[],
  concerns: (endpoint: Endpoint) => boolean,
  only: ReadonlySet<string> | undefined,
): readonly Diagnostic[] {
  if (only?.size === 0) return [];
  const holders = new Map<string, Endpoint[]>();
  for (const pod of pods) {
    for (const address of new Set(pod.addresses)) {
      if (only && !only.has(address)) continue;
      const known = holders.get(address);
      if (known) known.push(pod);
      else holders.set(address, [pod]);
    }
  }
  const shared = [...holders].filter(([, each]) => each.length > 1 && each.some(concerns));
  const names = shared.map(
    ([address, each]) =>
      `${address} of ${each
        .map(({name}) => name)
        .slice(0, MOST_NAMES)
        .join(' and ')}`,
  );
  return finding('address-shared', names);
}

function missingFinding(pods: readonly Endpoint[], concerns: (endpoint: Endpoint) => boolean): readonly Diagnostic[] {
  const missing = pods.filter((pod) => pod.addresses.length === 0 && concerns(pod));
  const usual = pods.every(({addresses}) => addresses.length === 0);
  const real = missing.filter(({workload}) => !workload);
  return usual
    ? finding(
        'address-missing',
        missing.map(({name}) => name),
        'info',
      )
    : finding(
        'address-missing',
        real.map(({name}) => name),
      );
}

function finding(
  code: 'address-shared' | 'address-missing',
  names: readonly string[],
  severity?: 'info',
): readonly Diagnostic[] {
  if (names.length === 0) return [];
  const first = [...names].sort(compareText).slice(0, MOST_NAMES);
  const details = {arguments: {count: names.length, names: first}, ...(severity && {severity})};
  return [diagnostic(code, undefined, details)];
}
