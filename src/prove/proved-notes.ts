import {printPath} from '../base/json.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Origin} from '../diagnostics/origin.ts';
import type {EffectivePolicy} from '../evaluate/effective.ts';
import {type PolicyId, printPolicyId, writtenAt} from '../ir/policy.ts';
import {inPractice} from '../ir/practice.ts';
import {type WithoutEffect, withoutEffect} from './everywhere/without-effect.ts';
import type {JudgedSet} from './this-world.ts';

/** Each with notes on those of its policies and rules that change nothing, which is proved for every possible cluster. */
export function withProvedNotes(described: readonly EffectivePolicy[], set: JudgedSet): readonly EffectivePolicy[] {
  const holding = new Set(described.flatMap((each) => [...policiesOf(each)]));
  const asked = set.policies.filter(({id}) => holding.has(keyOf(id)));
  const found = withoutEffect({...set, profile: inPractice(set.profile)}, asked);
  if (found.length === 0) return described;
  return described.map((each) => {
    const own = policiesOf(each);
    const notes = found.filter((one) => own.has(keyOf(one.policy.id)) && !isShadowed(each, one)).map(note);
    return {...each, caveats: [...each.caveats, ...notes]};
  });
}

function policiesOf({ingress, egress}: EffectivePolicy): ReadonlySet<string> {
  const references = [ingress, egress].flatMap(({isolatedBy, rules}) => [
    ...isolatedBy,
    ...rules.flatMap(({by}) => by),
  ]);
  return new Set(references.map(({id}) => keyOf(id)));
}

/** What is listed as never reached needs no note. */
function isShadowed({ingress, egress}: EffectivePolicy, {policy, rule}: WithoutEffect): boolean {
  if (!rule) return false;
  const place = placeOf(writtenAt(policy, rule));
  return [ingress, egress].some(({rules}) =>
    rules.some(({shadowedBy, by}) => shadowedBy && by.some(({origin}) => placeOf(origin) === place)),
  );
}

function placeOf({file, document, path}: Origin): string {
  return JSON.stringify([file, document, path]);
}

function keyOf(id: PolicyId): string {
  return JSON.stringify([id.apiVersion, printPolicyId(id)]);
}

function note({policy, rule, is, assumes}: WithoutEffect): Diagnostic {
  const given = {policy: printPolicyId(policy.id), assumes};
  if (!rule) return diagnostic('policy-redundant', policy.origin, {arguments: given});
  const origin = writtenAt(policy, rule);
  return diagnostic(`rule-${is}`, origin, {arguments: {...given, path: printPath(origin.path)}});
}
