import type {JsonObject} from '../../src/base/json.ts';
import {subdomainProblem} from '../../src/base/kubernetes-names.ts';
import {type Policy, printPolicyId} from '../../src/ir/policy.ts';

/** What servers and converters add is no part of the user's own metadata. */
const helperAnnotations = /^(kubectl\.kubernetes\.io\/last-applied-configuration|projectcalico\.org\/metadata)$/;

/** The policy's own metadata under a name; without a namespace it is cluster-scoped. */
export function metadataOf({labels, annotations}: Policy, name: string, namespace?: string): JsonObject {
  const kept = Object.entries(annotations).filter(([key]) => !helperAnnotations.test(key));
  return {
    name,
    ...(namespace !== undefined && {namespace}),
    ...(Object.keys(labels).length > 0 && {labels}),
    ...(kept.length > 0 && {annotations: Object.fromEntries(kept)}),
  };
}

/** Other dialects have other names; the server takes lower-case DNS names of at most 253 characters. */
export function legalName(name: string): string {
  if (subdomainProblem(name) === undefined) return name;
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/(^|\.)[.-]+|[.-]+(?=\.|$)/g, '$1')
    .slice(0, 253)
    .replace(/[.-]+$/, '');
  return plain === '' ? 'policy' : plain;
}

/** Two policies never share a name, unless they are one and the same object written twice in the source. */
export function freeName(names: Map<string, string>, policy: Policy, namespace: string, wanted: string): string {
  const {file, document, resource = ''} = policy.origin;
  const sameObject = printPolicyId(policy.id);
  const owner = `${sameObject} ${document} ${file} ${resource}`;
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted.slice(0, 246)}-${number}`;
    const key = `${namespace}/${name}`;
    const holder = names.get(key);
    if (holder === undefined || (holder !== owner && holder.startsWith(`${sameObject} `))) {
      names.set(key, owner);
      return name;
    }
  }
}
