import type {JsonObject} from '../base/json.ts';
import {certificateJson} from './certificate-json.ts';
import {type DiffAnswer, type DiffCounts, type JudgedDiffItem, judgedDiffItems} from './diff-answer.ts';
import type {DocumentStream} from './document-stream.ts';
import {type JsonParts, jsonParts} from './json-parts.ts';
import {partyJson} from './party-json.ts';

/** The `ConnectivityDiff` of cli.md section 3 behind its head; each reference says into which input it points. */
export function* diffDocument(
  answer: DiffAnswer,
  counts: DiffCounts,
  head: JsonObject,
  stream: DocumentStream,
): Generator<string> {
  const {addedParties, removedParties} = answer;
  const parties = {addedParties: addedParties.map(partyJson), removedParties: removedParties.map(partyJson)};
  const sides = {before: jsonParts(answer.context.before), after: jsonParts(answer.context.after)};
  yield stream.begin({...head, ...parties});
  for (const judged of judgedDiffItems(answer, counts)) yield stream.item(itemJson(judged, sides));
  const {certificate} = answer;
  yield stream.end({summary: {...counts}, ...(certificate && {certificate: certificateJson(certificate)})});
}

function itemJson({item, cni}: JudgedDiffItem, sides: Readonly<Record<'before' | 'after', JsonParts>>): JsonObject {
  const {party, traffic} = sides.after;
  const {change, from, to, before, after, unknownBefore, unknownAfter, because} = item;
  return {
    ...(cni !== undefined && {profile: {cni}}),
    change,
    from: party(from),
    to: party(to),
    before: traffic(before),
    after: traffic(after),
    ...(unknownBefore.length > 0 && {unknownBefore: traffic(unknownBefore)}),
    ...(unknownAfter.length > 0 && {unknownAfter: traffic(unknownAfter)}),
    because: because.map(({input, reference}) => ({input, ...sides[input].reference(reference)})),
  };
}
