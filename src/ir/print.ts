import {sortedUnique} from '../base/order.ts';
import {printMatch} from './match.ts';
import {type Application, fieldOf, type Group, type HttpTest, type Policy, printPolicyId, type Rule} from './policy.ts';
import {printTraffic} from './traffic.ts';

/**
 * The meaning of a policy as stable text of several lines, without origins and metadata: two policies that say the same
 * print the same below the first line.
 */
export function printPolicy(policy: Policy): string {
  return [
    `${printPolicyId(policy.id)} ${printGroup(policy.group)}${policy.staged ? ` staged: ${policy.staged}` : ''}`,
    `  subject ${printMatch(policy.subject)}`,
    ...printDirection('ingress', policy),
    ...printDirection('egress', policy),
    ...policy.remainder.map(({field, effect, value}) => `  remainder ${field} (${effect}) ${JSON.stringify(value)}`),
  ].join('\n');
}

function printGroup(group: Group): string {
  switch (group.group) {
    case 'admin':
      return `${group.tier} ${group.priority}`;
    case 'tier':
      return `tier ${JSON.stringify(group.tier)} ${group.order ?? 'last'}${group.list ? ` ${group.list}` : ''}`;
    default:
      return group.group;
  }
}

function printDirection(name: 'ingress' | 'egress', {group, [name]: direction}: Policy): readonly string[] {
  if (!direction) return [];
  const words = [
    name,
    direction.isolates ? 'isolates' : 'does not isolate',
    ...(direction.dormant ? ['(dormant)'] : []),
  ];
  return [
    `  ${words.join(' ')}`,
    ...direction.rules.map((rule) => `    ${printRule(rule)}${printFields(rule, group)}`),
  ];
}

/**
 * Some engines read a peer of a ClusterNetworkPolicy otherwise if it is written as `namespaces` (calico.md C44). What is
 * written as nodes or domain names the match itself tells.
 */
function printFields({peers}: Rule, {group}: Group): string {
  if (group !== 'admin') return '';
  const byNamespaces = peers.filter(({path}) => fieldOf(path) === 'namespaces').map(({value}) => printMatch(value));
  return byNamespaces.length > 0 ? ` by namespaces ${sortedUnique(byNamespaces).join(', ')}` : '';
}

function printRule({action, self, peer, traffic, application}: Rule): string {
  return [
    action,
    ...(self ? [`self ${printMatch(self)}`] : []),
    `peer ${printMatch(peer)}`,
    `traffic ${printTraffic(traffic)}`,
    ...(application ? [printApplication(application)] : []),
  ].join(' ');
}

function printApplication({http, shown}: Application): string {
  const requests = http?.map(({method, host, path, headers}) =>
    [
      `method ${printHttpTest(method)}`,
      `host ${printHttpTest(host)}`,
      `path ${printHttpTest(path)}`,
      ...(headers ? [`headers ${JSON.stringify(headers)}`] : []),
    ].join(' '),
  );
  return [
    ...(requests ? [`http [${requests.join('; ')}]`] : []),
    ...(shown ? [`shown ${JSON.stringify(shown)}`] : []),
  ].join(' ');
}

function printHttpTest(test: HttpTest | undefined): string {
  if (!test) return 'any';
  return `${test.test} ${JSON.stringify(test.test === 'regex' ? test.pattern : test.text)}`;
}
