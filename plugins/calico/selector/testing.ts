import {type Match, testText} from '../../../src/ir/match.ts';
import type {Selector} from './tree.ts';

/** The truth of a selector by the table of calico.md 2.3, without the way over the IR. */
export function selectorHolds(selector: Selector, labels: Readonly<Record<string, string>>): boolean {
  const value = 'key' in selector && Object.hasOwn(labels, selector.key) ? labels[selector.key] : undefined;
  switch (selector.op) {
    case 'all':
    case 'global':
      return true;
    case 'has':
      return value !== undefined;
    case '==':
      return value === selector.value;
    case '!=':
      return value !== selector.value;
    case 'in':
      return value !== undefined && selector.values.includes(value);
    case 'not in':
      return value === undefined || !selector.values.includes(value);
    case 'contains':
      return value?.includes(selector.value) ?? false;
    case 'starts with':
      return value?.startsWith(selector.value) ?? false;
    case 'ends with':
      return value?.endsWith(selector.value) ?? false;
    case 'not':
      return !selectorHolds(selector.of, labels);
    case 'and':
      return selector.of.every((each) => selectorHolds(each, labels));
    case 'or':
      return selector.of.some((each) => selectorHolds(each, labels));
  }
}

/** The truth of a match on a bag of labels alone, as the recorded rows have it. */
export function labelsHold(match: Match, labels: Readonly<Record<string, string>>): boolean {
  switch (match.is) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'and':
      return match.of.every((part) => labelsHold(part, labels));
    case 'or':
      return match.of.some((part) => labelsHold(part, labels));
    case 'not':
      return !labelsHold(match.of, labels);
    case 'label':
      return testText(Object.hasOwn(labels, match.key) ? labels[match.key] : undefined, match.value);
    case 'namespace':
      return testText(labels['projectcalico.org/namespace'] ?? labels['pcns.projectcalico.org/name'], match.value);
    case 'serviceAccount':
      return testText(labels['projectcalico.org/serviceaccount'] ?? labels['pcsa.projectcalico.org/name'], match.value);
    case 'namespaceLabel':
      return testText(labels[`pcns.${match.key}`], match.value);
    case 'serviceAccountLabel':
      return testText(labels[`pcsa.${match.key}`], match.value);
    case 'kind':
      return match.kind === 'pod' && labels['projectcalico.org/orchestrator'] === 'k8s';
    default:
      throw new Error(`no selector has ${match.is}`);
  }
}
