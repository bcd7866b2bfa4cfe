import type {JsonObject} from '../base/json.ts';
import {protocolName} from '../base/protocols.ts';
import type {Traffic, TrafficBox} from '../ir/traffic.ts';
import {icmpText, portsText} from './traffic-text.ts';

/** The `Traffic` objects of cli.md section 3: one for each protocol of each box. */
export function trafficJson(traffic: Traffic): readonly JsonObject[] {
  return traffic.flatMap((box) => protocolsOf(box).map((protocol) => boxJson(box, protocol)));
}

/** `TCP`, `47`, `any`; a range of protocols that have no names of their own as `7-255`. */
function protocolsOf({protocols}: TrafficBox): readonly (string | number)[] {
  if (!protocols) return ['any'];
  return protocols.map(([low, high]) => {
    if (low === high) return protocolName(low) ?? low;
    return low === 0 && high === 255 ? 'any' : `${low}-${high}`;
  });
}

function boxJson({ports, sourcePorts, icmp, family}: TrafficBox, protocol: string | number): JsonObject {
  const portText = portsText(ports);
  const sourceText = portsText(sourcePorts);
  return {
    protocol,
    ...(portText !== undefined && {ports: portText}),
    ...(icmp && {types: icmpText(icmp)}),
    ...(sourceText !== undefined && {sourcePorts: sourceText}),
    ...(family && {family}),
  };
}
