import {anyValue, integer, integerOrText, listOf, shared, struct, text, textMap} from './decode.ts';

/** Decoders for the types of `schema.ts`: every field the API knows, so that any other is named. */

export const requirement = struct({key: text, operator: text, values: listOf(text, '')});

export const selector = shared(struct({matchLabels: textMap, matchExpressions: listOf(requirement, {})}));

const peer = struct({
  podSelector: selector,
  namespaceSelector: selector,
  ipBlock: struct({cidr: text, except: listOf(text, '')}),
});

const ports = listOf(struct({protocol: text, port: integerOrText, endPort: integer}), {});

export const metadata = struct({
  name: text,
  generateName: text,
  namespace: text,
  labels: textMap,
  annotations: textMap,
  creationTimestamp: anyValue,
  deletionGracePeriodSeconds: anyValue,
  deletionTimestamp: anyValue,
  finalizers: anyValue,
  generation: anyValue,
  managedFields: anyValue,
  ownerReferences: anyValue,
  resourceVersion: anyValue,
  selfLink: anyValue,
  uid: anyValue,
});

export const networkPolicySpec = struct({
  podSelector: selector,
  policyTypes: listOf(text, ''),
  ingress: listOf(struct({from: listOf(peer, {}), ports}), {}),
  egress: listOf(struct({to: listOf(peer, {}), ports}), {}),
});

export const networkPolicy = struct({apiVersion: text, kind: text, metadata, spec: networkPolicySpec});
