import {read} from '../../plugins/cilium/read.ts';
import type {Version} from '../base/version.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {Policy} from '../ir/policy.ts';
import type {Document} from '../sources/document.ts';

/** A plain value as a document, for tests. */
export function plainDocument(value: unknown, live = false): Document {
  const origin = {file: 'test.yaml', document: 1, path: []};
  return {
    origin,
    content: {syntax: 'value', value},
    locate: () => ({file: 'test.yaml', document: 1, path: ''}),
    ...(live && {live: true as const}),
  };
}

/** Reads one object; kind, name and namespace `a` are added where the test does not care. */
export function readPlain(
  value: Readonly<Record<string, unknown>>,
  {live = false, version}: {readonly live?: boolean; readonly version?: Version} = {},
): {readonly policies: readonly Policy[]; readonly diagnostics: readonly Diagnostic[]} {
  const sample = {name: 'sample', namespace: 'a'};
  const object = {apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: sample, ...value};
  const {policies = [], diagnostics = []} = read(plainDocument(object, live), {
    namespace: 'default',
    ...(version && {version}),
  });
  return {policies, diagnostics};
}
