import type {JsonObject} from '../base/json.ts';
import {protocolName} from '../base/protocols.ts';
import type {Certificate, Witness} from '../prove/certificate.ts';
import {grantedBy} from './granted-by.ts';
import {endpointJson} from './json.ts';
import {portOf, requestText} from './verdict-json.ts';

/** The `Certificate` of cli.md section 3. */
export function certificateJson(certificate: Certificate): JsonObject {
  const {result, scope, source, target, witness} = certificate;
  return {
    result,
    scope,
    source: {...source},
    target: {...target},
    assumptions: grantedBy(certificate),
    witness: witness && witnessJson(witness),
  };
}

/** One connection that two sets answer differently. */
export function witnessJson(witness: Witness): JsonObject {
  const {from, to, protocol, sourcePort, family, http, source, target} = witness;
  return {
    from: endpointJson(from),
    to: endpointJson(to),
    protocol: protocolName(protocol) ?? protocol,
    port: portOf(witness) ?? null,
    ...(sourcePort !== undefined && {sourcePort}),
    family,
    ...(http && {http: requestText(http)}),
    source,
    target,
  };
}
