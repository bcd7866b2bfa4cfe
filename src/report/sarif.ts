import type {Json, JsonObject} from '../base/json.ts';
import type {Severity} from '../diagnostics/diagnostic.ts';
import type {Source} from '../diagnostics/origin.ts';
import {escapeUntrusted} from './terminal.ts';

/** One finding as code scanners show it. */
export interface SarifResult {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly source?: Source;
}

const levels = {error: 'error', warning: 'warning', info: 'note'} as const;

/** A SARIF 2.1.0 log of one run; `rules` says in short what each rule that occurs is about. */
export function sarifLog(results: readonly SarifResult[], rules: Readonly<Record<string, string>>): JsonObject {
  const used = [...new Set(results.map(({rule}) => rule))].sort();
  const driver = {
    name: 'kubectl-netpol',
    rules: used.map((id) => ({id, shortDescription: {text: rules[id] ?? id}})),
  };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{tool: {driver}, results: results.map(resultJson)}],
  };
}

function resultJson({rule, severity, message, source}: SarifResult): JsonObject {
  return {
    ruleId: rule,
    level: levels[severity],
    message: {text: escapeUntrusted(message)},
    ...(source && {locations: [locationJson(source)]}),
  };
}

function locationJson({file, line, column, resource}: Source): Json {
  const region =
    line === undefined ? {} : {region: {startLine: line, ...(column !== undefined && {startColumn: column})}};
  return {
    physicalLocation: {artifactLocation: {uri: fileUri(file)}, ...region},
    ...(resource !== undefined && {
      logicalLocations: [{fullyQualifiedName: escapeUntrusted(resource), kind: 'resource'}],
    }),
  };
}

/** A path as a relative reference; standard input and clusters have no better one. */
function fileUri(file: string): string {
  return encodeURI(file).replaceAll('#', '%23').replaceAll('?', '%3F');
}
