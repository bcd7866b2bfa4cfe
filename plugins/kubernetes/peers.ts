import {byIdentity} from '../../src/base/by-identity.ts';
import {parseCidr, printCidr} from '../../src/base/cidr.ts';
import type {Path} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {
  addressIn,
  and,
  anything,
  isKind,
  label,
  type Match,
  namespaceLabel,
  not,
  nothing,
  sameNamespace,
  unknownMatch,
} from '../../src/ir/match.ts';
import type {Written} from '../../src/ir/policy.ts';
import type {IpBlock, LabelSelector, Open, Peer} from './schema.ts';
import {selectorMatch} from './selectors.ts';

/**
 * The peers of a rule as alternatives. Undefined: the list is missing or empty, which means anyone, outside addresses
 * included (kubernetes.md A5).
 */
export function peerAlternatives(
  peers: Open<readonly Open<Peer>[]> | undefined,
  path: Path,
): readonly Written<Match>[] | undefined {
  if (peers instanceof UnknownValue) return [{value: unknownMatch(peers.reason), path}];
  if (peers === undefined || peers.length === 0) return undefined;
  return peers.map((peer, index) => ({value: peerMatch(peer), path: path.concat(index)}));
}

/** A9.3 and A9.4. A `podSelector` alone stays in the policy's namespace; beside a `namespaceSelector` it does not. */
function peerMatch(peer: Open<Peer>): Match {
  if (peer instanceof UnknownValue) return unknownMatch(peer.reason);
  const {podSelector, namespaceSelector, ipBlock} = peer;
  if (ipBlock !== undefined) return blockMatch(ipBlock);
  const namespace = namespaceSelector === undefined ? sameNamespace : namespacesMatch(namespaceSelector);
  return podsIn(namespace)(podSelector === undefined ? anything : podsMatch(podSelector));
}

const pod = isKind('pod');
const podsMatch = byIdentity((selector: Open<LabelSelector>) => selectorMatch(selector, label));
const namespacesMatch = byIdentity((selector: Open<LabelSelector>) => selectorMatch(selector, namespaceLabel));

/** Rules of many policies have such peers in common: they are one object as far as their selectors are. */
const podsIn = byIdentity((namespace: Match) => byIdentity((selector: Match): Match => and(pod, namespace, selector)));

/** `except` limits this peer alone; there is no deny. */
function blockMatch(block: Open<IpBlock>): Match {
  if (block instanceof UnknownValue) return unknownMatch(block.reason);
  const {cidr, except = []} = block;
  const excepts =
    except instanceof UnknownValue ? [unknownMatch(except.reason)] : except.map((each) => addressMatch(each));
  return and(addressMatch(cidr), ...excepts.map(not));
}

function addressMatch(text: Open<string> | undefined): Match {
  if (text instanceof UnknownValue) return unknownMatch(text.reason);
  const parsed = parseCidr(text ?? '');
  return parsed ? addressIn(printCidr(parsed.cidr)) : nothing;
}
