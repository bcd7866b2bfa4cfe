import {type Family, parseAddressStrictly, printAddress} from '../base/cidr.ts';
import {nearest} from '../base/near.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Policy} from '../ir/policy.ts';
import type {Endpoint, Service, ServiceBackends, World} from '../ir/world.ts';
import {aliased, backendsOf, familyOfService, serviceAt, serviceNamed, slicesOf} from './backends.ts';
import {endpointsAt, endpointsNamed, endpointsOwned, serviceOf} from './lookup.ts';
import {anyOutside, outside} from './outside.ts';

/** What a name stands for: one endpoint, or several that may answer differently. */
export interface Target {
  readonly text: string;
  readonly endpoints: readonly Endpoint[];
  /** Set when the name is a Service: its ports become the target ports of each backend first. */
  readonly service?: Service;
  /** The backends as somebody listed them, where the Service selects none. */
  readonly slices?: readonly ServiceBackends[];
  /** The family of the address that was named, or the only one in which the Service can be reached. */
  readonly family?: Family;
  /** What must be said of the name itself, beside every verdict. */
  readonly caveats?: readonly Diagnostic[];
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
  const address = parseAddressStrictly(text);
  if (address) return atAddress(world, printAddress(address), text);

  const parts = text.split('/');
  const [first = '', second = '', third = ''] = parts;
  if (parts.length === 1) return named(world, options.namespace, text) ?? domainOrUnknown(world, text, options);
  if (parts.length === 3) return ofKind(world, first, second, third, text) ?? unknown(world, text);
  if (parts.length > 3) return unknown(world, text);
  if (kindOf(first)) return ofKind(world, options.namespace, first, second, text) ?? unknown(world, text);
  return (
    named(world, first, second, text) ?? ofKind(world, options.namespace, first, second, text) ?? unknown(world, text)
  );
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

/** A kind that only this world knows, such as that of a custom workload. */
function ownKind(word: string, {endpoints}: World): string | undefined {
  const wanted = word.toLowerCase();
  return endpoints
    .flatMap(({workload, owner}) => [workload?.kind, owner?.kind])
    .find((kind) => kind !== undefined && [kind.toLowerCase(), `${kind.toLowerCase()}s`].includes(wanted));
}

/**
 * The pod or node that has the address, else something outside. An address of a Service is answered as it stands, as
 * engines judge packets that nobody translated; who asks for it is told about the Service (kubernetes.md A9.5).
 */
function atAddress(world: World, address: string, text: string): Target {
  const at = endpointsAt(world, address);
  const own = at.find(({kind, hostNetwork}) => kind === 'host' || !hostNetwork) ?? at[0];
  const family = parseAddressStrictly(address)?.family;
  if (own) return {text, endpoints: [own], ...(family && {family})};
  const service = serviceAt(address, world);
  const details = service && {address, service: `${service.namespace}/${service.name}`};
  const caveats = details && [diagnostic('service-address', undefined, {arguments: details})];
  return {text, endpoints: [outside(address, {addresses: [address]})], ...(caveats && {caveats})};
}

/** The backends of a Service, or of the one that it is another name for. */
function behind(named: Service, world: World, text: string): Target | BadTarget {
  const service = aliased(named, world);
  const endpoints = backendsOf(service, world);
  if (endpoints.length === 0) return {bad: 'empty', text, near: []};
  const family = familyOfService(service);
  return {text, endpoints, service, slices: slicesOf(service, world), ...(family && {family})};
}

/** A pod, else the pods of a workload of that name. */
function named(world: World, namespace: string, name: string, text = name): Target | BadTarget | undefined {
  const [own] = endpointsNamed(world, `${namespace}/${name}`);
  if (own) return {text, endpoints: [own]};
  const owned = endpointsOwned(world, namespace, name).filter((each) => each.owner?.name === name);
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
  const kind = kindOf(kindWord) ?? ownKind(kindWord, world);
  switch (kind) {
    case undefined:
      return undefined;
    case 'Node': {
      const node = endpointsNamed(world, `node/${name}`).find(({kind}) => kind === 'host');
      return node && {text, endpoints: [node]};
    }
    case 'Service': {
      const service = serviceOf(world, namespace, name);
      return service && behind(service, world, text);
    }
    case 'Pod': {
      const pod = endpointsNamed(world, `${namespace}/${name}`).find(({workload}) => !workload);
      return pod && {text, endpoints: [pod]};
    }
    default: {
      const owned = endpointsOwned(world, namespace, name).filter(({owner, workload}) => {
        const of = workload ?? owner;
        return of?.kind === kind && of.name === name;
      });
      return owned.length > 0 ? {text, endpoints: owned} : undefined;
    }
  }
}

function domainOrUnknown(world: World, text: string, {domains}: TargetOptions): Target | BadTarget {
  // A last label of digits alone is a mistyped address, no name.
  if (domains && /^(?=.*\.)[A-Za-z0-9_.-]{1,253}$/.test(text) && !/(^|\.)[0-9]+\.?$/.test(text)) {
    const service = serviceNamed(text, world);
    if (service) return behind(service, world, text);
    return {text, endpoints: resolved(text.toLowerCase().replace(/\.$/, ''), world)};
  }
  return unknown(world, text);
}

/** What a domain name leads to: pods and nodes that have one of its addresses, else something outside. */
function resolved(domain: string, world: World): readonly Endpoint[] {
  const addresses = Object.hasOwn(world.domains, domain) ? (world.domains[domain] ?? []) : [];
  const found = addresses.map((address) => ({address, inside: atAddress(world, address, domain).endpoints}));
  const inside = found.flatMap(({inside: endpoints}) => endpoints.filter(({kind}) => kind !== 'external'));
  const rest = found.flatMap(({address, inside: [first]}) => (first?.kind === 'external' ? [address] : []));
  const unique = [...new Map(inside.map((each) => [each.name, each])).values()];
  return rest.length > 0 || inside.length === 0 ? [...unique, outside(domain, {domain, addresses: rest})] : unique;
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
