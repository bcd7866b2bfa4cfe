import {
  and,
  anything,
  exists,
  isKind,
  label,
  type Match,
  namespaceLabel,
  not,
  nothing,
  oneOf,
  or,
  type TextTest,
} from '../../../src/ir/match.ts';
import type {Selector} from './tree.ts';

/** What a selector is read for: label keys get this prefix, and `all()` and `global()` may have a meaning of their own. */
export interface SelectorScope {
  /** `pcns.` for namespace labels, `pcsa.` for those of service accounts (calico.md 4). */
  readonly prefix?: 'pcns.' | 'pcsa.';
  readonly all?: Match;
  readonly global?: Match;
}

/**
 * The meaning of a selector. Labels that the engine synthesises become the atoms they stand for (calico.md 4); every
 * atom is false where the label is absent, so `!=` and `not in` are negations (calico.md 2.3).
 */
export function toMatch(selector: Selector, scope: SelectorScope = {}): Match {
  switch (selector.op) {
    case 'all':
      return scope.all ?? anything;
    case 'global':
      return scope.global ?? anything;
    case 'has':
      return labelled(selector.key, exists, scope);
    case '==':
      return labelled(selector.key, oneOf([selector.value]), scope);
    case '!=':
      return not(labelled(selector.key, oneOf([selector.value]), scope));
    case 'in':
      return labelled(selector.key, oneOf(selector.values), scope);
    case 'not in':
      return not(labelled(selector.key, oneOf(selector.values), scope));
    case 'contains':
      return labelled(selector.key, part('contains', selector.value), scope);
    case 'starts with':
      return labelled(selector.key, part('startsWith', selector.value), scope);
    case 'ends with':
      return labelled(selector.key, part('endsWith', selector.value), scope);
    case 'not':
      return not(toMatch(selector.of, scope));
    case 'and':
      return and(...selector.of.map((each) => toMatch(each, scope)));
    case 'or':
      return or(...selector.of.map((each) => toMatch(each, scope)));
  }
}

/** Every value contains the empty text. */
function part(test: 'contains' | 'startsWith' | 'endsWith', text: string): TextTest {
  return text === '' ? exists : Object.freeze({test, text});
}

function labelled(key: string, test: TextTest, scope: SelectorScope): Match {
  return synthesised(`${scope.prefix ?? ''}${key}`, test);
}

/** Only pods and network sets have a namespace, only pods the orchestrator and a service account (calico.md 4). */
function synthesised(key: string, test: TextTest): Match {
  if (test.test === 'in' && test.values.length === 0) return nothing;
  if (key === ORCHESTRATOR) return isKubernetes(test) ? isKind('pod') : nothing;
  if (key === NAMESPACE || key === 'pcns.projectcalico.org/name') return Object.freeze({is: 'namespace', value: test});
  if (key === SERVICE_ACCOUNT || key === 'pcsa.projectcalico.org/name') {
    return Object.freeze({is: 'serviceAccount', value: test});
  }
  if (key.startsWith('pcns.')) return namespaceLabel(key.slice('pcns.'.length), test);
  if (key.startsWith('pcsa.')) {
    return Object.freeze({is: 'serviceAccountLabel', key: key.slice('pcsa.'.length), value: test});
  }
  return label(key, test);
}

export const ORCHESTRATOR = 'projectcalico.org/orchestrator';
export const NAMESPACE = 'projectcalico.org/namespace';
export const SERVICE_ACCOUNT = 'projectcalico.org/serviceaccount';

function isKubernetes(test: TextTest): boolean {
  switch (test.test) {
    case 'exists':
      return true;
    case 'in':
      return test.values.includes('k8s');
    case 'contains':
      return 'k8s'.includes(test.text);
    case 'startsWith':
      return 'k8s'.startsWith(test.text);
    case 'endsWith':
      return 'k8s'.endsWith(test.text);
  }
}
