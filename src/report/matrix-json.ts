import type {JsonObject} from '../base/json.ts';
import type {SideReason} from '../evaluate/connectivity.ts';
import type {DocumentStream} from './document-stream.ts';
import {type JsonParts, jsonParts} from './json-parts.ts';
import {type JudgedItem, judgedItems, type MatrixAnswer, unconnected} from './matrix-answer.ts';
import {partyJson} from './party-json.ts';
import type {Places} from './place.ts';

/** The `ConnectivityMatrix` of cli.md section 3 behind its head: how many items, each with its reasons, who has none. */
export function* matrixDocument(
  answer: MatrixAnswer,
  head: JsonObject,
  places: Places,
  stream: DocumentStream,
): Generator<string> {
  const alone = unconnected(answer);
  const parts = jsonParts(places);
  yield stream.begin({...head, count: answer.count});
  for (const judged of judgedItems(answer)) {
    alone.pass(judged.item);
    yield stream.item(itemJson(judged, parts));
  }
  yield stream.end({unconnected: alone.rest().map(partyJson)});
}

function itemJson({item, cni}: JudgedItem, parts: JsonParts): JsonObject {
  const {from, to, connections, unknown, unknowns} = item;
  const {egress, ingress} = item.because();
  return {
    ...(cni !== undefined && {profile: {cni}}),
    from: parts.party(from),
    to: parts.party(to),
    connections: parts.traffic(connections),
    ...(unknown.length > 0 && {unknown: parts.traffic(unknown), unknowns}),
    because: {egress: sideJson(egress, parts), ingress: sideJson(ingress, parts)},
  };
}

function sideJson({reason, by}: SideReason, {reference}: JsonParts): JsonObject {
  return {reason, by: by.map(reference)};
}
