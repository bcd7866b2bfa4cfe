import {SCTP, TCP, UDP} from '../../src/base/protocols.ts';
import {and, isKind, label, oneOf} from '../../src/ir/match.ts';
import {rule as buildRule, fieldOf, type Policy, type Rule} from '../../src/ir/policy.ts';
import type {Step} from '../../src/ir/profile.ts';
import {splitRules} from '../../src/ir/rewrite.ts';
import {ports, protocolPorts, traffic} from '../../src/ir/traffic.ts';

const servers = and(isKind('pod'), label('k8s-app', oneOf(['kube-dns'])));
const named = ports({names: [{name: 'dns'}, {name: 'dns-tcp'}]});
const queries = traffic([TCP, UDP, SCTP].map((protocol) => protocolPorts(protocol, named)));

/** A rule of ClusterNetworkPolicy that accepts domain names lets their lookups through as well, at pods of kube-dns. */
export const lookupsOfNames: Step<Policy> = {
  name: 'domain names bring the lookup at kube-dns',
  rule: 'cilium.md 12',
  everywhere: () => [],
  apply: (policy) =>
    policy.id.kind === 'ClusterNetworkPolicy' ? splitRules(policy, (each) => [...lookups(each), each]) : policy,
};

function lookups({action, peers, path, index}: Rule): readonly Rule[] {
  if (action !== 'allow') return [];
  const names = peers.filter((peer) => fieldOf(peer.path) === 'domainNames');
  return names.map((at) =>
    buildRule({
      action,
      peers: [{value: servers, path: at.path}],
      ports: [{value: queries, path: at.path}],
      path,
      index,
    }),
  );
}
