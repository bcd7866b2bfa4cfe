import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {
  and,
  anything,
  hasNamespace,
  type Match,
  namespaceIs,
  not,
  nothing,
  sameNamespace,
  serviceAccountIs,
  someIdentity,
} from '../../src/ir/match.ts';
import {mapAtoms} from '../../src/ir/rewrite.ts';
import {identities} from './adapt.ts';
import {add, misleading, type Problems} from './fields.ts';
import {netsMatch} from './nets.ts';
import type {EntityRule} from './schema.ts';
import {toMatch} from './selector/to-match.ts';

export interface EntityPlace {
  readonly origin: Origin;
  readonly problems: Problems;
  /** The namespace of a namespaced policy. */
  readonly namespace: string | undefined;
  /** `peer`: the other end of the connection; `self`: the end that the policy governs. */
  readonly end: 'peer' | 'self';
}

/** What one side of a rule asks of its end (calico.md 5.3). */
export function entityMatch(entity: EntityRule | undefined, place: EntityPlace): Match {
  if (!entity) return anything;
  const positive = positiveSelector(entity, place);
  const negative = entity.notSelector && toMatch(entity.notSelector.selector);
  if (negative?.is === 'true') {
    misleading(
      {origin: within(place.origin, 'notSelector'), problems: place.problems},
      'it excludes every known endpoint and network set; only addresses that nothing in the cluster holds can be left',
    );
  }
  return and(
    netsMatch(entity.nets ?? [], entity.notNets ?? []),
    selectorsMatch(positive, negative),
    servicesMatch(entity, place),
  );
}

/**
 * The labels that a positive selector asks for, read on one identity. Undefined: no selector, so that addresses which
 * nothing in the cluster holds match too.
 */
function positiveSelector(entity: EntityRule, place: EntityPlace): Match | undefined {
  const {selector, namespaceSelector, notSelector} = entity;
  const accounts = accountsMatch(entity);
  if (!selector && !namespaceSelector && !notSelector && !accounts) return undefined;
  const namespaces = namespacesMatch(entity, place);
  if (!selector && !namespaces && !accounts) return undefined;
  const parts = and(namespaces ?? anything, accounts ?? anything, selector ? toMatch(selector.selector) : anything);
  return isPod(parts) ? mapAtoms(parts, (atom) => (isSomeNamespace(atom) ? anything : atom)) : parts;
}

/** Every pod has a namespace, so that asking for one says nothing more. */
function isPod(match: Match): boolean {
  return match.is === 'and' && match.of.some((part) => part.is === 'kind' && part.kind === 'pod');
}

function isSomeNamespace(atom: Match): boolean {
  return atom.is === 'namespace' && atom.value.test === 'exists';
}

/** A namespaced policy means its own namespace unless a namespace selector stands there. */
function namespacesMatch({namespaceSelector}: EntityRule, place: EntityPlace): Match | undefined {
  if (namespaceSelector) {
    return toMatch(namespaceSelector.selector, {prefix: 'pcns.', all: hasNamespace, global: not(hasNamespace)});
  }
  if (place.namespace === undefined) return undefined;
  return place.end === 'peer' ? sameNamespace : namespaceIs(place.namespace);
}

/** Names carry no namespace: in a global policy they mean that account in every namespace (calico.md C42). */
function accountsMatch({serviceAccounts}: EntityRule): Match | undefined {
  const names = serviceAccounts?.names ?? [];
  const selector = serviceAccounts?.selector;
  if (names.length === 0 && !selector) return undefined;
  return and(
    names.length > 0 ? serviceAccountIs(...names) : anything,
    selector ? toMatch(selector.selector, {prefix: 'pcsa.'}) : anything,
  );
}

/** Beside a positive selector the negative one is read on the same identity; alone it excludes addresses. */
function selectorsMatch(positive: Match | undefined, negative: Match | undefined): Match {
  if (positive) return someIdentity(identities, negative ? and(positive, not(negative)) : positive);
  return negative ? not(someIdentity(identities, negative)) : anything;
}

function servicesMatch({services}: EntityRule, {origin, problems}: EntityPlace): Match {
  if (!services?.name) return anything;
  const {name, namespace} = services;
  if (namespace) return Object.freeze({is: 'backendOf', service: Object.freeze({name, namespace})});
  add({origin: within(origin, 'services'), problems}, 'never-matches', {
    layer: 'engine',
    arguments: {reason: 'the engine looks the service up under no namespace; name the namespace of the service'},
  });
  return nothing;
}
