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
 * For each policy what its blocks of addresses find in the cluster of today, said for an engine whose blocks
 * find neither pods nor nodes (migration.md section 6): pods by their namespace and labels, all pods where a block covers
 * every range of them, nodes as nodes. Each stands beside its policy, selects the same pods, closes nothing, and has the
 * same name. Policies of Calico have none where some rule denies or passes on, which an allowed block might stand behind.
 */
export function blockCompanions(policies: readonly Policy[], world: World): readonly Policy[] {
  const seen = withOverlays(world);
  const inOrder = policies.some((policy) => policy.group.group === 'tier' && hasOtherActions(policy));
  return policies.flatMap((policy) => {
    const {group, staged, subject} = policy;
    const counts = group.group === 'networkpolicy' || (group.group === 'tier' && !inOrder);
    if (!counts || staged !== undefined) return [];
    const ingress = insideCluster(policy.ingress, seen);
    const egress = insideCluster(policy.egress, seen);
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
function insideCluster(direction: Direction | undefined, world: World): Direction | undefined {
  if (!direction?.isolates) return undefined;
  const rules = direction.rules.flatMap((each) => ruleInside(each, world));
  return rules.length > 0 ? {isolates: true, rules} : undefined;
}

function ruleInside(found: Rule, world: World): readonly Rule[] {
  const {action, self, peers, ports, application, path, index} = found;
  const inside = peers.flatMap(({value, path: place}) =>
    isBlock(value) ? partiesIn(value, world).map((party) => ({value: party, path: place})) : [],
  );
  if (inside.length === 0) return [];
  const narrowing = {...(self && {self}), ...(application && {application})};
  return [rule({action, peers: inside, ports: ports.length === 0 ? undefined : ports, path, index, ...narrowing})];
}

/** Addresses decide alone. */
function isBlock(peer: Match): boolean {
  return hasAtom(peer, ({is}) => is === 'address') && atomsOf(peer).every(({is}) => is === 'address' || is === 'kind');
}

/** What a block finds, without addresses. Pods that nothing but their address tells from others are left out. */
function partiesIn(block: Match, world: World): readonly Match[] {
  const isIn = (endpoint: Endpoint): boolean => endpoint.addresses.length > 0 && finds(block, endpoint, world);
  const isHost = ({kind, hostNetwork}: Endpoint): boolean => kind === 'host' || hostNetwork;
  const hosts = world.endpoints.filter((each) => isHost(each) && isIn(each));
  const pods = world.endpoints.filter((each) => each.kind === 'pod' && !each.hostNetwork);
  return [...hostsAs(hosts, world), ...(isEveryPod(block, world) ? [isKind('pod')] : podsAs(pods, isIn, world))];
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

/** True where the ranges that pods get their addresses from are known, and the block holds each of them as a whole. */
function isEveryPod(block: Match, world: World): boolean {
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
  const others = pods.filter((pod) => !isIn(pod));
  const found = new Map(pods.filter(isIn).map((pod) => [printMatch(byLabels(pod)), byLabels(pod)] as const));
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, match]) => (others.some((pod) => mayMean(match, pod, world)) ? [] : [match]));
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
