import type {Cause, PlannedChange, ReviewAnswer, ReviewHead, ReviewVerdict} from './review-answer.ts';
import {reviewCounts, reviewHeads} from './review-answer.ts';
import {escapeUntrusted} from './terminal.ts';

/** Attributes of a change beyond this are counted for people. */
const MOST_ATTRIBUTES = 4;
const MOST_RESOURCES = 4;

/** What each head is called. */
export const headWords: Readonly<Record<ReviewHead, string>> = {
  opened: 'Opened',
  closed: 'Closed',
  unknown: 'Unknown until apply',
};

const verdictWords: Readonly<Record<ReviewVerdict, string>> = {
  'no-change': 'no connection changes',
  narrower: 'narrower: connections only close',
  wider: 'wider: connections only open',
  mixed: 'mixed: connections open and close',
  unknown: 'unknown: what the plan does to connections is not all known',
};

/** `2 opened, 1 closed; mixed: connections open and close`. */
export function reviewSummary(answer: ReviewAnswer): string {
  const counts = reviewCounts(answer);
  const parts = reviewHeads
    .filter((head) => counts[head] > 0)
    .map((head) => `${counts[head]} ${headWords[head].toLowerCase()}`);
  const connections = parts.length > 0 ? `${parts.join(', ')}; ` : '';
  return `${connections}${verdictWords[answer.verdict]}`;
}

/** The sign that Terraform prints for these actions. */
export function actionSign({actions}: PlannedChange): string {
  const [first, second] = actions;
  if (first === 'delete') return second === 'create' ? '-/+' : '-';
  if (first === 'create') return second === 'delete' ? '+/-' : '+';
  return first === 'update' ? '~' : first === 'forget' ? '.' : '=';
}

/** What is done to a resource, and where: `update in place of spec[0].ingress[0]`. */
export function changeWords(change: PlannedChange): string {
  const {actions, attributes, replacedFor, unknown, importing, previousAddress} = change;
  const parts = [
    actionWords(actions),
    ...(importing ? ['imported'] : []),
    ...(previousAddress === undefined ? [] : [`moved from ${previousAddress}`]),
    ...(replacedFor.length > 0 ? [`because of ${few(replacedFor)}`] : []),
    ...(replacedFor.length === 0 && attributes.length > 0 ? [few(attributes)] : []),
    ...(unknown.length > 0 ? [`known only after apply: ${few(unknown)}`] : []),
  ];
  return escapeUntrusted(parts.join('; '));
}

function actionWords(actions: readonly string[]): string {
  const known: Readonly<Record<string, string>> = {
    'no-op': 'unchanged',
    create: 'created',
    update: 'updated in place',
    delete: 'deleted',
    'delete,create': 'deleted, then created',
    'create,delete': 'created, then the old one deleted',
    forget: 'no longer managed, stays in the cluster',
    'create,forget': 'created; the old one stays unmanaged',
  };
  const key = actions.join();
  return (Object.hasOwn(known, key) ? known[key] : undefined) ?? key;
}

/** `kubernetes_network_policy_v1.db spec[0].ingress[1] (updated in place)`, one text for each resource. */
export function causesWords(causes: readonly Cause[]): readonly string[] {
  const attributes = new Map<PlannedChange, string[]>();
  for (const {change, attribute = ''} of causes) {
    const known = attributes.get(change) ?? [];
    attributes.set(change, known);
    if (attribute !== '') known.push(attribute);
  }
  const texts = [...attributes].slice(0, MOST_RESOURCES).map(([{address, actions}, at]) => {
    const where = at.length > 0 ? ` ${few(at)}` : '';
    return escapeUntrusted(`${address}${where} (${actionWords(actions)})`);
  });
  const rest = attributes.size - texts.length;
  return rest > 0 ? [...texts, `and ${rest} more resources`] : texts;
}

function few(names: readonly string[]): string {
  const rest = names.length - MOST_ATTRIBUTES;
  return `${names.slice(0, MOST_ATTRIBUTES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
