import type {Match} from '../../src/ir/match.ts';
import {type Policy, type Rule, writtenAt} from '../../src/ir/policy.ts';
import type {Loss, WriteResult, WrittenObject} from '../dialect.ts';

/** Writes what this small dialect can say; every other rule is a loss. A dropped allow makes the result narrower. */
export function write(policies: readonly Policy[]): WriteResult {
  const losses: Loss[] = [];
  const objects = policies.flatMap((policy): WrittenObject[] => {
    const {namespace, name} = policy.id;
    const pods = labelsOf(policy.subject, ['kind', 'namespace']);
    if (namespace === undefined || !pods) {
      losses.push({
        code: 'subject',
        origin: policy.origin,
        effect: 'wider',
        message: 'cannot say who the policy is for',
      });
      return [];
    }
    return (policy.ingress?.rules ?? []).flatMap((rule) => {
      const spec = ruleSpec(rule);
      if (!spec) {
        losses.push({
          code: 'rule',
          origin: writtenAt(policy, rule),
          effect: 'narrower',
          message: 'cannot say this rule',
        });
        return [];
      }
      const metadata = {name, namespace};
      const object = {apiVersion: 'example.org/v1', kind: 'ExamplePolicy', metadata, spec: {pods, ...spec}};
      return [{object, from: [policy]}];
    });
  });
  return {objects, losses};
}

type Labels = Readonly<Record<string, string>>;

function ruleSpec({
  action,
  peers,
  traffic,
}: Rule): {readonly allowFrom: Labels[]; readonly ports: number[]} | undefined {
  const allowFrom = peers.map(({value}) => labelsOf(value, ['kind', 'sameNamespace']));
  const ports = traffic
    .flatMap((box) => box.ports?.numbers ?? [])
    .map(([low, high]) => (low === high ? low : undefined));
  if (action !== 'allow' || allowFrom.includes(undefined) || ports.includes(undefined)) return undefined;
  return {allowFrom: allowFrom.filter((each) => each !== undefined), ports: ports.filter((each) => each !== undefined)};
}

/** The labels of a conjunction that tests nothing else but the facts this dialect implies. */
function labelsOf(match: Match, implied: readonly string[]): Labels | undefined {
  const parts = match.is === 'and' ? match.of : [match];
  const entries: [string, string][] = [];
  for (const part of parts) {
    if (implied.includes(part.is)) continue;
    if (part.is !== 'label' || part.value.test !== 'in' || part.value.values.length !== 1) return undefined;
    entries.push([part.key, part.value.values[0] ?? '']);
  }
  return Object.fromEntries(entries);
}
