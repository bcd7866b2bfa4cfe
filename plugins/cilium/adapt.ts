import {hostCidr, parseAddress, printCidr} from '../../src/base/cidr.ts';
import {remember} from '../../src/base/remember.ts';
import {apiServerBackends} from '../../src/ir/api-server.ts';
import {
  type Atom,
  addressIn,
  and,
  anything,
  isKind,
  type Match,
  not,
  nothing,
  or,
  unknownMatch,
} from '../../src/ir/match.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {Step} from '../../src/ir/profile.ts';
import {hasAtom, mapAtoms, mapBoxes, mapPeers, mapRules} from '../../src/ir/rewrite.ts';
import {ports} from '../../src/ir/traffic.ts';
import type {World} from '../../src/ir/world.ts';
import {KUBE_APISERVER_ROLE, WORLD_IPV4_ROLE, WORLD_IPV6_ROLE, WORLD_ROLE} from './entities.ts';
import {isDualStack, isWholeFamily} from './families.ts';
import {filteredLabelsAreNone} from './filtered-labels.ts';
import {lookupsOfNames} from './lookups-of-names.ts';
import {EXTENDED_PROTOCOLS, isExtended} from './ports.ts';
import {identityPortName} from './prepare.ts';
import {resolveServices} from './resolve-services.ts';
import {negativeSelectorsMatchAll, withoutLocalCluster} from './unscoped-selectors.ts';

/** A section that `policyTypes` does not name is enforced all the same, and isolates, when it holds rules. */
export const enforceDormantRules: Step<Policy> = {
  name: 'rules outside policyTypes are enforced',
  rule: 'cilium.md 11 K3',
  everywhere: () => [],
  apply: (policy) => {
    const {ingress, egress} = policy;
    const woken = (direction: typeof ingress) =>
      direction?.dormant ? {isolates: direction.rules.length > 0, rules: direction.rules} : direction;
    const [first, second] = [woken(ingress), woken(egress)];
    return {...policy, ...(first && {ingress: first}), ...(second && {egress: second})};
  },
};

/**
 * Blocks and CIDR groups match outside addresses only, whoever wrote them; `policy-cidr-match-mode` adds nodes or pods.
 * A block of a whole family never finds nodes.
 */
export const addressesAreOutside: Step<Policy> = {
  name: 'addresses match neither pods nor nodes',
  rule: 'cilium.md 6.3 and 11 K1',
  everywhere: () => [],
  apply: (policy, settings) => {
    const modes = (settings['policy-cidr-match-mode'] ?? '').split(/[\s,]+/);
    const narrow = or(
      ...(modes.includes('nodes') ? [isKind('host')] : []),
      ...podsByAddress(modes),
      isKind('external'),
    );
    const wide = or(...podsByAddress(modes), isKind('external'));
    return mapRules(policy, (rule) =>
      mapPeers(rule, (peer) => {
        if (!speaksOfAddresses(peer)) return peer;
        const kinds = hasAtom(peer, (atom) => atom.is === 'address' && isWholeFamily(atom.cidr)) ? wide : narrow;
        const free = mapAtoms(peer, (atom) => (atom.is === 'kind' && atom.kind === 'external' ? anything : atom));
        return and(kinds, free);
      }),
    );
  },
};

function podsByAddress(modes: readonly string[]): readonly Match[] {
  return modes.includes('pods') ? [isKind('pod')] : [];
}

/** A peer that needs an address, or a set that holds it; an exclusion alone does not. */
function speaksOfAddresses(peer: Match): boolean {
  const parts = peer.is === 'and' ? peer.of : [peer];
  const outside = parts.some((part) => part.is === 'kind' && part.kind === 'external');
  return parts.some((part) => isAddressPart(part) || (outside && part.is === 'not' && isAddressPart(part.of)));
}

function isAddressPart(part: Match): boolean {
  return part.is === 'address' || (part.is === 'some' && part.identities.includes('addressSet'));
}

/**
 * Which world label an outside address carries depends on the families of the cluster, and so does a block of a whole
 * family: it is that label. With one family it is the plain `world`, whatever the block's own family.
 */
const worldOfTheCluster: Step<Policy> = {
  name: 'whole families and world labels follow the families of the cluster',
  rule: 'cilium.md 6.1 and 6.3',
  everywhere: () => [],
  apply: (policy, settings, world) => {
    const dual = isDualStack(settings, world);
    return mapRules(policy, (rule) => mapPeers(rule, (peer) => mapAtoms(peer, (atom) => worldAtom(atom, dual))));
  },
};

function worldAtom(atom: Atom, dual: boolean | undefined): Match {
  if (atom.is === 'address') return dual === false && isWholeFamily(atom.cidr) ? anything : atom;
  if (atom.is !== 'role') return atom;
  if (atom.role === WORLD_ROLE) return dual ? nothing : anything;
  if (atom.role === WORLD_IPV4_ROLE) return dual === false ? nothing : addressIn('0.0.0.0/0');
  if (atom.role === WORLD_IPV6_ROLE) return dual === false ? nothing : addressIn('::/0');
  return atom;
}

/** The API server may run outside the cluster: then its addresses carry the label too. */
const apiServerAddresses: Step<Policy> = {
  name: 'the API server is found by the backends of default/kubernetes',
  rule: 'cilium.md 6.1',
  everywhere: () => [],
  apply: (policy, _settings, world) => {
    const outside = apiServerOutside(world);
    return mapRules(policy, (rule) =>
      mapPeers(rule, (peer) =>
        mapAtoms(peer, (atom) => (atom.is === 'role' && atom.role === KUBE_APISERVER_ROLE ? or(atom, outside) : atom)),
      ),
    );
  },
};

/** Asked for every policy, looked for once a world. */
const apiServerOutside = remember((world: World): Match => {
  const addresses = apiServerBackends(world).flatMap((text) => parseAddress(text) ?? []);
  const known = or(...addresses.map((address) => addressIn(printCidr(hostCidr(address)))));
  // With pods in sight a service that is not there does not exist (design.md section 2).
  const complete = world.endpoints.some(({kind, workload}) => kind === 'pod' && !workload);
  if (addresses.length > 0 || complete) return and(isKind('external'), known);
  return and(not(isKind('pod')), unknownMatch('where the API server runs'));
});

/** With the option off both directions isolate wherever there are rules. */
const defaultDenyForced: Step<Policy> = {
  name: 'enableDefaultDeny is not read',
  rule: 'cilium.md 9, enable-non-default-deny-policies',
  everywhere: () => [],
  apply: (policy, settings) => {
    if (settings['enable-non-default-deny-policies'] !== 'false' || policy.group.group !== 'cilium') return policy;
    const {ingress, egress} = policy;
    return {
      ...policy,
      ...(ingress && {ingress: {...ingress, isolates: true}}),
      ...(egress && {egress: {...egress, isolates: true}}),
    };
  },
};

/** On egress a port name is looked up by the identity of the peer, which pods with equal labels share. */
const egressNamesByIdentity: Step<Policy> = {
  name: 'egress port names are those of the identity',
  rule: 'cilium.md 7',
  everywhere: () => [],
  apply: (policy) =>
    mapRules(policy, (rule, direction) => {
      if (direction === 'ingress') return rule;
      const traffic = rule.traffic.map((box) => {
        if (!box.ports || box.ports.names.length === 0) return box;
        const names = box.ports.names.map(({name}) => ({name: identityPortName(name)}));
        return {...box, ports: ports({...box.ports, names})};
      });
      return {...rule, traffic};
    }),
};

/** An entry for VRRP, GRE and the like finds nothing while the agent does not tell such packets apart. */
const extendedProtocols: Step<Policy> = {
  name: 'protocols without ports need an option',
  rule: `cilium.md 7, ${EXTENDED_PROTOCOLS}`,
  everywhere: () => [],
  apply: (policy, settings) => {
    if (policy.group.group !== 'cilium' || settings[EXTENDED_PROTOCOLS] === 'true') return policy;
    return mapRules(policy, (rule) =>
      rule.traffic.some(isExtended) ? mapBoxes(rule, (box) => (isExtended(box) ? undefined : box)) : rule,
    );
  },
};

/**
 * What this engine reads otherwise than the text says and another engine does not, as far as no cluster is asked: for
 * conversions, where the policy is written for that other engine.
 */
export const readings: readonly Step<Policy>[] = [
  enforceDormantRules,
  defaultDenyForced,
  extendedProtocols,
  withoutLocalCluster,
  negativeSelectorsMatchAll,
  filteredLabelsAreNone,
  addressesAreOutside,
  lookupsOfNames,
];

/** In this order: services bring addresses in, which are then read as outside ones; scopes go by labels that are filtered. */
export const adaptSteps: readonly Step<Policy>[] = [
  enforceDormantRules,
  defaultDenyForced,
  extendedProtocols,
  resolveServices,
  withoutLocalCluster,
  negativeSelectorsMatchAll,
  filteredLabelsAreNone,
  addressesAreOutside,
  lookupsOfNames,
  worldOfTheCluster,
  apiServerAddresses,
  egressNamesByIdentity,
];
