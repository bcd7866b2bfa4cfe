import {type Cidr, cidrContains, parseAddress, parseCidr} from '../base/cidr.ts';
import type {Match} from '../ir/match.ts';
import type {Policy, Rule} from '../ir/policy.ts';
import type {Endpoint, World} from '../ir/world.ts';
import {endpointsAt} from './lookup.ts';

/** An outside party with these addresses (canonical text), or known only by a domain name. */
export function outside(
  name: string,
  parts: {readonly addresses?: readonly string[]; readonly domain?: string},
): Endpoint {
  return {
    name,
    kind: 'external',
    labels: {},
    openLabels: [],
    addresses: parts.addresses ?? [],
    hostNetwork: false,
    ports: [],
    roles: [],
    ...(parts.domain !== undefined && {domain: parts.domain}),
  };
}

/**
 * `external`: an outside address that no policy singles out (cli.md section 2), one of each family, from the ranges
 * kept for documentation where they are free.
 */
export function anyOutside(policies: readonly Policy[], world: World): Endpoint {
  const texts = [...mentionedCidrs(policies), ...world.addressSets.flatMap(({cidrs}) => cidrs)];
  const blocks = texts.flatMap((text) => parseCidr(text)?.cidr ?? []).filter(({prefix}) => prefix > 0);
  return strangerTo(blocks, (address) => endpointsAt(world, address).length > 0);
}

/** An outside party in none of the blocks, with one address of each family that nobody has. */
export function strangerTo(blocks: readonly Cidr[], taken: (address: string) => boolean): Endpoint {
  const free = (candidates: Iterable<string>): string | undefined => {
    for (const text of candidates) {
      const address = parseAddress(text);
      if (address && !taken(text) && !blocks.some((block) => cidrContains(block, address))) return text;
    }
    return undefined;
  };
  const addresses = [free(ipv4Candidates()), free(ipv6Candidates())].filter((text) => text !== undefined);
  return outside('external', {addresses});
}

function* ipv4Candidates(): Generator<string> {
  for (const net of ['203.0.113', '198.51.100', '192.0.2'])
    for (let host = 1; host < 255; host++) yield `${net}.${host}`;
  for (let first = 1; first < 224; first++)
    for (let second = 0; second < 256; second += 5) yield `${first}.${second}.77.1`;
}

function* ipv6Candidates(): Generator<string> {
  for (let host = 1; host < 1000; host++) yield `2001:db8::${host.toString(16)}`;
  for (let net = 0x2000; net < 0x3fff; net += 7) yield `${net.toString(16)}::1`;
}

/** Every CIDR that a subject or a rule of the policies tests, in canonical text, without repeats. */
export function mentionedCidrs(policies: readonly Policy[]): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (match: Match): void => {
    if (match.is === 'address') found.add(match.cidr);
    else if (match.is === 'and' || match.is === 'or') for (const part of match.of) visit(part);
    else if (match.is === 'not' || match.is === 'some') visit(match.of);
  };
  const visitRules = (rules: readonly Rule[]): void => {
    for (const {peer, self} of rules) {
      visit(peer);
      if (self) visit(self);
    }
  };
  for (const {subject, ingress, egress} of policies) {
    visit(subject);
    if (ingress) visitRules(ingress.rules);
    if (egress) visitRules(egress.rules);
  }
  return found;
}
