import type {JsonObject} from '../base/json.ts';
import {type DiffAnswer, type DiffCounts, type JudgedDiffItem, judgedDiffItems} from './diff-answer.ts';
import type {DocumentStream} from './document-stream.ts';
import {referenceJson} from './json.ts';
import {partyJson} from './party-json.ts';
import {trafficJson} from './traffic-json.ts';

/** The `ConnectivityDiff` of cli.md section 3 behind its head; each reference says into which input it points. */
export function* diffDocument(
  answer: DiffAnswer,
  counts: DiffCounts,
  head: JsonObject,
  stream: DocumentStream,
): Generator<string> {
  const {addedParties, removedParties} = answer;
  const parties = {addedParties: addedParties.map(partyJson), removedParties: removedParties.map(partyJson)};
  yield stream.begin({...head, ...parties});
  for (const judged of judgedDiffItems(answer, counts)) yield stream.item(itemJson(judged, answer));
  yield stream.end({summary: {...counts}});
}

function itemJson({item, cni}: JudgedDiffItem, {context}: DiffAnswer): JsonObject {
  const {change, from, to, before, after, unknownBefore, unknownAfter, because} = item;
  return {
    ...(cni !== undefined && {profile: {cni}}),
    change,
    from: partyJson(from),
    to: partyJson(to),
    before: trafficJson(before),
    after: trafficJson(after),
    ...(unknownBefore.length > 0 && {unknownBefore: trafficJson(unknownBefore)}),
    ...(unknownAfter.length > 0 && {unknownAfter: trafficJson(unknownAfter)}),
    because: because.map(({input, reference}) => ({input, ...referenceJson(reference, context[input])})),
  };
}
