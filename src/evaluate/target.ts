import {parseAddress, printAddress} from '../base/cidr.ts';
import {nearest} from '../base/near.ts';
import type {Policy} from '../ir/policy.ts';
import type {Endpoint, Service, World} from '../ir/world.ts';
import {backendsOf} from './backends.ts';
import {anyOutside, outside} from './outside.ts';

/** What a name stands for: one endpoint, or several that may answer differently. */
export interface Target {
  readonly text: string;
  readonly endpoints: readonly Endpoint[];
  /** Set when the name is a Service: its ports become the target ports of each backend first. */
  readonly service?: Service;
}

/** Why a name could not be resolved, as arguments of the diagnostics `target-unknown` and `target-ambiguous`. */
export type BadTarget =
  | {readonly bad: 'unknown'; readonly text: string; readonly near: readonly string[]}
  | {readonly bad: 'ambiguous'; readonly text: string; readonly near: readonly string[]}
  | {readonly bad: 'empty'; readonly text: string; readonly near: readonly string[]};

export interface TargetOptions {
  /** The namespace of a bare name and of `KIND/NAME`. */
  readonly namespace: string;
  /** The policies in question: `external` is an address that none of them singles out. */
  readonly policies: readonly Policy[];
  /** May the name be a domain name? Only the receiving end may. */
  readonly domains: boolean;
}

/**
 * Resolves TARGET, FROM or TO (cli.md section 2): `NAMESPACE/NAME` (a pod, else a workload), `NAMESPACE/KIND/NAME`,
 * `NAME`, `KIND/NAME`, `node/NAME`, an IP address, `external`, a domain name.
 */
export function resolveTarget(world: World, text: string, options: TargetOptions): Target | BadTarget {
  if (text === 'external') return {text, endpoints: [anyOutside(options.policies, world)]};
  const address = parseAddress(text);
  if (address) return {text, endpoints: [byAddress(world, printAddress(address))]};

  const parts = text.split('/');
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 1) return named(world, options.namespace, text) ?? domainOrUnknown(world, text, options);
  if (parts.length === 3) return ofKind(world, first, second, third, text) ?? unknown(world, text);
  if (parts.length > 3) return unknown(world, text);
  if (kindOf(first)) return ofKind(world, options.namespace, first, second, text) ?? unknown(world, text);
  return named(world, first, second, text) ?? unknown(world, text);
}

/** kubectl's names and short names for what can be a target. */
const kinds: Readonly<Record<string, readonly string[]>> = {
  Pod: ['pod', 'pods', 'po'],
  Deployment: ['deployment', 'deployments', 'deploy'],
  StatefulSet: ['statefulset', 'statefulsets', 'sts'],
  DaemonSet: ['daemonset', 'daemonsets', 'ds'],
  ReplicaSet: ['replicaset', 'replicasets', 'rs'],
  ReplicationController: ['replicationcontroller', 'replicationcontrollers', 'rc'],
  Job: ['job', 'jobs'],
  CronJob: ['cronjob', 'cronjobs', 'cj'],
  Service: ['service', 'services', 'svc'],
  Node: ['node', 'nodes', 'no'],
};

function kindOf(word: string): string | undefined {
  const wanted = word.toLowerCase();
  return Object.entries(kinds).find(([, names]) => names.includes(wanted))?.[0];
}

function byAddress(world: World, address: string): Endpoint {
  const at = world.endpoints.filter(({addresses}) => addresses.includes(address));
  return (
    at.find(({kind, hostNetwork}) => kind === 'host' || !hostNetwork) ??
    at[0] ??
    outside(address, {addresses: [address]})
  );
}

/** A pod, else the pods of a workload of that name. */
function named(world: World, namespace: string, name: string, text = name): Target | BadTarget | undefined {
  const own = world.endpoints.find((each) => each.name === `${namespace}/${name}`);
  if (own) return {text, endpoints: [own]};
  const owned = world.endpoints.filter((each) => each.namespace === namespace && each.owner?.name === name);
  const owners = ownerNames(owned);
  if (owners.length > 1) return {bad: 'ambiguous', text, near: owners};
  return owned.length > 0 ? {text, endpoints: owned} : undefined;
}

function ofKind(
  world: World,
  namespace: string,
  kindWord: string,
  name: string,
  text: string,
): Target | BadTarget | undefined {
  const kind = kindOf(kindWord);
  switch (kind) {
    case undefined:
      return undefined;
    case 'Node': {
      const node = world.endpoints.find((each) => each.kind === 'host' && each.name === `node/${name}`);
      return node && {text, endpoints: [node]};
    }
    case 'Service': {
      const service = world.services.find((each) => each.namespace === namespace && each.name === name);
      if (!service) return undefined;
      const endpoints = backendsOf(service, world);
      return endpoints.length > 0 ? {text, endpoints, service} : {bad: 'empty', text, near: []};
    }
    case 'Pod': {
      const pod = world.endpoints.find((each) => !each.workload && each.name === `${namespace}/${name}`);
      return pod && {text, endpoints: [pod]};
    }
    default: {
      const owned = world.endpoints.filter(({namespace: where, owner, workload}) => {
        const of = workload ?? owner;
        return where === namespace && of?.kind === kind && of.name === name;
      });
      return owned.length > 0 ? {text, endpoints: owned} : undefined;
    }
  }
}

function domainOrUnknown(world: World, text: string, {domains}: TargetOptions): Target | BadTarget {
  if (domains && /^(?=.*\.)[A-Za-z0-9_.-]{1,253}$/.test(text)) {
    const domain = text.toLowerCase().replace(/\.$/, '');
    return {text, endpoints: [outside(domain, {domain, addresses: world.domains[domain] ?? []})]};
  }
  return unknown(world, text);
}

function unknown(world: World, text: string): BadTarget {
  const names = [
    ...world.endpoints.map(({name}) => name),
    ...world.endpoints.flatMap(({namespace, owner}) => (owner && namespace ? [`${namespace}/${owner.name}`] : [])),
    ...world.services.map(({namespace, name}) => `${namespace}/service/${name}`),
  ];
  const bare = names.map((name) => name.slice(name.lastIndexOf('/') + 1));
  const near = nearest(text, names);
  const nearBare = nearest(text.slice(text.lastIndexOf('/') + 1), bare).flatMap((name) =>
    names.filter((each) => each.endsWith(`/${name}`)),
  );
  return {bad: 'unknown', text, near: [...new Set([...near, ...nearBare])].slice(0, 3)};
}

function ownerNames(endpoints: readonly Endpoint[]): readonly string[] {
  return [
    ...new Set(endpoints.map(({namespace, owner}) => `${namespace}/${owner?.kind.toLowerCase()}/${owner?.name}`)),
  ].sort();
}
