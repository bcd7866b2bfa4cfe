import {type Intervals, intersection, intervals, single} from '../base/intervals.ts';
import type {Match, ServiceReference} from './match.ts';
import {rule as makeRule, type Rule} from './policy.ts';
import {box, ports, type Traffic, type TrafficBox} from './traffic.ts';
import type {World} from './world.ts';

/**
 * A rule for the ports of a Service in the words of this world: the ports of its slices, or the target ports where
 * nobody listed its backends (calico.md 6.5, 11.1). Only where the rule is about the Service's backends alone and all of
 * them have the same ports; else it stays as it is, for the writer to tell what it cannot say.
 */
export function withServicePorts(given: Rule, world: World | undefined): Rule {
  if (!world || world.endpoints.length === 0) return given;
  const change = (set: Traffic): Traffic => set.flatMap((each) => boxesOf(each, given, world));
  const written = given.ports.length > 0 ? given.ports : [{value: given.traffic, path: given.path}];
  if (!written.some(({value}) => value.some(({ports: own}) => own && own.services.length > 0))) return given;
  return makeRule({
    ...given,
    peers: given.peers.length > 0 ? given.peers : [{value: given.peer, path: given.path}],
    ports: written.map(({value, path}) => ({value: change(value), path})),
  });
}

function boxesOf(each: TrafficBox, {peer}: Rule, world: World): Traffic {
  const [service, ...others] = each.ports?.services ?? [];
  const open = service && others.length === 0 && isBackend(peer, service) ? openPorts(service, world) : undefined;
  if (!open) return [each];
  return [...open].flatMap(([protocol, {numbers, names}]): Traffic => {
    if (each.protocols && intersection(each.protocols, single(protocol)).length === 0) return [];
    const own = ports({numbers, names: names.map((name) => ({name}))});
    return [box({...each, protocols: single(protocol), ports: own})];
  });
}

/** Whoever fulfils the match stands behind the Service. */
function isBackend(peer: Match, service: ServiceReference): boolean {
  if (peer.is === 'backendOf') return sameService(peer.service, service);
  if (peer.is === 'and') return peer.of.some((part) => isBackend(part, service));
  return peer.is === 'or' && peer.of.every((part) => isBackend(part, service));
}

interface OpenPorts {
  readonly numbers: Intervals;
  readonly names: readonly string[];
}

/** By protocol number what every backend of the Service opens; undefined where they differ, or nobody knows. */
function openPorts({name, namespace}: ServiceReference, world: World): ReadonlyMap<number, OpenPorts> | undefined {
  if (namespace === undefined) return undefined;
  const slices = world.backends.filter((each) => each.service === name && each.namespace === namespace);
  const service = world.services.find((each) => each.name === name && each.namespace === namespace);
  const lists =
    slices.length > 0
      ? slices.map((slice) => slice.ports.map(({protocol, port}) => ({protocol, target: port})))
      : [(service?.ports ?? []).map(({protocol, port, targetPort}) => ({protocol, target: targetPort ?? port}))];
  const [first, ...others] = lists.map(byProtocol);
  const alike = others.every((each) => JSON.stringify([...each]) === JSON.stringify([...(first ?? [])]));
  return first && first.size > 0 && alike ? first : undefined;
}

interface Target {
  readonly protocol: number;
  /** A slice may list a port without number, which opens nothing. */
  readonly target: number | string | undefined;
}

function byProtocol(targets: readonly Target[]): ReadonlyMap<number, OpenPorts> {
  const protocols = [...new Set(targets.map(({protocol}) => protocol))].sort((a, b) => a - b);
  return new Map(
    protocols.map((protocol) => {
      const own = targets.filter((each) => each.protocol === protocol).map(({target}) => target);
      const numbers = own.flatMap((target) => (typeof target === 'number' ? [[target, target] as const] : []));
      const names = own.flatMap((target) => (typeof target === 'string' ? [target] : []));
      return [protocol, {numbers: intervals(numbers), names: [...new Set(names)].sort()}];
    }),
  );
}

function sameService(one: ServiceReference, other: ServiceReference): boolean {
  return one.name === other.name && one.namespace === other.namespace;
}
