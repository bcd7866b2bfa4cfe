import type {Loss} from '../../plugins/dialect.ts';
import {type JsonObject, printPath} from '../base/json.ts';
import {protocolName} from '../base/protocols.ts';
import type {Conversion} from '../convert/conversion.ts';
import type {Certificate, Witness} from '../prove/certificate.ts';
import {endpointJson, originJson} from './json.ts';
import type {Places} from './place.ts';
import {portOf, requestText} from './verdict-json.ts';

/** The body of a `Conversion` (cli.md section 3). What was refused holds no documents. */
export function conversionJson(
  {objects, text, losses, certificate}: Conversion,
  written: boolean,
  places: Places,
): JsonObject {
  const documents = written ? objects.map(({object}) => object) : [];
  return {
    ...(written && text !== undefined ? {hcl: text} : {documents}),
    losses: losses.map((loss) => lossJson(loss, places)),
    certificate: certificateJson(certificate),
  };
}

export function lossJson({code, origin, effect, message, suggestion}: Loss, places: Places): JsonObject {
  return {
    code,
    path: printPath(origin.path),
    source: originJson(origin, places),
    effect,
    message,
    ...(suggestion !== undefined && {suggestion}),
  };
}

export function certificateJson({result, scope, source, target, assumptions, witness}: Certificate): JsonObject {
  return {
    result,
    scope,
    source: {...source},
    target: {...target},
    assumptions,
    witness: witness && witnessJson(witness),
  };
}

function witnessJson(witness: Witness): JsonObject {
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
