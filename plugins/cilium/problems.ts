import {printPath} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import type {Decoded} from './decode.ts';
import type {Finding} from './finding.ts';

/** A wrong type is refused by both, as the agent cannot decode it; an unknown field by the API server alone. */
export function typeProblems(decoded: Decoded, origin: Origin): readonly Diagnostic[] {
  return [
    ...decoded.wrongTypes.map(({path, found, expected}) =>
      diagnostic('field-type', within(origin, ...path), {
        layer: 'api-server',
        arguments: {path: printPath(path), found, expected},
      }),
    ),
    ...decoded.unknownFields.map(({path, hint}) =>
      diagnostic('field-unknown', within(origin, ...path), {
        layer: 'api-server',
        arguments: {path: printPath(path), ...(hint !== undefined && {hint})},
      }),
    ),
  ];
}

/** What both refuse is the API server's word first; a live object has passed there, so that the engine's is left. */
export function findingDiagnostic(finding: Finding, origin: Origin, live: boolean): Diagnostic {
  const {code, path, refuses} = finding;
  const layer = refuses === 'engine' || (refuses === 'both' && live) ? 'engine' : 'api-server';
  return diagnostic(code, within(origin, ...path), {layer, arguments: finding.arguments});
}
