import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {Diagnostic} from '../../src/diagnostics/diagnostic.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Instead} from '../dialect.ts';
import {type Fields, field, fieldsOf, oneOfTexts} from './fields.ts';
import {readMetadata} from './metadata.ts';
import {stagedActions} from './schema.ts';
import {stagedAs, validateDelete} from './staged.ts';

/**
 * A StagedKubernetesNetworkPolicy holds the spec of a NetworkPolicy of Kubernetes and a `stagedAction` (calico.md 3.1). It
 * is read as that policy, and what comes of it is staged. Undefined where its own parts are wrong.
 */
export function stagedKubernetes(object: Fields, document: Document, stored: boolean): Instead | undefined {
  const {apiVersion} = object.values;
  const metadata = stored ? readMetadata(object, stored) : object.values['metadata'];
  if (stored && metadata === undefined) return undefined;
  const at = field(object, 'spec');
  const fields = at.value instanceof UnknownValue ? undefined : fieldsOf(at);
  const action = fields && oneOfTexts(field(fields, 'stagedAction'), stagedActions);
  if (action === 'Delete') validateDelete(object);
  const {stagedAction: _, ...spec} = fields?.values ?? {};
  const value = {apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: fields ? spec : at.value};
  const staged = stagedAs(action);
  return {
    document: {...document, content: {syntax: 'value', value}},
    as: ({policies, diagnostics}) => ({
      ...(policies && {policies: policies.map((each) => stagedPolicy(each, String(apiVersion), staged))}),
      ...(diagnostics && {diagnostics: diagnostics.map(ofItsLayer)}),
    }),
  };
}

function stagedPolicy(policy: Policy, apiVersion: string, staged: NonNullable<Policy['staged']>): Policy {
  const id = {...policy.id, dialect: 'calico', apiVersion, kind: 'StagedKubernetesNetworkPolicy'};
  return {...policy, id, staged};
}

/**
 * The server checks types, names and that a block has a `cidr` (recorded, conformance/validation/calico); the rest is
 * left to the project's own validator.
 */
function ofItsLayer(problem: Diagnostic): Diagnostic {
  const {code, arguments: details} = problem;
  const {path, rule} = details;
  if (code !== 'value-invalid' || rule === 'V20' || String(path).startsWith('metadata')) return problem;
  return {...problem, layer: 'engine'};
}
