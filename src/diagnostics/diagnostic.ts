import type {Json} from '../base/json.ts';
import {type Code, codes} from './codes.ts';
import type {Origin} from './origin.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Who would refuse it: the API server, the policy engine, or only this tool. */
export type Layer = 'api-server' | 'engine' | 'tool';

/** What went wrong or deserves a remark, as data. Prose is made by `message.ts` alone. */
export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly layer?: Layer;
  readonly origin?: Origin;
  /** Offset in the source text for syntax errors, where no path exists. From 0, in UTF-16 code units. */
  readonly offset?: number;
  /** Line and column (from 1) where another parser found them itself, as the HCL parser does. */
  readonly position?: {readonly line: number; readonly column: number};
  readonly arguments: Readonly<Record<string, Json>>;
}

export interface DiagnosticDetails {
  readonly arguments?: Readonly<Record<string, Json>>;
  readonly layer?: Layer;
  readonly offset?: number;
  readonly position?: {readonly line: number; readonly column: number};
  /** Overrides the severity of the catalogue, for a code whose weight depends on the situation. */
  readonly severity?: Severity;
}

export function diagnostic(code: Code, origin: Origin | undefined, details: DiagnosticDetails = {}): Diagnostic {
  const {layer, offset, position} = details;
  return {
    code,
    severity: details.severity ?? codes[code],
    ...(layer && {layer}),
    ...(origin && {origin}),
    ...(offset !== undefined && {offset}),
    ...(position && {position}),
    arguments: details.arguments ?? {},
  };
}
