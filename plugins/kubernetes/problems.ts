import {printPath} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import type {Findings} from './decode.ts';
import type {Refusal} from './validate.ts';

/** What decoding met, as diagnostics. Types and unknown fields refuse the object, as the API server does (A3). */
export function decodingProblems({types, fields, nulls}: Findings, origin: Origin): readonly Diagnostic[] {
  return [
    ...types.map(({path, found, expected}) =>
      diagnostic('field-type', within(origin, ...path), {
        layer: 'api-server',
        arguments: {path: printPath(path), found, expected},
      }),
    ),
    ...fields.map(({path, hint}) =>
      diagnostic('field-unknown', within(origin, ...path), {
        layer: 'api-server',
        arguments: {path: printPath(path), ...(hint !== undefined && {hint})},
      }),
    ),
    ...nulls.map(({path}) => diagnostic('null-item', within(origin, ...path), {arguments: {path: printPath(path)}})),
  ];
}

export function refusalProblem({rule, path, value, reason}: Refusal, origin: Origin): Diagnostic {
  return diagnostic('value-invalid', within(origin, ...path), {
    layer: 'api-server',
    arguments: {path: printPath(path), value, reason, rule},
  });
}

export function strictCidrProblem({rule, path, value, reason}: Refusal, origin: Origin): Diagnostic {
  return diagnostic('cidr-not-canonical', within(origin, ...path), {
    arguments: {path: printPath(path), value, why: reason, rule},
  });
}
