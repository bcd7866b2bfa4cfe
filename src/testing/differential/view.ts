import type {Connection, VerdictName} from '../../evaluate/answer.ts';
import {DEFAULT_SOURCE_PORT} from '../../evaluate/ask.ts';
import {endpointKey} from '../../ir/world.ts';

/** An answer for many connections at once, as it answers each of them. */
export interface View {
  readonly name: string;
  /** Undefined for connections that it does not speak of; in words where it contradicts itself. */
  readonly verdict: (connection: Connection) => VerdictName | Oddity | undefined;
}

export interface Oddity {
  readonly odd: string;
}

/** What such answers leave out: requests, other source ports than the usual one, Services, an end and itself. */
export function isPlain({from, to, http, viaService, sourcePort}: Connection): boolean {
  return !http && !viaService && sourcePort === DEFAULT_SOURCE_PORT && endpointKey(from) !== endpointKey(to);
}
