import {hostCidr, parseAddress, parseCidr, printCidr} from '../../src/base/cidr.ts';
import {addressIn, and, anything, type Match, not, or} from '../../src/ir/match.ts';
import {type Item, invalid, list, text} from './fields.ts';
import {refuseMore, refuseRepeats} from './schema-rules.ts';

/** The nets of a rule: blocks with host bits zero; a bare address is refused (calico.md 3.4 rule 4). */
export function readRuleNets(item: Item): readonly string[] | undefined {
  const items = list(item);
  refuseMore(item, 256, 'nets');
  refuseRepeats(items ?? []);
  return items?.flatMap((each) => readRuleNet(each) ?? []);
}

function readRuleNet(item: Item): string | undefined {
  const written = text(item);
  if (written === undefined) return undefined;
  const parsed = parseCidr(written);
  if (!parsed || parsed.strict.includes('leading-zeros')) {
    const bare = parseAddress(written);
    invalid(
      item,
      bare
        ? `a rule needs a block, write ${JSON.stringify(printCidr(hostCidr(bare)))}`
        : 'it is no IP block such as 10.0.0.0/8',
      'engine',
    );
    return undefined;
  }
  if (parsed.strict.includes('host-bits')) {
    invalid(item, `bits are set beyond the prefix, write ${JSON.stringify(printCidr(parsed.cidr))}`, 'engine');
    return undefined;
  }
  return printCidr(parsed.cidr);
}

/** The nets of a network set: blocks or bare addresses, host bits masked (calico.md 3.3). */
export function readSetNets(item: Item): readonly string[] | undefined {
  const items = list(item);
  refuseRepeats(items ?? []);
  return items?.flatMap((each) => {
    const written = text(each);
    if (written === undefined) return [];
    const address = parseAddress(written);
    const cidr = address ? hostCidr(address) : parseCidr(written)?.cidr;
    if (cidr) return [printCidr(cidr)];
    invalid(each, 'it is no IP address or block', 'engine');
    return [];
  });
}

/** The families that occur in a list; a list without entries constrains none (calico.md 6.1). */
export function familiesOf(nets: readonly string[]): ReadonlySet<4 | 6> {
  return new Set(nets.map((net) => (net.includes(':') ? 6 : 4)));
}

/** True for a block that holds every address of its family. */
export function isEverything(net: string): boolean {
  return net.endsWith('/0');
}

/** Inside one of the nets and outside all of the others (calico.md 6.2). */
export function netsMatch(nets: readonly string[], notNets: readonly string[]): Match {
  const inside = nets.length === 0 ? anything : or(...nets.map(addressIn));
  return and(inside, ...notNets.map((net) => not(addressIn(net))));
}
