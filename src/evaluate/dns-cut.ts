import {UDP} from '../base/protocols.ts';
import type {Endpoint, World} from '../ir/world.ts';
import {DEFAULT_SOURCE_PORT} from './ask.ts';
import {classEvaluator} from './class-evaluator.ts';
import {familiesBetween} from './families.ts';
import type {JudgedWorld} from './matrix-parts.ts';
import {ownerKey} from './parties.ts';

const DNS_NAMESPACE = 'kube-system';

/**
 * Who can surely not ask kube-dns after a change, and could before or did not exist. Where a world shows no pods of
 * kube-dns, one as every cluster has it stands for them.
 */
export function dnsCut(before: JudgedWorld, after: JudgedWorld): readonly Endpoint[] {
  const [was, is] = [asksDns(before), asksDns(after)];
  const pods = (world: World): readonly Endpoint[] =>
    world.endpoints.filter((each) => each.kind === 'pod' && !isDns(each));
  const without = new Set(
    pods(before.world)
      .filter((each) => was(each) === 'deny')
      .map(ownerKey),
  );
  return pods(after.world).filter((each) => is(each) === 'deny' && !without.has(ownerKey(each)));
}

/** The best answer of all DNS pods to UDP 53. */
function asksDns(judged: JudgedWorld): (endpoint: Endpoint) => 'allow' | 'deny' | 'unknown' {
  const shown = judged.world.endpoints.filter(isDns);
  const servers = shown.length > 0 ? shown : [usualDns];
  const world = shown.length > 0 ? judged.world : withDns(judged.world);
  const {verdict} = classEvaluator(judged.profile, world, judged.policies);
  return (from) => {
    const answers = servers.flatMap((to) =>
      familiesBetween(from, to)
        .slice(0, 1)
        .map((family) => verdict({from, to, family, protocol: UDP, port: 53, sourcePort: DEFAULT_SOURCE_PORT})),
    );
    if (answers.includes('allow')) return 'allow';
    return answers.length === 0 || answers.includes('unknown') ? 'unknown' : 'deny';
  };
}

function isDns({kind, namespace, labels}: Endpoint): boolean {
  return kind === 'pod' && namespace === DNS_NAMESPACE && ['kube-dns', 'coredns'].includes(labels['k8s-app'] ?? '');
}

const usualDns: Endpoint = {
  name: `${DNS_NAMESPACE}/kube-dns`,
  kind: 'pod',
  namespace: DNS_NAMESPACE,
  labels: {'k8s-app': 'kube-dns'},
  openLabels: [],
  addresses: [],
  hostNetwork: false,
  ports: [
    {name: 'dns', protocol: UDP, port: 53, declaredBy: 'container'},
    {name: 'dns-tcp', protocol: 6, port: 53, declaredBy: 'container'},
  ],
  roles: [],
};

function withDns(world: World): World {
  const named = world.namespaces.some(({name}) => name === DNS_NAMESPACE);
  const labels = {'kubernetes.io/metadata.name': DNS_NAMESPACE};
  return {
    ...world,
    endpoints: [...world.endpoints, usualDns],
    namespaces: named ? world.namespaces : [...world.namespaces, {name: DNS_NAMESPACE, labels, labelsKnown: false}],
  };
}
