import {remember} from '../base/remember.ts';
import type {Traffic} from '../ir/traffic.ts';
import {missingTraffic} from './traffic-rest.ts';
import {trafficText} from './traffic-text.ts';

/** The words for traffic in a table. */
export type TrafficWords = (traffic: Traffic) => string;

/** Words with short ones for all traffic and for nearly all; many lines share few traffics. */
export function trafficWords(): TrafficWords {
  return remember(shortText);
}

function shortText(traffic: Traffic): string {
  const text = trafficText(traffic);
  if (text === 'any traffic') return 'all';
  const missing = missingTraffic(traffic);
  const but = missing && `all but ${trafficText(missing)}`;
  return but !== undefined && but.length < text.length ? but : text;
}

/** What passes between two parties. */
export interface Passing {
  readonly connections: Traffic;
  readonly unknown: Traffic;
}

/** `TCP 80,443, perhaps UDP 53`: what is not known is marked; nothing is no word. */
export function passingText({connections, unknown}: Passing, words: TrafficWords): string {
  const parts = [
    ...(connections.length > 0 ? [words(connections)] : []),
    ...(unknown.length > 0 ? [`perhaps ${words(unknown)}`] : []),
  ];
  return parts.join(', ');
}
