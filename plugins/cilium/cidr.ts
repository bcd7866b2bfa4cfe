import {hostCidr, parseAddress, parseCidr, printCidr} from '../../src/base/cidr.ts';
import {
  addressIn,
  and,
  anything,
  exists,
  isKind,
  label,
  type Match,
  not,
  oneOf,
  someIdentity,
} from '../../src/ir/match.ts';
import type {CidrItem, Selector} from './schema.ts';
import {isNegative, requirements} from './selector.ts';

/** Every CIDR group carries its own name as a label, so that a reference by name is a selector like any other. */
export function groupNameKey(name: string): string {
  return `io.cilium.policy.cidrgroupname/${name}`;
}

/** The canonical block of a CIDR or a bare address; undefined where Go's parser refuses it, as for leading zeros. */
export function canonicalCidr(text: string): string | undefined {
  const address = text.includes('/') ? undefined : parseAddress(text);
  const parsed = parseCidr(text) ?? (address && parseCidr(printCidr(hostCidr(address))));
  if (!parsed || parsed.strict.includes('leading-zeros') || hasLeadingZeros(text)) return undefined;
  return printCidr(parsed.cidr);
}

function hasLeadingZeros(text: string): boolean {
  return text.includes('.') && /(^|[.:])0[0-9]/.test(text.split('/', 1)[0] ?? '');
}

/** CIDR rules never match pods or nodes by their address, whatever the prefix (cilium.md 6.3). */
export function addressOutside(cidr: string): Match {
  return and(isKind('external'), addressIn(cidr));
}

/**
 * One item of `fromCIDRSet` or `toCIDRSet`. `except` is local to its item. An empty group selector alone matches every
 * peer, pods and nodes too; with an `except` every outside address that is not excepted (cilium.md 3, last row).
 */
export function cidrItemMatch(item: CidrItem): Match {
  const excepted = (item.except ?? []).flatMap((text) => canonicalCidr(text) ?? []);
  const holes = excepted.map((cidr) => not(addressIn(cidr)));
  if (item.cidr !== undefined && item.cidr !== '') {
    return and(addressOutside(canonicalCidr(item.cidr) ?? item.cidr), ...holes);
  }
  if (item.cidrGroupRef !== undefined && item.cidrGroupRef !== '') {
    return and(isKind('external'), inSet(label(groupNameKey(item.cidrGroupRef), exists)), ...holes);
  }
  const groups = groupMatches(item.cidrGroupSelector ?? {});
  if (groups.length === 0 && holes.length === 0) return anything;
  return and(isKind('external'), ...groups, ...holes);
}

/** Each condition is tested on the labels of all groups of the address together: one `some` a condition. */
function groupMatches(selector: Selector): readonly Match[] {
  return requirements(selector).map((requirement) => {
    const {key, operator, values} = requirement;
    const positive = inSet(label(key, operator === 'Exists' || operator === 'DoesNotExist' ? exists : oneOf(values)));
    return isNegative(requirement) ? not(positive) : positive;
  });
}

function inSet(match: Match): Match {
  return someIdentity(['addressSet'], match);
}
