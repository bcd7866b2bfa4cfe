import {intervals} from '../../src/base/intervals.ts';
import {isObject, type Path} from '../../src/base/json.ts';
import {TCP} from '../../src/base/protocols.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {and, isKind, label, type Match, namespaceIs, oneOf, sameNamespace} from '../../src/ir/match.ts';
import {rule} from '../../src/ir/policy.ts';
import {numberedPorts, protocolPorts} from '../../src/ir/traffic.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read, ReadContext} from '../dialect.ts';

/** One document to at most one policy. An invalid one is refused whole, by every error at once. */
export function read({content, origin}: Document, context: ReadContext): Read {
  const value = content.syntax === 'value' ? content.value : undefined;
  const errors: Diagnostic[] = [];
  const reader = {root: value, origin, errors};
  const name = text(reader, ['metadata', 'name']);
  const namespace = text(reader, ['metadata', 'namespace'], context.namespace);
  const pods = labels(reader, ['spec', 'pods']);
  const peers = list(reader, ['spec', 'allowFrom']).map((_, index) => {
    const path = ['spec', 'allowFrom', index];
    return {value: and(isKind('pod'), sameNamespace, labels(reader, path)), path};
  });
  const ports = list(reader, ['spec', 'ports']).map((_, index) => port(reader, ['spec', 'ports', index]));
  if (errors.length > 0) return {diagnostics: errors};

  const numbers = numberedPorts(intervals(ports.map((each) => [each, each] as const)));
  return {
    policies: [
      {
        id: {dialect: 'template', apiVersion: 'example.org/v1', kind: 'ExamplePolicy', namespace, name},
        origin,
        labels: {},
        annotations: {},
        group: {group: 'networkpolicy'},
        subject: and(isKind('pod'), namespaceIs(namespace), pods),
        ingress: {
          isolates: true,
          rules: [
            rule({
              action: 'allow',
              peers,
              ports: [{value: [protocolPorts(TCP, numbers)], path: ['spec', 'ports']}],
              path: ['spec'],
              index: 0,
            }),
          ],
        },
        remainder: [],
      },
    ],
  };
}

interface Reader {
  readonly root: unknown;
  readonly origin: Origin;
  readonly errors: Diagnostic[];
}

function at(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    if (Array.isArray(value)) return value[Number(step)];
    return isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  }, root);
}

function expected(reader: Reader, path: Path, what: string, found: unknown): void {
  const details = {
    arguments: {path: path.join('.'), expected: what, found: typeof found},
    layer: 'api-server',
  } as const;
  reader.errors.push(diagnostic('field-type', within(reader.origin, ...path), details));
}

function text(reader: Reader, path: Path, otherwise?: string): string {
  const value = at(reader.root, path) ?? otherwise;
  if (typeof value === 'string') return value;
  expected(reader, path, 'a string', value);
  return '';
}

function list(reader: Reader, path: Path): readonly unknown[] {
  const value = at(reader.root, path) ?? [];
  if (Array.isArray(value)) return value;
  expected(reader, path, 'a list', value);
  return [];
}

function labels(reader: Reader, path: Path): Match {
  const value = at(reader.root, path) ?? {};
  if (!isObject(value)) {
    expected(reader, path, 'a map of labels', value);
    return and();
  }
  return and(...Object.keys(value).map((key) => label(key, oneOf([text(reader, [...path, key])]))));
}

function port(reader: Reader, path: Path): number {
  const value = at(reader.root, path);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 65535) return value;
  expected(reader, path, 'a port from 1 to 65535', value);
  return 0;
}
