import {cidrCovers, cidrRange, parseCidr, printAddress} from '../base/cidr.ts';
import {apiServer, apiServerBackends} from '../ir/api-server.ts';
import {and, isKind, label, type Match, namespaceIs, oneOf, printMatch} from '../ir/match.ts';
import {type Direction, type Policy, type Rule, rule} from '../ir/policy.ts';
import {hasAtom} from '../ir/rewrite.ts';
import type {Endpoint, World} from '../ir/world.ts';
import {atomsOf} from './atoms.ts';
import {holds} from './holds.ts';
import {withOverlays} from './verified-world.ts';

/**
 * For each policy what its blocks of addresses find in the cluster of today, said for an engine whose blocks find neither
 * pods nor nodes (migration.md section 6): pods by their namespace and labels, all pods where a block holds every range of
 * them, nodes as nodes. Each stands beside its policy, selects the same pods, closes nothing, and has the
 * same name. Policies of Calico have none where some rule denies or passes on, which an allowed block might stand behind.
 */
export function blockCompanions(policies: readonly Policy[], world: World): readonly Policy[] {
  const find = finder(withOverlays(world));
  const inOrder = policies.some((policy) => policy.group.group === 'tier' && hasOtherActions(policy));
  return policies.flatMap((policy) => {
    const {group, staged, subject} = policy;
    const counts = group.group === 'networkpolicy' || (group.group === 'tier' && !inOrder);
    if (!counts || staged !== undefined) return [];
    const ingress = insideCluster(policy.ingress, find);
    const egress = insideCluster(policy.egress, find);
    if (!ingress && !egress) return [];
    const {ingress: _, egress: __, ...rest} = policy;
    const pods = and(isKind('pod'), subject);
    return [{...rest, subject: pods, annotations: {}, ...(ingress && {ingress}), ...(egress && {egress})}];
  });
}

function hasOtherActions({ingress, egress}: Policy): boolean {
  return [...(ingress?.rules ?? []), ...(egress?.rules ?? [])].some(({action}) => action !== 'allow');
}

/** Those rules of a direction that find something in the cluster by a block; undefined where none does. */
function insideCluster(direction: Direction | undefined, find: Find): Direction | undefined {
  if (!direction?.isolates) return undefined;
  const rules = direction.rules.flatMap((each) => ruleInside(each, find));
  return rules.length > 0 ? {isolates: true, rules} : undefined;
}

function ruleInside(found: Rule, find: Find): readonly Rule[] {
  const {action, self, peers, ports, application, path, index} = found;
  const inside = peers.flatMap(({value, path: place}) =>
    isBlock(value) ? find(value).map((party) => ({value: party, path: place})) : [],
  );
  if (inside.length === 0) return [];
  const narrowing = {...(self && {self}), ...(application && {application})};
  return [rule({action, peers: inside, ports: ports.length === 0 ? undefined : ports, path, index, ...narrowing})];
}

/** Addresses decide alone. */
function isBlock(peer: Match): boolean {
  return hasAtom(peer, ({is}) => is === 'address') && atomsOf(peer).every(({is}) => is === 'address' || is === 'kind');
}

/** What a block finds, without addresses. */
type Find = (block: Match) => readonly Match[];

/** Pods that nothing but their address tells from others are left out. The same few blocks are asked for again and again. */
function finder(world: World): Find {
  const isHost = ({kind, hostNetwork}: Endpoint): boolean => kind === 'host' || hostNetwork;
  const hosts = world.endpoints.filter(isHost);
  const pods = world.endpoints.filter((each) => each.kind === 'pod' && !isHost(each));
  const known = new Map<string, readonly Match[]>();
  return (block) => {
    const text = printMatch(block);
    const isIn = (each: Endpoint): boolean => each.addresses.length > 0 && finds(block, each, world);
    const isOut = (each: Endpoint): boolean => each.addresses.length > 0 && !finds(block, each, world);
    const everyPod = (): boolean => holdsRanges(block, world) && !pods.some(isOut);
    const parties = known.get(text) ?? [
      ...hostsAs(hosts.filter(isIn), world),
      ...(everyPod() ? [isKind('pod')] : podsAs(pods, isIn, world)),
    ];
    known.set(text, parties);
    return parties;
  };
}

function finds(block: Match, endpoint: Endpoint, world: World): boolean {
  return ([4, 6] as const).some((family) => holds(block, {end: endpoint, other: endpoint, family}, world) === true);
}

function hostsAs(hosts: readonly Endpoint[], world: World): readonly Match[] {
  if (hosts.length === 0) return [];
  const serving = apiServerBackends(world);
  const serveAll = hosts.every(({addresses}) => addresses.every((each) => serving.includes(each)));
  return [serveAll ? apiServer : isKind('host')];
}

/** True where the nodes name the ranges of their pods, and the block holds each of them as a whole. */
function holdsRanges(block: Match, world: World): boolean {
  const ranges = world.nodes.flatMap(({podCidrs}) => podCidrs.flatMap((text) => parseCidr(text)?.cidr ?? []));
  const blocks = atomsOf(block).flatMap((atom) => (atom.is === 'address' ? (parseCidr(atom.cidr)?.cidr ?? []) : []));
  const families = new Set(blocks.map(({family}) => family));
  const meant = ranges.filter(({family}) => families.has(family));
  // Then one address of a range speaks for all of it.
  const undivided = meant.every((range) => blocks.every((each) => cidrCovers(each, range) || !cidrCovers(range, each)));
  return (
    meant.length > 0 &&
    undivided &&
    meant.every((range) => finds(block, podAt(printAddress(cidrRange(range)[0])), world))
  );
}

function podAt(address: string): Endpoint {
  const nothing = {labels: {}, openLabels: [], ports: [], roles: []};
  return {name: address, kind: 'pod', addresses: [address], hostNetwork: false, ...nothing};
}

function podsAs(pods: readonly Endpoint[], isIn: (pod: Endpoint) => boolean, world: World): readonly Match[] {
  const found = new Map<string, {readonly match: Match; readonly namespace: string | undefined}>();
  const others = new Map<string | undefined, Endpoint[]>();
  for (const pod of pods) {
    const {namespace} = pod;
    if (isIn(pod)) {
      const match = byLabels(pod);
      found.set(printMatch(match), {match, namespace});
    } else {
      const known = others.get(namespace);
      if (known) known.push(pod);
      else others.set(namespace, [pod]);
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, {match, namespace}]) =>
      (others.get(namespace) ?? []).some((pod) => mayMean(match, pod, world)) ? [] : [match],
    );
}

/** By labels, which say the same in both families. */
function mayMean(match: Match, pod: Endpoint, world: World): boolean {
  return holds(match, {end: pod, other: pod, family: 4}, world) !== false;
}

/** Labels that a controller gives each pod anew, and those that Cilium drops, name no group of pods. */
const passing =
  /^((?!app\.)([a-z0-9-]+\.)*(kubernetes|k8s)\.io\/|pod-template-|controller-|job-name$|field\.cattle\.io\/podName$)/;

function byLabels({namespace = '', labels}: Endpoint): Match {
  const lasting = Object.entries(labels).filter(([key]) => !passing.test(key));
  return and(isKind('pod'), namespaceIs(namespace), ...lasting.map(([key, value]) => label(key, oneOf([value]))));
}
