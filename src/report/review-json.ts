import type {JsonObject} from '../base/json.ts';
import {certificateJson} from './certificate-json.ts';
import {diffItemJson} from './diff-json.ts';
import {diagnosticJson, originJson} from './json.ts';
import {jsonParts} from './json-parts.ts';
import type {Places} from './place.ts';
import {
  type Cause,
  jointVerdict,
  type PlacedReview,
  type PlannedChange,
  type ReviewAnswer,
  type ReviewHead,
  reviewCounts,
  unknownAttributes,
} from './review-answer.ts';

/** The body of a `PlanReview` (cli.md section 3). Of several clusters each part says to which it belongs. */
export function reviewJson(reviews: readonly PlacedReview[]): JsonObject {
  const answers = reviews.map(({answer}) => answer);
  const counts = answers.map(reviewCounts);
  const sum = (head: ReviewHead): number => counts.reduce((total, each) => total + each[head], 0);
  const [certificate] = answers.length === 1 ? answers.map(certificateOf) : [];
  return {
    changes: reviews.flatMap(({answer, places}) => answer.changes.map((each) => changeJson(each, answer, places))),
    connections: answers.flatMap(connectionsJson),
    risks: reviews.flatMap(({answer, places}) =>
      answer.risks.map((risk) => ({...diagnosticJson(risk, places), ...clusterOf(answer)})),
    ),
    unknown: answers.flatMap((answer) => unknownAttributes(answer).map((each) => ({...each, ...clusterOf(answer)}))),
    verdict: jointVerdict(answers),
    summary: {opened: sum('opened'), closed: sum('closed'), unknown: sum('unknown')},
    ...certificate,
    ...(answers.length > 1 && {clusters: answers.map(clusterJson)}),
  };
}

function clusterJson(answer: ReviewAnswer): JsonObject {
  return {...clusterOf(answer), verdict: answer.verdict, summary: {...reviewCounts(answer)}, ...certificateOf(answer)};
}

function clusterOf({cluster}: ReviewAnswer): JsonObject {
  return cluster === undefined ? {} : {cluster};
}

function certificateOf({diff: {certificate}}: ReviewAnswer): JsonObject {
  return certificate ? {certificate: certificateJson(certificate)} : {};
}

function connectionsJson(answer: ReviewAnswer): readonly JsonObject[] {
  const {before, after} = answer.diff.context;
  const sides = {before: jsonParts(before), after: jsonParts(after)};
  return answer.connections.map(({item, cni, opened, closed, unknown, causes}) => ({
    ...clusterOf(answer),
    ...diffItemJson({item, cni}, sides),
    opened: sides.after.traffic(opened),
    closed: sides.after.traffic(closed),
    unknown: sides.after.traffic(unknown),
    ...(unknown.length > 0 && {unknowns: item.unknowns}),
    causes: causes.map(causeJson),
  }));
}

function changeJson(change: PlannedChange, answer: ReviewAnswer, places: Places): JsonObject {
  const {address, previousAddress, actions, importing, before, after, attributes, replacedFor, sensitive, origin} =
    change;
  return {
    ...clusterOf(answer),
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
