import {contains} from '../base/intervals.ts';
import type {Traffic} from '../ir/traffic.ts';
import type {Endpoint, Service, ServiceBackends, World} from '../ir/world.ts';
import {backendsOf, slicesOf, translate} from './backends.ts';
import {type OutsideAnswers, type OutsideTraffic, outsideTraffic} from './outside-traffic.ts';
import type {Prepared} from './prepared.ts';

/** What exposes an endpoint to the outside, and what it may reach there. */
export interface Exposure {
  readonly fromOutside: OutsideTraffic;
  readonly toOutside: OutsideTraffic;
  /** Services with an address outside the cluster that lead to it. */
  readonly services: readonly ExposingService[];
}

export interface ExposingService {
  readonly service: Service;
  readonly ports: readonly ExposedPort[];
}

export interface ExposedPort {
  readonly protocol: number;
  readonly port: number;
  /** The port of the endpoint behind it, which is the one that policies see. */
  readonly target: number;
  /** Who reaches it, by the policies: any outside address, some blocks of addresses, nobody. */
  readonly reach: 'any' | 'some' | 'none' | 'unknown';
}

/**
 * Asks the policies for addresses that stand for all outside ones; nothing is read off the rules, so that whatever the
 * engine makes of them counts. Undefined for what is outside itself.
 */
export function exposureOf(
  prepared: Prepared,
  endpoint: Endpoint,
  known: OutsideAnswers,
  outward: OutwardServices,
): Exposure | undefined {
  if (endpoint.kind === 'external') return undefined;
  const fromOutside = outsideTraffic(prepared, endpoint, 'ingress', known);
  return {
    fromOutside,
    toOutside: outsideTraffic(prepared, endpoint, 'egress', known),
    services: exposingServices(endpoint, outward, fromOutside),
  };
}

/** The Services with an address outside the cluster, with the names of the endpoints behind them. */
export type OutwardServices = readonly {
  readonly service: Service;
  readonly slices: readonly ServiceBackends[];
  readonly names: ReadonlySet<string>;
}[];

/** Looked up once for all endpoints. */
export function outwardServices(world: World): OutwardServices {
  return world.services.filter(isOutward).map((service) => ({
    service,
    slices: slicesOf(service, world),
    names: new Set(backendsOf(service, world).map(({name}) => name)),
  }));
}

function exposingServices(
  endpoint: Endpoint,
  outward: OutwardServices,
  from: OutsideTraffic,
): readonly ExposingService[] {
  return outward.flatMap(({service, slices, names}) => {
    if (!names.has(endpoint.name)) return [];
    const ports = service.ports.flatMap(({protocol, port}): ExposedPort[] => {
      const target = translate({protocol, port}, service, endpoint, slices)?.port;
      return target === undefined ? [] : [{protocol, port, target, reach: reachOf(from, protocol, target)}];
    });
    return [{service, ports}];
  });
}

function isOutward({type, outerIps = []}: Service): boolean {
  return type === 'NodePort' || type === 'LoadBalancer' || outerIps.length > 0;
}

function reachOf({any, blocks}: OutsideTraffic, protocol: number, port: number): ExposedPort['reach'] {
  if (holds(any.traffic, protocol, port)) return 'any';
  if (blocks.some((block) => holds(block.traffic, protocol, port))) return 'some';
  const open = [any.unknown, ...blocks.map((block) => block.unknown)];
  return open.some((traffic) => holds(traffic, protocol, port)) ? 'unknown' : 'none';
}

function holds(traffic: Traffic, protocol: number, port: number): boolean {
  return traffic.some(
    ({protocols, ports}) => (!protocols || contains(protocols, protocol)) && (!ports || contains(ports.numbers, port)),
  );
}
