import {sortedUnique} from '../base/order.ts';
import type {Agent, World} from '../ir/world.ts';

/** An engine whose agent runs in a cluster. */
export interface RunningEngine {
  /** By its name for `--cni`. */
  readonly engine: string;
  /** The name of its DaemonSet; absent: it has none. */
  readonly agent?: string;
  /** Whether its agent says that it polices IPv6; absent: it says nothing. */
  readonly ipv6?: boolean;
}

/** What is told of the containers of a DaemonSet; undefined where only its pods are known. */
type Words = readonly string[] | undefined;

/** How an engine shows itself: by a DaemonSet, what its containers say, and what is told of it elsewhere (cni.md section 4). */
interface Sign {
  readonly engine: string;
  readonly daemonSet: RegExp;
  /** Absent: the name is enough. */
  readonly fits?: (words: Words, settings: World['settings'], told: Words) => boolean;
}

const says =
  (pattern: RegExp) =>
  (words: Words): boolean =>
    words?.some((word) => pattern.test(word)) ?? false;
/** Known, and not there. */
const lacks =
  (pattern: RegExp) =>
  (words: Words): boolean =>
    words !== undefined && !says(pattern)(words);

/** Felix beside flannel's own agent, under whatever name. */
const besideFlannel = says(/^(CLUSTER_TYPE=.*\bcanal\b.*|kube-flannel)$/);
/**
 * Where only pods of Felix are known, Calico's own record tells. Types are added to it and never taken away (calico,
 * libcalico-go/lib/clientv3/client.go), so that one of Calico's own networks beside `canal` means that Canal was left.
 */
function isCanal(words: Words, types: Words): boolean {
  return words ? besideFlannel(words) : says(/^canal$/)(types) && !says(/^(bgp|operator)$/)(types);
}

const firewallOff = says(/^--run-firewall=(false|f|0)$/i);
const withoutController = (words: Words): boolean => says(/^EXPECT_NPC=0$/)(words) || lacks(/^weave-npc$/)(words);
const nodeAgent = /nodeagent|network-policy-agent/;
const nodeAgentOff = says(/^--enable-network-policy=(false|f|0)$/i);
/** Images are named by their date. */
const kindnetSinceJuly2024 = says(/kindnetd:v(2024(0[7-9]|1[0-2])|202[5-9]|20[3-9]\d)/);
const kindnetBefore = says(/kindnetd:v(20[01]\d|202[0-3]|20240[1-6])/);
const policyContainer = /netpol|network-policies/;

/** Its role tells for sure, its image by the date; undefined where neither does. */
function kindnetEnforces(words: Words, role: Words): boolean | undefined {
  if (role) return says(/^networkpolicies$/)(role);
  if (kindnetSinceJuly2024(words)) return true;
  return kindnetBefore(words) ? false : undefined;
}

/** During a migration Cilium runs and enforces nothing (cni.md section 3.12). */
function isOff(_words: Words, settings: World['settings']): boolean {
  return settings['enable-policy'] === 'never' || settings['policy-audit-mode'] === 'true';
}

/**
 * Tried in this order; one that enforces counts before one that does not. Engines without rules of their own here are
 * judged as the API is written, and an agent that was told not to enforce is none.
 */
const signs: readonly Sign[] = [
  {engine: 'gke-dataplane-v2', daemonSet: /^anetd$/},
  {engine: 'cilium', daemonSet: /^cilium$/, fits: (words, settings) => !isOff(words, settings)},
  {engine: 'canal', daemonSet: /^(rke2-)?canal$/},
  {engine: 'canal', daemonSet: /^calico-node$/, fits: (words, _, types) => isCanal(words, types)},
  {engine: 'calico', daemonSet: /^calico-node$/, fits: (words, _, types) => !isCanal(words, types)},
  {engine: 'antrea', daemonSet: /^antrea-agent$/},
  {engine: 'ovn-kubernetes', daemonSet: /^ovnkube-node$/},
  {engine: 'kube-router', daemonSet: /^kube-router$/, fits: (words) => !firewallOff(words)},
  {engine: 'weave', daemonSet: /^weave-net$/, fits: (words) => !withoutController(words)},
  {engine: 'azure-npm', daemonSet: /^azure-npm$/},
  {engine: 'spec', daemonSet: /^kube-network-policies$/},
  {engine: 'aws', daemonSet: /^aws-node$/, fits: (words) => says(nodeAgent)(words) && !nodeAgentOff(words)},
  {engine: 'kindnet', daemonSet: /^kindnet$/, fits: (words, _, role) => kindnetEnforces(words, role) === true},
  {engine: 'flannel-netpol', daemonSet: /^kube-flannel/, fits: says(policyContainer)},
  {engine: 'cilium', daemonSet: /^cilium$/, fits: isOff},
  {engine: 'flannel', daemonSet: /^kube-flannel/, fits: (words) => !says(policyContainer)(words)},
  {engine: 'none', daemonSet: /^kube-router$/, fits: firewallOff},
  {engine: 'none', daemonSet: /^weave-net$/, fits: withoutController},
  {engine: 'none', daemonSet: /^aws-node$/, fits: (words) => lacks(nodeAgent)(words) || nodeAgentOff(words)},
  {engine: 'none', daemonSet: /^kindnet$/, fits: (words, _, role) => kindnetEnforces(words, role) === false},
  {engine: 'none', daemonSet: /^azure-cns$/},
];

/**
 * The engines whose agents run in a world, the one that counts first (cni.md section 4): by DaemonSets, by the pods they
 * own, and by what nodes say, so that manifests tell it as well as a cluster. Several are told, so that none is chosen in
 * silence. None: then the dialects of the policies decide.
 */
export function runningEngines({agents, endpoints, settings}: World): readonly RunningEngine[] {
  const seen = agentsSeen(agents, endpoints);
  const told = new Map(
    agents
      .filter(({kind}) => kind === 'ClusterRole' || kind === 'ClusterInformation')
      .map(({name, words}) => [name, words] as const),
  );
  const found = new Map<string, RunningEngine>();
  for (const {engine, daemonSet, fits = () => true} of signs) {
    for (const {name, words} of seen) {
      if (found.has(engine) || !daemonSet.test(name) || !fits(words, settings, told.get(name))) continue;
      const [ipv6] = (words ?? []).flatMap((word) => /^FELIX_IPV6SUPPORT=(true|false)$/i.exec(word)?.[1] ?? []);
      found.set(engine, {engine, agent: name, ...(ipv6 !== undefined && {ipv6: ipv6.toLowerCase() === 'true'})});
    }
  }
  if (found.size > 0) return [...found.values()];
  const builtIn = builtInEngine(agents.filter(({kind}) => kind === 'Node'));
  return builtIn === undefined ? [] : [{engine: builtIn}];
}

interface SeenAgent {
  readonly name: string;
  readonly words: Words;
}

/** DaemonSets, and those that only their pods or an operator's orders speak of. */
function agentsSeen(agents: readonly Agent[], endpoints: World['endpoints']): readonly SeenAgent[] {
  const given = agents.filter(({kind}) => kind === 'DaemonSet');
  const known = new Set(given.map(({name}) => name));
  const owners = endpoints.flatMap(({owner}) => (owner?.kind === 'DaemonSet' ? [owner.name] : []));
  const ordered = agents.flatMap(({kind, name}) => (kind === 'Installation' ? [name] : []));
  const others = sortedUnique([...owners, ...ordered]).filter((name) => !known.has(name));
  return [...given, ...others.map((name) => ({name, words: undefined}))];
}

/** k3s enforces in its own process, without an agent; what it was started with stands at the nodes of its servers. */
function builtInEngine(nodes: readonly Agent[]): string | undefined {
  if (nodes.length === 0) return undefined;
  return nodes.some(({words}) => words.some((word) => word.includes('--disable-network-policy'))) ? 'flannel' : 'k3s';
}
