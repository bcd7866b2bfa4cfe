import {type Json, type Path, printPath} from '../../src/base/json.ts';
import type {Code} from '../../src/diagnostics/codes.ts';

/** Who refuses a document: Cilium's agent, only the schema of the API server, or both. */
export type Refuses = 'engine' | 'api-server' | 'both';

/** What is wrong with a document, with the rule of cilium.md section 4 that says so and who refuses it. */
export interface Finding {
  readonly code: Code;
  readonly path: Path;
  readonly refuses: Refuses;
  readonly arguments: Readonly<Record<string, Json>>;
}

/** A value that is not taken. */
export function badValue(rule: string, path: Path, value: Json, reason: string, refuses: Refuses = 'engine'): Finding {
  return {code: 'value-invalid', path, refuses, arguments: {path: printPath(path), value, reason, rule}};
}

/** Things that cannot stand together, or not without another. */
export function badCombination(rule: string, path: Path, reason: string, refuses: Refuses = 'engine'): Finding {
  return {code: 'combination-invalid', path, refuses, arguments: {path: printPath(path), reason, rule}};
}
