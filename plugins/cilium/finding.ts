import {type Json, type Path, printPath} from '../../src/base/json.ts';
import type {Code} from '../../src/diagnostics/codes.ts';

/** Who refuses a document: Cilium's agent, only the schema of the API server, or both. */
export type Refuses = 'engine' | 'api-server' | 'both';

/** What is wrong with a document, with the rule of cilium.md section 4 that says so and who refuses it. */
export interface Finding {
  readonly code: Code;
  readonly path: Path;
  /** Whose fields it speaks of together; absent: what stands at the path. */
  readonly about?: Path;
  readonly refuses: Refuses;
  readonly arguments: Readonly<Record<string, Json>>;
}

/** A value that is not taken. */
export function badValue(rule: string, path: Path, value: Json, reason: string, refuses: Refuses = 'engine'): Finding {
  return {code: 'value-invalid', path, refuses, arguments: {path: printPath(path), value, reason, rule}};
}

/** A field that has to be given. */
export function missing(rule: string, path: Path, refuses: Refuses = 'api-server'): Finding {
  return {code: 'field-missing', path, refuses, arguments: {path: printPath(path), rule}};
}

/** Things that cannot stand together, or not without another. */
export function badCombination(rule: string, path: Path, reason: string, refuses: Refuses = 'engine'): Finding {
  return {code: 'combination-invalid', path, refuses, arguments: {path: printPath(path), reason, rule}};
}
