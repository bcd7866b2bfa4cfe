import {and, anything, type Match} from '../../src/ir/match.ts';
import {fieldOf, type Policy, writtenAt} from '../../src/ir/policy.ts';
import type {Step} from '../../src/ir/profile.ts';
import {hasAtom, mapPeers, mapRules} from '../../src/ir/rewrite.ts';
import {decode} from './decode.ts';
import {unscopedPeer} from './endpoints.ts';
import {samePath} from './same-path.ts';
import {selector} from './schema.ts';

/** Where the local cluster is not added to selectors, one that only excludes namespaces finds nodes and the world. */
export const withoutLocalCluster: Step<Policy> = {
  name: 'selectors are not kept to the local cluster',
  rule: 'cilium.md 5.4, policy-default-local-cluster',
  everywhere: () => [],
  apply: (policy, settings) => {
    if (settings['policy-default-local-cluster'] !== 'false' || policy.group.group !== 'cilium') return policy;
    // A cluster-wide policy keeps selectors by the labels of namespaces to pods, whatever the cluster.
    const byLabels = policy.id.namespace !== undefined;
    return mapRules(policy, (rule) =>
      mapPeers(rule, (peer, path) => asWritten(policy, path) ?? freeOfPods(peer, byLabels)),
    );
  },
};

/** A selector that the policy keeps in its own words, read without the local cluster. */
function asWritten(policy: Policy, path: readonly (string | number)[]): Match | undefined {
  const at = writtenAt(policy, {path}).path;
  const kept = policy.remainder.find(({field, origin}) => field === path.at(-2) && samePath(origin.path, at));
  const written = kept && /^(from|to)Endpoints$/.test(kept.field) ? decode(selector, kept.value, []).value : undefined;
  return written && unscopedPeer(written);
}

/** Pods by exclusions alone, a namespace among them: the shape of a selector that got no scope but the cluster. */
function freeOfPods(peer: Match, byLabels: boolean): Match {
  if (peer.is !== 'and') return peer;
  const [pods, rest] = [peer.of.filter((part) => part.is === 'kind'), peer.of.filter((part) => part.is !== 'kind')];
  const excludes = pods.length === 1 && rest.every((part) => part.is === 'not');
  const byNamespace = rest.some((part) =>
    hasAtom(part, ({is}) => is === 'namespace' || (byLabels && is === 'namespaceLabel')),
  );
  return excludes && byNamespace ? and(...rest) : peer;
}

/**
 * A selector without anything positive also selects the identities that stand for whole groups of peers. Peers of
 * ClusterNetworkPolicy by `namespaces` are such selectors too: nothing keeps them to pods.
 */
export const negativeSelectorsMatchAll: Step<Policy> = {
  name: 'selectors that only exclude match every peer',
  rule: 'cilium.md 5.4, last remark, and 12',
  everywhere: () => [],
  apply: (policy) =>
    policy.group.group === 'networkpolicy'
      ? policy
      : mapRules(policy, (rule) =>
          mapPeers(rule, (peer, path) => {
            const byNamespaces = policy.group.group === 'admin' && fieldOf(path) === 'namespaces';
            return onlyExcludes(byNamespaces ? freeOfPods(peer, true) : peer) ? anything : peer;
          }),
        ),
};

function onlyExcludes(peer: Match): boolean {
  return peer.is === 'not' || (peer.is === 'and' && peer.of.every((part) => part.is === 'not'));
}
