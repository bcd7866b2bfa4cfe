import {labelsOf} from '../../src/ir/host-endpoints.ts';
import {
  type Atom,
  and,
  exists,
  hasNamespace,
  type IdentityKind,
  label,
  type Match,
  not,
  or,
  someIdentity,
  unknownMatch,
} from '../../src/ir/match.ts';
import {fieldOf, type Policy} from '../../src/ir/policy.ts';
import type {Step} from '../../src/ir/profile.ts';
import {hasAtom, mapAtoms, mapBoxes, mapPeers, mapRules} from '../../src/ir/rewrite.ts';
import {allPorts, numberedPorts, type TrafficBox} from '../../src/ir/traffic.ts';
import type {World} from '../../src/ir/world.ts';
import {everyInterfaceRole, hasRole} from './hosts/roles.ts';

/** A host endpoint for every interface ignores untracked policies (calico.md 8). */
export const untrackedNeedAnInterface: Step<Policy> = {
  name: 'untracked policies hold for named interfaces alone',
  rule: 'calico.md 8',
  everywhere: () => [],
  apply: (policy) =>
    policy.group.group === 'tier' && policy.group.list === 'untracked'
      ? {...policy, subject: and(policy.subject, not(hasRole(everyInterfaceRole)))}
      : policy,
};

/** Whose labels a selector of a rule reads: pods and everything that is a named set of addresses (calico.md 5.3). */
export const identities: readonly IdentityKind[] = ['pod', 'addressSet'];

/**
 * The engine converts a `namespaces` peer of a ClusterNetworkPolicy without the condition that makes it pods alone, so
 * that sets count too, and negative expressions also find what has no namespace (calico.md 9.2, C44).
 */
export const namespacePeersWiden: Step<Policy> = {
  name: 'namespaces peers are not pods alone',
  rule: 'calico.md C44',
  everywhere: () => [],
  apply: (policy) =>
    policy.group.group === 'admin'
      ? mapRules(policy, (rule) =>
          mapPeers(rule, (peer, path) => (fieldOf(path) === 'namespaces' ? widened(peer) : peer)),
        )
      : policy,
};

function widened(peer: Match): Match {
  const parts = (peer.is === 'and' ? peer.of : [peer]).filter((part) => part.is !== 'kind');
  return someIdentity(identities, parts.length === 0 ? hasNamespace : and(...parts));
}

/**
 * Labels of sets are not stripped, so that one called `pcns.KEY` answers for a namespace label (calico.md C68). On pods
 * no such label is left when this is asked.
 */
export const setsImitateNamespaces: Step<Policy> = {
  name: 'network sets and host endpoints can imitate labels of namespaces',
  rule: 'calico.md 4, C68',
  everywhere: (policy, given) => {
    if (!namesNamespaceLabels(policy)) return [];
    return imitatedKeys(given).size > 0 ? undefined : ['no network set imitates labels of namespaces'];
  },
  apply: (policy, _settings, world) => {
    const keys = imitatedKeys(world);
    if (keys.size === 0) return policy;
    const change = (match: Match): Match => withImitations(match, keys);
    return mapRules({...policy, subject: change(policy.subject)}, (rule) => {
      const {self, ...rest} = mapPeers(rule, change);
      return {...rest, ...(self && {self: change(self)})};
    });
  },
};

function namesNamespaceLabels({subject, ingress, egress}: Policy): boolean {
  const rules = [...(ingress?.rules ?? []), ...(egress?.rules ?? [])];
  return [subject, ...rules.flatMap(({peer, self}) => [peer, ...(self ? [self] : [])])].some((match) =>
    hasAtom(match, ({is}) => is === 'namespaceLabel' || is === 'serviceAccountLabel'),
  );
}

/** Host endpoints are among the sets where they have addresses, and may be governed without. */
function imitatedKeys({addressSets, hostEndpoints, endpointProfiles}: World): ReadonlySet<string> {
  const hosts = hostEndpoints.map((each) => labelsOf(each, endpointProfiles));
  const keys = [...addressSets.map(({labels}) => labels), ...hosts].flatMap((labels) => Object.keys(labels));
  return new Set(keys.filter((key) => key.startsWith('pcns.') || key.startsWith('pcsa.')));
}

function withImitations(match: Match, keys: ReadonlySet<string>): Match {
  return mapAtoms(match, (atom) => {
    if (atom.is !== 'namespaceLabel' && atom.is !== 'serviceAccountLabel') return atom;
    const imitated = `${atom.is === 'namespaceLabel' ? 'pcns.' : 'pcsa.'}${atom.key}`;
    // Its own label hides the one that it inherits.
    return keys.has(imitated) ? or(and(atom, not(label(imitated, exists))), label(imitated, atom.value)) : atom;
  });
}

/**
 * A service of which neither the object nor its backends could be listed may lead anywhere, to any port: whether a rule on
 * it matches is not known. Only one that is known to be absent matches nothing (calico.md 6.5).
 */
export const hiddenServicesAreOpen: Step<Policy> = {
  name: 'services that could not be listed are not known',
  rule: 'cli.md 2',
  everywhere: () => [],
  apply: (policy, _settings, world) => {
    if (!world.missingKinds.some((kind) => /^(services|endpointslices)\b/.test(kind))) return policy;
    return mapRules(policy, (rule) => {
      if (!hasAtom(rule.peer, (atom) => isOpenService(atom, world))) return rule;
      const change = (match: Match): Match =>
        mapAtoms(match, (atom) =>
          atom.is === 'backendOf' && isOpenService(atom, world)
            ? unknownMatch(`backends of service ${atom.service.namespace}/${atom.service.name}`)
            : atom,
        );
      return mapBoxes(mapPeers(rule, change), openPorts);
    });
  },
};

function isOpenService(atom: Atom, {services, backends}: World): boolean {
  if (atom.is !== 'backendOf') return false;
  const {name, namespace} = atom.service;
  if (backends.some((each) => each.service === name && each.namespace === namespace)) return false;
  const known = services.find((each) => each.name === name && each.namespace === namespace);
  return Object.keys(known?.selector ?? {}).length === 0;
}

function openPorts(box: TrafficBox): TrafficBox {
  if (!box.ports || box.ports.services.length === 0) return box;
  return {...box, ports: numberedPorts(allPorts)};
}
