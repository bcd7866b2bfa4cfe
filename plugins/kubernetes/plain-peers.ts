import {cidrCovers, parseCidr, printCidr} from '../../src/base/cidr.ts';
import {pairInterner} from '../../src/base/interner.ts';
import {isObject} from '../../src/base/json.ts';
import {label, type Match, namespaceLabel, sameNamespace} from '../../src/ir/match.ts';
import {blockMatch, podsIn} from './peers.ts';
import {everything, plainSelectors} from './plain-selectors.ts';
import {counter, hasOnly, type Known, knownByNumber, knownByText} from './plain-values.ts';

const here: Known<Match> = {id: -2, value: sameNamespace};

/**
 * The match of a peer that the API server takes without a word and of which nothing is unknown, each distinct one made
 * once. Undefined on any doubt.
 */
export function plainPeers(): (peer: unknown) => Known<Match> | undefined {
  const pods = plainSelectors(label);
  const namespaces = plainSelectors(namespaceLabel);
  const number = counter();
  const blocks = knownByText<Match>(number);
  const known = knownByNumber<Match>(number);
  const pairs = pairInterner();

  const block = (value: unknown): Known<Match> | undefined => {
    if (!isObject(value) || !hasOnly(value, ['cidr', 'except'])) return undefined;
    const {cidr, except = []} = value;
    if (typeof cidr !== 'string' || !Array.isArray(except) || !except.every(isText)) return undefined;
    const text = JSON.stringify([cidr, except]);
    const before = blocks.get(text);
    if (before) return before;
    const good = isCanonical(cidr) && except.every((each) => isCanonical(each) && isInside(cidr, each));
    return good ? blocks.add(text, blockMatch({cidr, except})) : undefined;
  };

  return (peer) => {
    if (!isObject(peer)) return undefined;
    const {podSelector, namespaceSelector, ipBlock} = peer;
    if (ipBlock !== undefined) return hasOnly(peer, ['ipBlock']) ? block(ipBlock) : undefined;
    if (podSelector === undefined && namespaceSelector === undefined) return undefined;
    if (!hasOnly(peer, ['podSelector', 'namespaceSelector'])) return undefined;
    const namespace = namespaceSelector === undefined ? here : namespaces(namespaceSelector);
    const selected = podSelector === undefined ? everything : pods(podSelector);
    if (!namespace || !selected) return undefined;
    const pair = pairs(namespace.id, selected.id);
    return known.get(pair) ?? known.add(pair, podsIn(namespace.value, selected.value));
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Written as every server likes it: nothing is to be said about it. */
function isCanonical(text: string): boolean {
  const parsed = parseCidr(text);
  return parsed !== undefined && parsed.strict.length === 0 && printCidr(parsed.cidr) === text;
}

/** V21, for two that are canonical. */
function isInside(cidr: string, except: string): boolean {
  const [outer, inner] = [parseCidr(cidr)?.cidr, parseCidr(except)?.cidr];
  return outer !== undefined && inner !== undefined && cidrCovers(outer, inner) && inner.prefix > outer.prefix;
}
