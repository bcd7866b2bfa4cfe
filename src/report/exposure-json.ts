import type {JsonObject} from '../base/json.ts';
import {protocolName} from '../base/protocols.ts';
import type {ExposingService, Exposure} from '../evaluate/exposure.ts';
import type {OutsideTraffic} from '../evaluate/outside-traffic.ts';
import {trafficJson} from './traffic-json.ts';

/** What passes with the outside, and the Services that lead there: `exposure` of an `EffectivePolicyList`. */
export function exposureJson({fromOutside, toOutside, services}: Exposure): JsonObject {
  return {
    fromOutside: outsideJson(fromOutside),
    toOutside: outsideJson(toOutside),
    services: services.map(serviceJson),
  };
}

function outsideJson({any, blocks, more}: OutsideTraffic): JsonObject {
  return {
    any: trafficJson(any.traffic),
    ...(any.unknown.length > 0 && {unknown: trafficJson(any.unknown)}),
    blocks: blocks.map(({cidr, except, traffic, unknown}) => ({
      cidr,
      ...(except.length > 0 && {except}),
      traffic: trafficJson(traffic),
      ...(unknown.length > 0 && {unknown: trafficJson(unknown)}),
    })),
    ...(more > 0 && {blocksNotAsked: more}),
  };
}

function serviceJson({service: {namespace, name, type}, ports}: ExposingService): JsonObject {
  return {
    namespace,
    name,
    type,
    ports: ports.map(({protocol, port, target, reach}) => ({
      protocol: protocolName(protocol) ?? protocol,
      port,
      target,
      reach,
    })),
  };
}
