import {compareText} from '../../../src/base/order.ts';
import type {Match, TextTest} from '../../../src/ir/match.ts';
import {canQuote} from './print.ts';
import {NAMESPACE, ORCHESTRATOR, SERVICE_ACCOUNT} from './to-match.ts';
import {LABEL, LONGEST_LABEL, type Selector, type TextOperator} from './tree.ts';

/**
 * Where a selector will stand, and so which labels it can speak of: `plain` (a `selector`: all of them, those of
 * namespaces and service accounts under their prefix), `namespace` (a `namespaceSelector`), `account` (a selector of
 * service accounts).
 */
export type SelectorPlace = 'plain' | 'namespace' | 'account';

/** The name of a namespace or service account, as a label of it. */
export const NAME = 'projectcalico.org/name';

/**
 * The selector that says the same there; undefined where none can. The text `all()` is avoided where the engine rewrites
 * it (calico.md 5.2, 5.3).
 */
export function fromMatch(match: Match, place: SelectorPlace): Selector | undefined {
  switch (match.is) {
    case 'true':
      return place === 'plain' ? {op: 'all'} : {op: 'not in', key: NAME, values: []};
    case 'false':
      return {op: 'in', key: place === 'plain' ? NAMESPACE : NAME, values: []};
    case 'and':
    case 'or':
      return group(match.is, match.of, place);
    case 'not':
      return negated(match.of, place);
    case 'kind':
      if (match.kind !== 'pod' || place !== 'plain') return undefined;
      return {op: '==', key: ORCHESTRATOR, value: 'k8s'};
    case 'label':
    case 'namespaceLabel':
    case 'serviceAccountLabel':
    case 'namespace':
    case 'serviceAccount': {
      const key = keyOf(match, place);
      return key === undefined ? undefined : tested(key, match.value);
    }
    default:
      return undefined;
  }
}

/** The engine's own order for converted policies: the orchestrator, then equalities, then the rest, by key (9.1). */
function group(op: 'and' | 'or', parts: readonly Match[], place: SelectorPlace): Selector | undefined {
  const said = parts.map((part) => fromMatch(part, place));
  const known = said.filter((each) => each !== undefined);
  if (known.length < said.length) return undefined;
  return {op, of: known.sort((a, b) => classOf(a) - classOf(b) || compareText(keyText(a), keyText(b)))};
}

function classOf(selector: Selector): number {
  if (selector.op !== '==') return 2;
  return selector.key === ORCHESTRATOR ? 0 : 1;
}

function keyText(selector: Selector): string {
  if ('key' in selector) return selector.key;
  return selector.op === 'not' ? keyText(selector.of) : '';
}

function negated(match: Match, place: SelectorPlace): Selector | undefined {
  const inner = fromMatch(match, place);
  if (!inner) return undefined;
  if (inner.op === '==') return {...inner, op: '!='};
  if (inner.op === 'in') return {...inner, op: 'not in'};
  return {op: 'not', of: inner};
}

type LabelAtom = Extract<
  Match,
  {readonly is: 'label' | 'namespaceLabel' | 'serviceAccountLabel' | 'namespace' | 'serviceAccount'}
>;

/** The synthesised key of an atom (calico.md 4); undefined where this place does not see it, or the key is no label. */
function keyOf(atom: LabelAtom, place: SelectorPlace): string | undefined {
  const key = unchecked(atom, place);
  if (key === undefined || key.length > LONGEST_LABEL) return undefined;
  LABEL.lastIndex = 0;
  return LABEL.exec(key)?.[0] === key ? key : undefined;
}

function unchecked(atom: LabelAtom, place: SelectorPlace): string | undefined {
  switch (atom.is) {
    case 'label':
      return place === 'plain' && !isSynthesised(atom.key) ? atom.key : undefined;
    case 'namespaceLabel':
      return place === 'plain' ? `pcns.${atom.key}` : place === 'namespace' ? atom.key : undefined;
    case 'serviceAccountLabel':
      return place === 'plain' ? `pcsa.${atom.key}` : place === 'account' ? atom.key : undefined;
    case 'namespace':
      return place === 'plain' ? NAMESPACE : place === 'namespace' ? NAME : undefined;
    case 'serviceAccount':
      return place === 'plain' ? SERVICE_ACCOUNT : place === 'account' ? NAME : undefined;
  }
}

/** Keys that the engine writes itself or strips from pods: an own label of that name cannot be asked for. */
function isSynthesised(key: string): boolean {
  return [NAMESPACE, ORCHESTRATOR, SERVICE_ACCOUNT].includes(key) || key.startsWith('pcns.') || key.startsWith('pcsa.');
}

const operators: Readonly<Record<'contains' | 'startsWith' | 'endsWith', TextOperator>> = {
  contains: 'contains',
  startsWith: 'starts with',
  endsWith: 'ends with',
};

function tested(key: string, test: TextTest): Selector | undefined {
  if (test.test === 'exists') return {op: 'has', key};
  if (test.test !== 'in') return canQuote(test.text) ? {op: operators[test.test], key, value: test.text} : undefined;
  if (!test.values.every(canQuote)) return undefined;
  const [only] = test.values;
  return test.values.length === 1 && only !== undefined
    ? {op: '==', key, value: only}
    : {op: 'in', key, values: test.values};
}
