import type {Json, JsonObject} from '../../src/base/json.ts';
import type {Conjunction, Literal} from '../../src/ir/conjunctions.ts';
import type {TextTest} from '../../src/ir/match.ts';
import type {Loss} from '../dialect.ts';
import {defaultLabelFilter} from './label-filter.ts';
import {CLUSTER_KEY, NAMESPACE_KEY, NAMESPACE_LABELS_PREFIX, SERVICE_ACCOUNT_KEY} from './selector.ts';
import {isQualifiedName} from './validate-selector.ts';
import {type Place, tooLittle, tooMuch} from './write-losses.ts';

/** One requirement of a selector as Kubernetes writes it. */
export interface Expression {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

/**
 * A Kubernetes label selector of these requirements: single values as matchLabels, the rest as expressions, and so the
 * keys of `asExpression`.
 */
export function selectorObject(expressions: readonly Expression[], asExpression: readonly string[] = []): JsonObject {
  const labels = new Map<string, string>();
  const rest: Expression[] = [];
  for (const each of expressions) {
    const [value] = each.values ?? [];
    const plain = each.operator === 'In' && each.values?.length === 1 && value !== undefined;
    if (plain && !labels.has(each.key) && !asExpression.includes(each.key)) labels.set(each.key, value);
    else rest.push(each);
  }
  const matchExpressions = rest.map(({key, operator, values}): Json => ({key, operator, ...(values && {values})}));
  return {
    ...(labels.size > 0 && {matchLabels: Object.fromEntries(labels)}),
    ...(matchExpressions.length > 0 && {matchExpressions}),
  };
}

export const anyNamespace: Expression = {key: `k8s:${NAMESPACE_KEY}`, operator: 'Exists'};

export function inNamespace(...names: readonly string[]): Expression {
  return {key: `k8s:${NAMESPACE_KEY}`, operator: 'In', values: names};
}

/**
 * The requirements of conditions on pods, each key with the source `k8s:`. A condition that Cilium cannot say leaves no
 * selector; a label that Cilium filters out of identities is written and reported, since it never matches there.
 */
export function podRequirements(
  conjunction: Conjunction,
  place: Place,
): {readonly expressions?: readonly Expression[]; readonly losses: readonly Loss[]} {
  const losses: Loss[] = [];
  const expressions: Expression[] = [];
  for (const literal of conjunction) {
    const found = requirement(literal);
    if (!found) return {losses: [tooLittle(place, 'selector', `Cilium cannot select by ${describe(literal)}`)]};
    if (!isQualifiedName(found.key.replace(/^[a-z0-9]+:/, ''))) {
      return {losses: [tooLittle(place, 'label-key', `the key ${found.key} is too long for Cilium`)]};
    }
    const filtered = filteredLabel(literal, place);
    if (filtered) losses.push(filtered);
    expressions.push(found);
  }
  return {expressions, losses};
}

/** A filtered label is on no identity: a positive test never holds, a negative one always (cilium.md 5.2). */
function filteredLabel({holds, fact}: Literal, place: Place): Loss | undefined {
  if (place.fromCilium || (fact.is !== 'label' && fact.is !== 'namespaceLabel')) return undefined;
  const kept =
    fact.is === 'label'
      ? defaultLabelFilter.keeps(fact.key)
      : defaultLabelFilter.keepsAdded(`${NAMESPACE_LABELS_PREFIX}${fact.key}`);
  if (kept) return undefined;
  const message = `Cilium leaves ${words[fact.is]} ${fact.key} out of identities, so no selector finds it`;
  return holds ? tooLittle(place, 'label-filtered', message) : tooMuch(place, 'label-filtered', message);
}

function requirement({holds, fact}: Literal): Expression | undefined {
  switch (fact.is) {
    case 'label':
      return expression(`k8s:${fact.key}`, fact.value, holds);
    case 'namespaceLabel':
      return fact.key === 'kubernetes.io/metadata.name'
        ? expression(`k8s:${NAMESPACE_KEY}`, fact.value, holds)
        : expression(`k8s:${NAMESPACE_LABELS_PREFIX}${fact.key}`, fact.value, holds);
    case 'namespace':
      return expression(`k8s:${NAMESPACE_KEY}`, fact.value, holds);
    case 'serviceAccount':
      return expression(`k8s:${SERVICE_ACCOUNT_KEY}`, fact.value, holds);
    case 'cluster':
      return expression(`k8s:${CLUSTER_KEY}`, fact.value, holds);
    default:
      return undefined;
  }
}

function expression(key: string, test: TextTest, holds: boolean): Expression | undefined {
  if (test.test === 'exists') return {key, operator: holds ? 'Exists' : 'DoesNotExist'};
  if (test.test !== 'in') return undefined;
  return {key, operator: holds ? 'In' : 'NotIn', values: test.values};
}

/** The condition in a few words, for losses. */
export function describe({holds, fact}: Literal): string {
  return holds ? describeFact(fact) : `not ${describeFact(fact)}`;
}

function describeFact(fact: Literal['fact']): string {
  switch (fact.is) {
    case 'label':
    case 'namespaceLabel':
    case 'serviceAccountLabel':
      return `${words[fact.is]} ${fact.key}${describeTest(fact.value)}`;
    case 'unknown':
      return `something that is not known: ${fact.reason}`;
    case 'some':
      return 'the labels of a network set';
    case 'address':
      return `the address block ${fact.cidr}`;
    case 'sameNamespaceLabel':
      return `an equal namespace label ${fact.key}`;
    case 'backendOf':
      return `the backends of service ${fact.service.name}`;
    case 'role':
      return `the role ${fact.role}`;
    default:
      return words[fact.is];
  }
}

function describeTest(test: TextTest): string {
  return test.test === 'in' || test.test === 'exists' ? '' : ` by a part of its value (${test.test})`;
}

const words = {
  label: 'the label',
  namespaceLabel: 'the namespace label',
  serviceAccountLabel: 'the service account label',
  namespace: 'a part of the namespace name',
  sameNamespace: 'the same namespace',
  serviceAccount: 'a part of the service account name',
  cluster: 'the cluster',
  sameNode: 'the same node',
  sameEndpoint: 'the pod itself',
  kind: 'the kind of endpoint',
  domain: 'a domain name',
} as const;
