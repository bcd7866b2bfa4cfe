import type {Verdict} from '../evaluate/answer.ts';
import {DEFAULT_SOURCE_PORT} from '../evaluate/ask.ts';
import type {Witness} from './certificate.ts';

/** A connection that two sets answer differently, both surely. */
export function witnessOf(source: Verdict, target: Verdict): Witness {
  const {from, to, protocol, port, icmp, family, http, sourcePort} = source.connection;
  return {
    from,
    to,
    protocol,
    ...(port !== undefined && {port}),
    ...(icmp && {icmp}),
    ...(sourcePort !== DEFAULT_SOURCE_PORT && {sourcePort}),
    family,
    ...(http && {http}),
    source: source.verdict === 'allow' ? 'allow' : 'deny',
    target: target.verdict === 'allow' ? 'allow' : 'deny',
  };
}
