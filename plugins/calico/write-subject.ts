import type {JsonObject} from '../../src/base/json.ts';
import {and, isKind, type Match, printMatch} from '../../src/ir/match.ts';
import type {Policy} from '../../src/ir/policy.ts';
import type {Problem} from './losses.ts';
import {fromMatch} from './selector/from-match.ts';
import {printPlain} from './selector/print.ts';

/** Where a policy is written and whom it governs there. */
export interface WrittenSubject {
  /** Absent: a global policy. */
  readonly namespace?: string;
  readonly fields: JsonObject;
}

/**
 * The selectors of a policy's spec. A namespaced policy stays one, unless `global` asks for the other form, which says
 * the same with a namespace selector.
 */
export function writeSubject(policy: Policy, global: boolean): WrittenSubject | {readonly problem: Problem} {
  const {subject, remainder} = policy;
  const special = remainder.some(({field}) => field === 'doNotTrack' || field === 'preDNAT');
  const all = subject.is === 'and' ? subject.of : [subject];
  const parts = special ? all.filter((part) => part.is !== 'kind' || part.kind !== 'host') : all;
  const namespace = global || policy.id.namespace === undefined ? undefined : namespaceOf(parts);
  return namespace === undefined
    ? globalFields(parts)
    : namespacedFields(
        policy,
        parts.filter((part) => !isNamespace(part, namespace)),
        namespace,
      );
}

/** The one namespace that a subject names. */
export function namespaceOf(parts: readonly Match[]): string | undefined {
  for (const part of parts) {
    if (part.is !== 'namespace' || part.value.test !== 'in') continue;
    const [only, ...others] = part.value.values;
    if (only !== undefined && others.length === 0) return only;
  }
  return undefined;
}

function isNamespace(part: Match, namespace: string): boolean {
  return printMatch(part) === printMatch({is: 'namespace', value: {test: 'in', values: [namespace]}});
}

/**
 * Only pods have a namespace, so that a namespaced policy need not say it means pods. What came from Kubernetes says it
 * all the same, as the engine's own conversion does (calico.md 9.1, 11.3 rule 3).
 */
function namespacedFields(
  policy: Policy,
  parts: readonly Match[],
  namespace: string,
): WrittenSubject | {readonly problem: Problem} {
  const converted = policy.group.group === 'networkpolicy';
  const others = parts.filter((part) => converted || part.is !== 'kind' || part.kind !== 'pod');
  const kept = converted ? [isKind('pod'), ...others] : others;
  const accounts = kept.filter((part) => isAccounts(part));
  const labels = kept.filter((part) => !isAccounts(part));
  const fields = selectors({selector: [labels, 'plain'], serviceAccountSelector: [accounts, 'account']});
  return 'problem' in fields ? fields : {namespace, fields: fields.fields};
}

/** A condition on namespaces alone has a selector of its own (calico.md 5.2). */
function globalFields(parts: readonly Match[]): WrittenSubject | {readonly problem: Problem} {
  const accounts = parts.filter((part) => isAccounts(part));
  const spaces = parts.filter(
    (part) => !isAccounts(part) && part.is !== 'false' && fromMatch(part, 'namespace') !== undefined,
  );
  const labels = parts.filter((part) => !spaces.includes(part) && !accounts.includes(part));
  const everybody = parts.length === 1 && parts[0]?.is === 'true';
  if (everybody) return {fields: {}};
  return selectors({
    selector: [labels, 'plain'],
    namespaceSelector: [spaces, 'namespace'],
    serviceAccountSelector: [accounts, 'account'],
  });
}

function isAccounts(part: Match): boolean {
  return part.is !== 'true' && part.is !== 'false' && fromMatch(part, 'account') !== undefined;
}

function selectors(
  wanted: Readonly<Record<string, readonly [readonly Match[], 'plain' | 'namespace' | 'account']>>,
): {readonly fields: JsonObject} | {readonly problem: Problem} {
  const fields: Record<string, string> = {};
  for (const [name, [parts, place]] of Object.entries(wanted)) {
    const match = and(...parts);
    if (parts.length === 0 || match.is === 'true') continue;
    const selector = fromMatch(match, place);
    if (!selector) {
      return {problem: {code: 'subject', message: `no selector of Calico governs ${printMatch(match)}`}};
    }
    fields[name] = printPlain(selector);
  }
  return {fields};
}
