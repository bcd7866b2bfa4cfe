import {cidrContains, parseAddress, parseCidr} from '../../src/base/cidr.ts';
import {every, not as notTrue, type Truth, unknownFact} from '../../src/base/truth.ts';
import type {Conjunction, Fact} from '../../src/ir/conjunctions.ts';
import {testText} from '../../src/ir/match.ts';
import {testNamespaceLabel} from '../../src/ir/namespace-label.ts';
import {type Endpoint, isOpenLabel, type Namespace, type World} from '../../src/ir/world.ts';

/** Nodes as the cluster's engine sees them: their own network and the pods that share it. */
export function hostsOf(world: World): readonly Endpoint[] {
  const nodes = world.endpoints.filter(({kind}) => kind === 'host');
  const known = new Set(nodes.map(({node}) => node));
  const strays = world.endpoints.filter((each) => each.kind === 'pod' && each.hostNetwork && !known.has(each.node));
  return [...nodes, ...strays.map((each) => ({...each, kind: 'host' as const, labels: {}, openLabels: []}))];
}

export function podsOf(world: World): readonly Endpoint[] {
  return world.endpoints.filter((each) => each.kind === 'pod' && !each.hostNetwork);
}

/** Whether a node fulfils conditions; those that hang on the pod at the other end are open. */
export function hostFulfils(conditions: Conjunction, host: Endpoint): Truth {
  return every(conditions, ({holds, fact}) => {
    const truth = testHost(fact, host);
    return holds ? truth : notTrue(truth);
  });
}

function testHost(fact: Fact, host: Endpoint): Truth {
  switch (fact.is) {
    case 'label':
      return testText(Object.hasOwn(host.labels, fact.key) ? host.labels[fact.key] : undefined, fact.value);
    case 'role':
      return host.roles.includes(fact.role);
    default:
      return unknownFact(fact.is);
  }
}

/** Whether some pod of this world fulfils conditions, or could; those that hang on the other end are open. */
export function mayBePod(conditions: Conjunction, world: World): boolean {
  const namespaces = new Map(world.namespaces.map((each) => [each.name, each] as const));
  return podsOf(world).some(
    (pod) =>
      every(conditions, ({holds, fact}) => {
        const truth = testPod(fact, pod, namespaces);
        return holds ? truth : notTrue(truth);
      }) !== false,
  );
}

function testPod(fact: Fact, pod: Endpoint, namespaces: ReadonlyMap<string, Namespace>): Truth {
  switch (fact.is) {
    case 'label':
      if (isOpenLabel(pod, fact.key)) {
        return (fact.value.test === 'exists' && pod.openLabels.includes(fact.key)) || unknownFact(fact.key);
      }
      return testText(Object.hasOwn(pod.labels, fact.key) ? pod.labels[fact.key] : undefined, fact.value);
    case 'namespace':
      return testText(pod.namespace, fact.value);
    case 'namespaceLabel':
      return testNamespaceLabel(fact.key, fact.value, namespaces.get(pod.namespace ?? ''));
    case 'serviceAccount':
      return testText(pod.serviceAccount, fact.value);
    case 'address': {
      if (pod.addresses.length === 0) return unknownFact(fact.cidr);
      const inside = pod.addresses.filter((address) => inBlock(fact.cidr, address));
      return inside.length === pod.addresses.length || (inside.length > 0 && unknownFact(fact.cidr));
    }
    default:
      return unknownFact(fact.is);
  }
}

/** Whether an address lies in a canonical block; families never cross. */
export function inBlock(cidr: string, address: string): boolean {
  const [block, parsed] = [parseCidr(cidr)?.cidr, parseAddress(address)];
  return block !== undefined && parsed !== undefined && cidrContains(block, parsed);
}
