import {parseCidr, printCidr} from '../../src/base/cidr.ts';
import type {Path} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import {
  addressIn,
  and,
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
import type {IpBlock, Open, Peer} from './schema.ts';
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
  return peers.map((peer, index) => ({value: peerMatch(peer), path: [...path, index]}));
}

/** A9.3 and A9.4. A `podSelector` alone stays in the policy's namespace; beside a `namespaceSelector` it does not. */
function peerMatch(peer: Open<Peer>): Match {
  if (peer instanceof UnknownValue) return unknownMatch(peer.reason);
  const {podSelector, namespaceSelector, ipBlock} = peer;
  if (ipBlock !== undefined) return blockMatch(ipBlock);
  return podsIn(
    namespaceSelector === undefined ? sameNamespace : selectorMatch(namespaceSelector, namespaceLabel),
    selectorMatch(podSelector, label),
  );
}

const pod = isKind('pod');

/** The pods that a selector matches in the namespaces that another one matches. */
export function podsIn(namespaces: Match, selected: Match): Match {
  // In the order in which they mostly stand.
  return and(selected, namespaces, pod);
}

/** `except` limits this peer alone; there is no deny. */
export function blockMatch(block: Open<IpBlock>): Match {
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
