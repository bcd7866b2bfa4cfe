import {type Path, printPath} from '../../src/base/json.ts';
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
    ...fields.map(({path, hint = homeOf(path)}) =>
      diagnostic('field-unknown', within(origin, ...path), {
        layer: 'api-server',
        arguments: {path: printPath(path), ...(hint !== undefined && {hint})},
      }),
    ),
    ...nulls.map(({path}) => diagnostic('null-item', within(origin, ...path), {arguments: {path: printPath(path)}})),
  ];
}

/** Where a field belongs that stands at the wrong depth, which is mostly a matter of indentation. */
const homes: Readonly<Record<string, string>> = {
  podSelector: 'from[].podSelector',
  namespaceSelector: 'from[].namespaceSelector',
  ipBlock: 'from[].ipBlock',
  cidr: 'ipBlock.cidr',
  except: 'ipBlock.except',
  matchLabels: 'podSelector.matchLabels',
  matchExpressions: 'podSelector.matchExpressions',
  key: 'matchExpressions[].key',
  operator: 'matchExpressions[].operator',
  values: 'matchExpressions[].values',
  from: 'ingress[].from',
  to: 'egress[].to',
  ports: 'ingress[].ports',
  port: 'ports[].port',
  endPort: 'ports[].endPort',
  protocol: 'ports[].protocol',
  policyTypes: 'spec.policyTypes',
  ingress: 'spec.ingress',
  egress: 'spec.egress',
  name: 'metadata.name',
  namespace: 'metadata.namespace',
  labels: 'metadata.labels',
  annotations: 'metadata.annotations',
};

function homeOf(path: Path): string | undefined {
  const [parent, key] = [path.at(-2), path.at(-1)];
  if (typeof key !== 'string') return undefined;
  const direction = path.includes('egress') ? 'egress' : 'ingress';
  if (typeof parent === 'number' && path.at(-3) === direction) {
    if (key === 'from' && direction === 'egress') return 'to';
    if (key === 'to' && direction === 'ingress') return 'from';
  }
  const home = Object.hasOwn(homes, key) ? homes[key] : undefined;
  if (home === undefined) return /[sS]elector$/.test(String(parent)) ? `matchLabels.${key}` : undefined;
  return direction === 'ingress' ? home : home.replace(/^from\[\]/, 'to[]').replace(/^ingress\[\]/, 'egress[]');
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

export function longCidrProblem({path, value, reason}: Refusal, origin: Origin): Diagnostic {
  return diagnostic('cidr-not-short', within(origin, ...path), {
    arguments: {path: printPath(path), value, use: reason},
  });
}
