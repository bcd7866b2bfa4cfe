import type {JsonObject} from '../base/json.ts';
import type {Severity} from '../diagnostics/diagnostic.ts';
import {message} from '../diagnostics/message.ts';
import {diagnosticSource, type Places} from './place.ts';
import {type PlacedReview, type ReviewAnswer, type ReviewHead, reviewHeads} from './review-answer.ts';
import {causesWords, headWords} from './review-words.ts';
import {type SarifResult, sarifLog} from './sarif.ts';

const severities: Readonly<Record<ReviewHead, Severity>> = {opened: 'warning', closed: 'info', unknown: 'warning'};

const rules: Readonly<Record<string, string>> = {
  'connection-opened': 'The plan opens a connection',
  'connection-closed': 'The plan closes a connection',
  'connection-unknown': 'Whether a connection passes is known only after apply',
};

/** Reviews of all clusters for code scanning: each connection at the first resource that causes it, then the risks. */
export function reviewSarif(reviews: readonly PlacedReview[]): JsonObject {
  const results = reviews.flatMap(({answer, places}) => [
    ...reviewHeads.flatMap((head) => connectionResults(answer, head, places)),
    ...risks(answer, places),
  ]);
  return sarifLog(results, rules);
}

function connectionResults(
  {connections, diff, plan, cluster}: ReviewAnswer,
  head: ReviewHead,
  places: Places,
): readonly SarifResult[] {
  return connections
    .filter((each) => each[head].length > 0)
    .map(({item, causes, cni, ...traffic}) => {
      const [cause] = causes;
      const because = causes.length > 0 ? `, because of ${causesWords(causes).join('; ')}` : '';
      const engine = cni === undefined ? '' : ` as ${cni} judges`;
      const where = cluster === undefined ? '' : ` in the cluster of ${cluster}`;
      const what = `${diff.nameOf(item.from)} -> ${diff.nameOf(item.to)}: ${diff.words(traffic[head])}`;
      return {
        rule: `connection-${head}`,
        severity: severities[head],
        message: `${headWords[head]}${where}${engine}: ${what}${because}`,
        source: cause ? places.locate(cause.change.origin) : {file: plan, document: 1, path: ''},
      };
    });
}

function risks({risks: found, plan}: ReviewAnswer, places: Places): readonly SarifResult[] {
  return found.map((risk) => ({
    rule: risk.code,
    severity: risk.severity,
    message: message(risk),
    source: diagnosticSource(risk, places) ?? {file: plan, document: 1, path: ''},
  }));
}
