import {protocolName} from '../base/protocols.ts';
import type {TrafficAnswer} from '../evaluate/asked-traffic.ts';
import type {ExposedPort, Exposure} from '../evaluate/exposure.ts';
import type {OutsideTraffic} from '../evaluate/outside-traffic.ts';
import type {Traffic} from '../ir/traffic.ts';
import {escapeUntrusted} from './terminal.ts';
import {trafficText} from './traffic-text.ts';

/** More blocks than this are counted for people; programs get them all. */
const MOST_BLOCKS_SHOWN = 8;

/** Two lines: what outside addresses reach of the endpoint, and what it reaches there. */
export function outsideLines({fromOutside, toOutside}: Exposure): readonly string[] {
  return [`  From outside: ${outsideText(fromOutside, 'from')}`, `  To outside: ${outsideText(toOutside, 'to')}`];
}

function outsideText({any, blocks, more}: OutsideTraffic, preposition: 'from' | 'to'): string {
  const nothing = any.traffic.length + any.unknown.length === 0;
  const shown = blocks.slice(0, MOST_BLOCKS_SHOWN);
  const hidden = blocks.length - shown.length + more;
  const alike = new Map<string, string[]>();
  for (const {cidr, except, ...answer} of shown) {
    const words = [cidr, ...(except.length > 0 ? [`except ${except.join(', ')}`] : [])].join(' ');
    const told = answerText(answer);
    alike.set(told, [...(alike.get(told) ?? []), words]);
  }
  const parts = [
    ...(nothing && blocks.length > 0 ? [] : [nothing ? 'nothing' : `${answerText(any)} ${preposition} any address`]),
    ...[...alike].map(([told, words]) => `${told} ${preposition} ${words.join(' or ')}`),
    ...(hidden > 0 ? [`and ${hidden} more blocks of addresses`] : []),
  ];
  return parts.join('; ');
}

function answerText({traffic, unknown, denied}: TrafficAnswer): string {
  const words = [
    ...(traffic.length > 0 ? [trafficOrRest(traffic, denied, unknown)] : []),
    ...(unknown.length > 0 ? [`perhaps ${trafficText(unknown)}`] : []),
  ];
  return words.length > 0 ? words.join(', ') : 'nothing';
}

/** Where nearly everything passes, what does not is shorter to tell. */
function trafficOrRest(passing: Traffic, denied: Traffic, unknown: Traffic): string {
  const plain = trafficText(passing);
  const [family, ...others] = [...new Set(passing.map((each) => each.family))];
  if (others.length > 0 || unknown.length > 0) return plain;
  const rest = denied.filter((each) => each.family === family).map(({family: _, ...each}) => each);
  if (rest.length === 0) return plain;
  const but = `any traffic${family === undefined ? '' : ` over IPv${family}`} but ${trafficText(rest)}`;
  return but.length < plain.length ? but : plain;
}

const reachWords: Readonly<Record<ExposedPort['reach'], string>> = {
  any: 'open to any address',
  some: 'open to some addresses',
  none: 'closed by policy',
  unknown: 'not known whether policy opens it',
};

/** One line for each Service with an address outside the cluster that leads to the endpoint. */
export function serviceLines({services}: Exposure): readonly string[] {
  return services.map(({service: {type, namespace, name}, ports}) => {
    const told = ports.map(
      ({protocol, port, target, reach}) =>
        `${protocolName(protocol) ?? protocol} ${port}${target === port ? '' : ` to port ${target}`}, ${reachWords[reach]}`,
    );
    const words = told.length > 0 ? told.join('; ') : 'no port of it leads here';
    return `  Exposed by ${escapeUntrusted(`${type} ${namespace}/${name}`)}: ${words}`;
  });
}
