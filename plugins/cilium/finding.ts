import {type Json, type Path, printPath} from '../../src/base/json.ts';
import type {Code} from '../../src/diagnostics/codes.ts';
import type {Layer} from '../../src/diagnostics/diagnostic.ts';

/** What is wrong with a document, with the rule of cilium.md section 4 that says so and who refuses it. */
export interface Finding {
  readonly code: Code;
  readonly path: Path;
  readonly layer: Layer;
  readonly arguments: Readonly<Record<string, Json>>;
}

/** A value that Cilium's agent (or only the schema of the API server) does not take. */
export function badValue(rule: string, path: Path, value: Json, reason: string, layer: Layer = 'engine'): Finding {
  return {code: 'value-invalid', path, layer, arguments: {path: printPath(path), value, reason, rule}};
}

/** Things that cannot stand together, or not without another. */
export function badCombination(rule: string, path: Path, reason: string, layer: Layer = 'engine'): Finding {
  return {code: 'combination-invalid', path, layer, arguments: {path: printPath(path), reason, rule}};
}
