import type {Path} from '../../src/base/json.ts';
import {fieldOf, rule as makeRule, type Policy, type Rule} from '../../src/ir/policy.ts';
import type {Step} from '../../src/ir/profile.ts';
import {mapBoxes, splitRules} from '../../src/ir/rewrite.ts';
import {box, type TrafficBox} from '../../src/ir/traffic.ts';

/**
 * The engine converts no rule of a cluster-wide policy that has a peer by nodes or domain names among its peers: in place
 * of one that denies or passes it denies everything, one that accepts vanishes (calico.md 9.2). In the first generation it
 * takes a port name for every port of every protocol (9.3).
 */
export const unconvertedRulesFailClosed: Step<Policy> = {
  name: 'rules that the engine cannot convert deny everything or vanish',
  rule: 'calico.md 9.2, 9.3',
  everywhere: () => [],
  apply: (policy) => {
    if (policy.group.group !== 'admin') return policy;
    const namesPorts = policy.id.kind === 'ClusterNetworkPolicy';
    return splitRules(policy, (rule) => converted(namesPorts ? rule : withoutPortNames(rule)));
  },
};

function converted(rule: Rule): readonly Rule[] {
  if (!rule.peers.some(({path}) => unconverted.has(fieldOf(path)))) return [rule];
  const {action, path, index} = rule;
  if (action === 'allow') return [];
  return [makeRule({action: 'deny', peers: undefined, ports: undefined, path, index})];
}

const unconverted: ReadonlySet<Path[number] | undefined> = new Set(['nodes', 'domainNames']);

function withoutPortNames(rule: Rule): Rule {
  const isNamed = ({ports}: TrafficBox): boolean => ports !== undefined && ports.names.length > 0;
  return rule.traffic.some(isNamed) ? mapBoxes(rule, (each) => (isNamed(each) ? box({}) : each)) : rule;
}
