import type {JsonObject} from '../base/json.ts';
import {certificateJson} from './certificate-json.ts';
import {diffItemJson} from './diff-json.ts';
import {diagnosticJson, originJson} from './json.ts';
import {jsonParts} from './json-parts.ts';
import type {Places} from './place.ts';
import {type Cause, type PlannedChange, type ReviewAnswer, reviewCounts, unknownAttributes} from './review-answer.ts';

/** The body of a `PlanReview` (cli.md section 3). */
export function reviewJson(answer: ReviewAnswer, places: Places): JsonObject {
  const {changes, connections, risks, verdict, diff} = answer;
  const sides = {before: jsonParts(diff.context.before), after: jsonParts(diff.context.after)};
  return {
    changes: changes.map((change) => changeJson(change, places)),
    connections: connections.map(({item, cni, opened, closed, unknown, causes}) => ({
      ...diffItemJson({item, cni}, sides),
      opened: sides.after.traffic(opened),
      closed: sides.after.traffic(closed),
      unknown: sides.after.traffic(unknown),
      ...(unknown.length > 0 && {unknowns: item.unknowns}),
      causes: causes.map(causeJson),
    })),
    risks: risks.map((risk) => diagnosticJson(risk, places)),
    unknown: unknownAttributes(answer),
    verdict,
    summary: {...reviewCounts(answer)},
    ...(diff.certificate && {certificate: certificateJson(diff.certificate)}),
  };
}

function changeJson(change: PlannedChange, places: Places): JsonObject {
  const {address, previousAddress, actions, importing, before, after, attributes, replacedFor, sensitive, origin} =
    change;
  return {
    address,
    ...(previousAddress !== undefined && {previousAddress}),
    actions,
    ...(importing && {importing}),
    before: before.map((object) => ({...object})),
    after: after.map((object) => ({...object})),
    attributes,
    ...(replacedFor.length > 0 && {replacedFor}),
    ...(sensitive.length > 0 && {sensitive}),
    source: originJson(origin, places),
  };
}

function causeJson({change: {address, actions}, attribute}: Cause): JsonObject {
  return {address, actions, ...(attribute !== undefined && attribute !== '' && {attribute})};
}
