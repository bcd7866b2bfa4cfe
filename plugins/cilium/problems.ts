import {printPath} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import type {Decoded} from './decode.ts';
import type {Finding} from './finding.ts';

/** A wrong type stops the agent's decoder; an unknown field is refused by the API server alone. */
export function typeProblems(decoded: Decoded, origin: Origin): readonly Diagnostic[] {
  return [
    ...decoded.wrongTypes.map(({path, found, expected}) =>
      diagnostic('field-type', within(origin, ...path), {
        layer: 'engine',
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

export function findingDiagnostic(finding: Finding, origin: Origin): Diagnostic {
  const {code, path, layer} = finding;
  return diagnostic(code, within(origin, ...path), {layer, arguments: finding.arguments});
}
