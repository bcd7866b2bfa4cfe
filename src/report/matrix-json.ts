import type {JsonObject} from '../base/json.ts';
import type {SideReason} from '../evaluate/connectivity.ts';
import type {DocumentStream} from './document-stream.ts';
import {referenceJson} from './json.ts';
import {type JudgedItem, judgedItems, type MatrixAnswer, unconnected} from './matrix-answer.ts';
import {partyJson} from './party-json.ts';
import type {Places} from './place.ts';
import {trafficJson} from './traffic-json.ts';

/** The `ConnectivityMatrix` of cli.md section 3 behind its head: how many items, each with its reasons, who has none. */
export function* matrixDocument(
  answer: MatrixAnswer,
  head: JsonObject,
  places: Places,
  stream: DocumentStream,
): Generator<string> {
  const alone = unconnected(answer);
  yield stream.begin({...head, count: answer.count});
  for (const judged of judgedItems(answer)) {
    alone.pass(judged.item);
    yield stream.item(itemJson(judged, places));
  }
  yield stream.end({unconnected: alone.rest().map(partyJson)});
}

function itemJson({item, cni}: JudgedItem, places: Places): JsonObject {
  const {from, to, connections, unknown, unknowns} = item;
  const {egress, ingress} = item.because();
  return {
    ...(cni !== undefined && {profile: {cni}}),
    from: partyJson(from),
    to: partyJson(to),
    connections: trafficJson(connections),
    ...(unknown.length > 0 && {unknown: trafficJson(unknown), unknowns}),
    because: {egress: sideJson(egress, places), ingress: sideJson(ingress, places)},
  };
}

function sideJson({reason, by}: SideReason, places: Places): JsonObject {
  return {reason, by: by.map((each) => referenceJson(each, places))};
}
