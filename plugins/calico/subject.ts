import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {and, hasNamespace, isKind, type Match, namespaceIs, not, or} from '../../src/ir/match.ts';
import {misleading, type Problems} from './fields.ts';
import type {PolicySpec} from './schema.ts';
import {parseSelector} from './selector/parse.ts';
import type {WrittenSelector} from './selector/read.ts';
import {NAMESPACE, SERVICE_ACCOUNT, toMatch} from './selector/to-match.ts';

/**
 * Whom a namespaced policy governs: pods of its namespace, since nothing else that can be governed has one
 * (calico.md 5.1).
 */
export function namespacedSubject(spec: PolicySpec, namespace: string): Match {
  return and(
    isKind('pod'),
    namespaceIs(namespace),
    selected(spec.selector?.text),
    accounts(spec.serviceAccountSelector),
  );
}

/**
 * Whom a global policy governs: pods, and host endpoints where nothing keeps them out. A selector of namespaces or
 * accounts rewrites the text `all()` in the whole of the flattened selector, in the user's own part too (calico.md 5.2,
 * C16 to C19).
 */
export function globalSubject(spec: PolicySpec, origin: Origin, problems: Problems): Match {
  const {namespaceSelector, serviceAccountSelector} = spec;
  let text = spec.selector?.text;
  if (namespaceSelector) text = text?.replaceAll('all()', `has(${NAMESPACE})`);
  if (serviceAccountSelector) text = text?.replaceAll('all()', `has(${SERVICE_ACCOUNT})`);
  const subject = and(
    selected(text),
    namespaceSelector ? toMatch(namespaceSelector.selector, {prefix: 'pcns.', all: hasNamespace}) : selected(undefined),
    serviceAccountSelector ? toMatch(serviceAccountSelector.selector, {prefix: 'pcsa.', all: hasAccount}) : and(),
  );
  if (namespaceSelector && !spec.selector && holdsOnAbsence(subject)) {
    misleading(
      {origin: within(origin, 'namespaceSelector'), problems},
      'it is also true where there is no namespace, so the policy governs host endpoints too; add "selector: all()" to govern pods only',
      'info',
    );
  }
  return podsByPlace(subject);
}

function selected(text: string | undefined): Match {
  const parsed = parseSelector(text ?? '');
  return 'selector' in parsed ? toMatch(parsed.selector) : and();
}

const hasAccount = toMatch({op: 'has', key: SERVICE_ACCOUNT});

function accounts(selector: WrittenSelector | undefined): Match {
  return selector ? toMatch(selector.selector, {prefix: 'pcsa.'}) : and();
}

/** Of all that can be governed pods alone have a namespace and an account, and all of them: having one means being a pod. */
function podsByPlace(match: Match): Match {
  const isPlace = match.is === 'namespace' || match.is === 'serviceAccount';
  if (isPlace && match.value.test === 'exists') return isKind('pod');
  if (match.is === 'and') return and(...match.of.map(podsByPlace));
  if (match.is === 'or') return or(...match.of.map(podsByPlace));
  return match.is === 'not' ? not(podsByPlace(match.of)) : match;
}

/** True when the match holds for something that has no label and no namespace at all. */
export function holdsOnAbsence(match: Match): boolean {
  switch (match.is) {
    case 'true':
      return true;
    case 'and':
      return match.of.every(holdsOnAbsence);
    case 'or':
      return match.of.some(holdsOnAbsence);
    case 'not':
      return !holdsOnAbsence(match.of);
    default:
      return false;
  }
}
