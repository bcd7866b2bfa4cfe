import {type Json, type JsonObject, printPath} from '../base/json.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import {message} from '../diagnostics/message.ts';
import type {Origin, Source} from '../diagnostics/origin.ts';
import type {Reference} from '../evaluate/answer.ts';
import type {StagedCounts} from '../evaluate/enforce-staged.ts';
import type {Endpoint} from '../ir/world.ts';
import {diagnosticSource, type Places} from './place.ts';
import {escapeInQuotes} from './terminal.ts';

/** What was read: a file or directory as the user named it, or a live cluster and when it was read. */
export type InputName = {readonly file: string} | {readonly cluster: string; readonly readAt: string};

export interface Envelope {
  readonly kind: string;
  readonly profiles: readonly string[];
  readonly inputs: readonly InputName[];
  readonly diagnostics: readonly Diagnostic[];
  /** How many staged policies were taken as enforced; absent: none was. */
  readonly staged?: StagedCounts | undefined;
}

/** The one JSON document of an answer (cli.md section 3): the same head for every verb, then its own body. */
export function envelope(
  {kind, profiles, inputs, diagnostics, staged}: Envelope,
  places: Places,
  body: JsonObject,
): JsonObject {
  return {
    apiVersion: 'netpol/v1',
    kind,
    profile: {cni: profiles.join('+'), ...(staged && {staged: {...staged}})},
    inputs: inputs.map((input): JsonObject => ({...input})),
    diagnostics: diagnostics.map((each) => diagnosticJson(each, places)),
    ...body,
  };
}

/** JSON text that is safe on a terminal: what could move the cursor stands there as an escape, with the same meaning. */
export function printJson(value: Json): string {
  return escapeInQuotes(JSON.stringify(value, null, 2), 'json');
}

export function diagnosticJson(diagnostic: Diagnostic, places: Places): JsonObject {
  const {code, severity, layer} = diagnostic;
  const source = diagnosticSource(diagnostic, places);
  return {
    code,
    severity,
    message: message(diagnostic),
    ...(layer && {layer}),
    ...(source && {source: sourceJson(source)}),
    arguments: diagnostic.arguments,
  };
}

function sourceJson({file, document, path, line, column, resource}: Source): JsonObject {
  return {
    file,
    document,
    path,
    ...(line !== undefined && {line}),
    ...(column !== undefined && {column}),
    ...(resource !== undefined && {resource}),
  };
}

export function originJson(origin: Origin, {locate}: Places): JsonObject {
  return sourceJson({...locate(origin), path: printPath(origin.path)});
}

export function referenceJson(reference: Reference, places: Places): JsonObject {
  const {id, rule, peer, port, action, missed, origin} = reference;
  const {dialect, kind, namespace, name} = id;
  return {
    dialect,
    kind,
    ...(namespace !== undefined && {namespace}),
    name,
    ...(rule !== undefined && {rule}),
    ...(peer !== undefined && {peer}),
    ...(port !== undefined && {port}),
    ...(action && {action}),
    ...(missed && {missed}),
    source: originJson(origin, places),
  };
}

/** `kind` is `workload` for an endpoint that was made from a template; `workload` is the kind of its owner. */
export function endpointJson({name, kind, namespace, labels, workload, owner}: Endpoint): JsonObject {
  const of = workload ?? owner;
  return {
    name,
    kind: workload ? 'workload' : kind,
    ...(of && {workload: of.kind}),
    ...(namespace !== undefined && {namespace, labels}),
  };
}
