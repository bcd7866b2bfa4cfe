import type {JsonObject} from '../base/json.ts';
import {remember} from '../base/remember.ts';
import type {Reference} from '../evaluate/answer.ts';
import type {Party, SideReason} from '../evaluate/connectivity.ts';
import type {Traffic} from '../ir/traffic.ts';
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
  const parts: Parts = {
    party: remember(partyJson),
    traffic: remember(trafficJson),
    reference: remember((reference) => referenceJson(reference, places)),
  };
  yield stream.begin({...head, count: answer.count});
  for (const judged of judgedItems(answer)) {
    alone.pass(judged.item);
    yield stream.item(itemJson(judged, parts));
  }
  yield stream.end({unconnected: alone.rest().map(partyJson)});
}

/** What many items share is made once. */
interface Parts {
  readonly party: (party: Party) => JsonObject;
  readonly traffic: (traffic: Traffic) => readonly JsonObject[];
  readonly reference: (reference: Reference) => JsonObject;
}

function itemJson({item, cni}: JudgedItem, parts: Parts): JsonObject {
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

function sideJson({reason, by}: SideReason, {reference}: Parts): JsonObject {
  return {reason, by: by.map(reference)};
}
