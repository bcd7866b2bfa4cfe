import {hostCidr, parseAddress, printCidr} from '../../src/base/cidr.ts';
import type {Json} from '../../src/base/json.ts';
import {
  addressIn,
  and,
  anything,
  isKind,
  label,
  type Match,
  namespaceIs,
  nothing,
  oneOf,
  or,
  printMatch,
  type ServiceReference,
  unknownMatch,
} from '../../src/ir/match.ts';
import {type Policy, type Remainder, type Rule, type Written, writtenAt} from '../../src/ir/policy.ts';
import type {Settings, Step} from '../../src/ir/profile.ts';
import {mapRules} from '../../src/ir/rewrite.ts';
import type {Service, World} from '../../src/ir/world.ts';
import {decode} from './decode.ts';
import {samePath} from './same-path.ts';
import {type Selector, selector as selectorShape} from './schema.ts';
import {isNegative, requirements} from './selector.ts';
import {SERVICES_BY_LABEL} from './services.ts';

/**
 * `toServices` becomes what the engine makes of it: the service's selector in its namespace, or the addresses of its
 * backends outside the cluster. Where nothing comes out the peer list is empty, and with ports that means any peer.
 */
export const resolveServices: Step<Policy> = {
  name: 'services are their selector or their outside backends',
  rule: 'cilium.md 6.6',
  everywhere: () => [],
  anywhere: (policy, settings) =>
    policy.id.dialect === 'cilium' ? mapRules(policy, (rule) => openRule(policy, rule, settings)) : policy,
  apply: (policy, _settings, world) => {
    if (policy.id.dialect !== 'cilium' || !knowsServices(world)) return policy;
    return mapRules(policy, (rule) => resolveRule(policy, rule, world));
  },
};

/** Each service finds whom it does, or nobody; a rule with ports of which every service finds nobody means any peer. */
function openRule(policy: Policy, rule: Rule, settings: Settings): Rule {
  if (!rule.peers.some(({value}) => isService(value))) return rule;
  const peers = rule.peers.map((peer) => ({...peer, value: openPeer(policy, peer, settings)}));
  const lost =
    rule.peers.every(({value}) => isService(value)) && rule.ports.length > 0
      ? and(...peers.map(({value}) => unknownMatch(`whether nobody is meant by ${printMatch(value)}`)))
      : nothing;
  return {...rule, peers, peer: or(...peers.map(({value}) => value), lost)};
}

/** Services that are named by other labels are other services. */
function openPeer(policy: Policy, peer: Written<Match>, settings: Settings): Match {
  const {value} = peer;
  if (value.is === 'backendOf') return and(value, meantBy(value.service, settings));
  if (!isService(value)) return value;
  const written = writtenSelector(policy.remainder, writtenAt(policy, peer).path);
  const asked = askedServices(written);
  const labels = asked && labelsFor(asked.selector);
  const namespace = asked?.namespace ? {namespace: asked.namespace} : {};
  const reason = `${SERVICES_BY_LABEL}: ${JSON.stringify(written)}`;
  return and(unknownMatch(reason, labels && {...namespace, labels}), meantBy(namespace, settings));
}

/** Labels that a service may have to be found by the selector; undefined where none are found so simply. */
function labelsFor(selector: Selector): Readonly<Record<string, string>> | undefined {
  const asked = requirements(selector).filter((requirement) => !isNegative(requirement));
  const labels = Object.fromEntries(asked.map(({key, values: [value = '']}) => [key, value]));
  return hasLabels({labels}, selector) ? labels : undefined;
}

/** Pods of its namespace and outside addresses, which an option lets find nodes and other pods too. */
function meantBy({namespace}: Pick<ServiceReference, 'namespace'>, settings: Settings): Match {
  if (settings['policy-cidr-match-mode']) return anything;
  const pods = namespace === undefined ? isKind('pod') : and(isKind('pod'), namespaceIs(namespace));
  return or(pods, isKind('external'));
}

function isService(peer: Match): boolean {
  return peer.is === 'backendOf' || (peer.is === 'unknown' && peer.reason === SERVICES_BY_LABEL);
}

/** In a world without endpoints a service that is not there is not known to be absent (design.md section 2). */
function knowsServices(world: World): boolean {
  return world.endpoints.length > 0 && !world.missingKinds.includes('services');
}

function resolveRule(policy: Policy, rule: Rule, world: World): Rule {
  const resolved = rule.peers.map((peer) => {
    const services = servicesOf(peer.value, writtenAt(policy, peer).path, policy.remainder, world);
    return {peer, resolved: services?.flatMap((service) => serviceMatches(service, world))};
  });
  if (!resolved.some((each) => each.resolved)) return rule;
  const peers = resolved.flatMap(({peer, resolved: matches}) =>
    matches ? matches.map((value) => ({...peer, value})) : [peer],
  );
  if (peers.length === 0 && rule.ports.length > 0) return {...rule, peers: [], peer: {is: 'true'}};
  return {...rule, peers, peer: or(...peers.map(({value}) => value))};
}

/** The services a peer stands for; undefined where it stands for none. */
function servicesOf(
  peer: Match,
  path: readonly (string | number)[],
  remainder: readonly Remainder[],
  world: World,
): readonly Service[] | undefined {
  if (peer.is === 'backendOf') return world.services.filter((service) => isNamed(service, peer.service));
  if (peer.is !== 'unknown' || peer.reason !== SERVICES_BY_LABEL) return undefined;
  const asked = askedServices(writtenSelector(remainder, path));
  return (
    asked &&
    world.services.filter(
      (each) => (!asked.namespace || each.namespace === asked.namespace) && hasLabels(each, asked.selector),
    )
  );
}

/** What `k8sServiceSelector` asks for; an empty namespace is any. */
function askedServices(
  written: Json | undefined,
): {readonly namespace: string; readonly selector: Selector} | undefined {
  if (typeof written !== 'object' || written === null || !('selector' in written)) return undefined;
  const selector = decode(selectorShape, written.selector, []).value;
  const namespace = 'namespace' in written && typeof written.namespace === 'string' ? written.namespace : '';
  return selector && {namespace, selector};
}

function writtenSelector(remainder: readonly Remainder[], path: readonly (string | number)[]): Json | undefined {
  return remainder.find(({field, origin}) => field === 'k8sServiceSelector' && samePath(origin.path, path))?.value;
}

function isNamed(service: Service, {name, namespace}: ServiceReference): boolean {
  return service.name === name && (namespace === undefined || service.namespace === namespace);
}

function hasLabels({labels = {}}: Pick<Service, 'labels'>, selector: Selector): boolean {
  return requirements(selector).every((requirement) => {
    const {key, operator, values} = requirement;
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    const isAnyValue = operator === 'Exists' || operator === 'DoesNotExist';
    const named = value !== undefined && (isAnyValue || values.includes(value));
    return isNegative(requirement) ? !named : named;
  });
}

function serviceMatches(service: Service, world: World): readonly Match[] {
  const {namespace, name, selector = {}} = service;
  const labels = Object.entries(selector);
  if (labels.length > 0) {
    return [and(isKind('pod'), namespaceIs(namespace), ...labels.map(([key, value]) => label(key, oneOf([value]))))];
  }
  return world.backends
    .filter((each) => each.namespace === namespace && each.service === name)
    .flatMap(({addresses}) => addresses.flatMap((text) => parseAddress(text) ?? []))
    .map((address) => and(isKind('external'), addressIn(printCidr(hostCidr(address)))));
}
