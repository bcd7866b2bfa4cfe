import type {JsonObject} from '../../base/json.ts';
import type {Connection, Verdict} from '../../evaluate/answer.ts';
import type {Endpoint} from '../../ir/world.ts';
import {isAdminPolicy, isPolicy, partOf} from './input.ts';
import {type Law, verdictsOf} from './law.ts';
import {renumbered} from './priorities.ts';

const all = {namespaces: {}};

/** A ClusterNetworkPolicy for all pods, each rule for all pods at the other end. */
function forAll(name: string, tier: string, priority: number, actions: readonly string[]): JsonObject {
  return {
    apiVersion: 'policy.networking.k8s.io/v1alpha2',
    kind: 'ClusterNetworkPolicy',
    metadata: {name},
    spec: {
      tier,
      priority,
      subject: all,
      ingress: actions.map((action) => ({action, from: [all]})),
      egress: actions.map((action) => ({action, to: [all]})),
    },
  };
}

/** The policies of this module speak of connections between pods alone. */
function betweenPods(compare: (before: Verdict, after: Verdict) => string | undefined) {
  const isPod = ({kind, hostNetwork}: Endpoint): boolean => kind === 'pod' && !hostNetwork;
  return (before: Verdict, after: Verdict, {from, to}: Connection): string | undefined =>
    isPod(from) && isPod(to) ? compare(before, after) : undefined;
}

const same = (before: Verdict, after: Verdict): string | undefined =>
  verdictsOf(before) === verdictsOf(after) ? undefined : `was ${verdictsOf(before)}, is ${verdictsOf(after)}`;

function inTier(document: JsonObject, tier: 'Admin' | 'Baseline'): boolean {
  const {kind} = document;
  if (kind === 'ClusterNetworkPolicy') return partOf(document, 'spec')['tier'] === tier;
  return kind === (tier === 'Admin' ? 'AdminNetworkPolicy' : 'BaselineAdminNetworkPolicy');
}

/** How the tiers follow each other (kubernetes.md B4). */
export const lawsOfTiers: readonly Law[] = [
  {
    name: 'a Pass of all in front of a tier takes the tier away',
    trial({documents}, choose) {
      const tier = choose.pick(['Admin', 'Baseline'] as const) ?? 'Admin';
      return {
        instead: documents.filter((each) => !inTier(each, tier)),
        documents: [...documents, forAll('0', tier, 0, ['Pass'])],
        broken: betweenPods(same),
      };
    },
  },
  {
    name: 'the rules behind an Accept, Deny or Pass of all are not asked',
    trial({documents}, choose) {
      const tier = choose.pick(['Admin', 'Baseline'] as const) ?? 'Admin';
      const [first = 'Accept', ...rest] = choose.shuffled(['Accept', 'Deny', 'Pass']);
      return {
        instead: [...documents, forAll('0', tier, 0, [first])],
        documents: [...documents, forAll('0', tier, 0, [first, ...rest])],
        broken: betweenPods(same),
      };
    },
  },
  {
    name: 'where a NetworkPolicy isolates every pod, Baseline is not asked',
    trial({documents}) {
      const where = [...new Set(documents.map((each) => partOf(each, 'metadata')['namespace']))];
      const isolation = where
        .filter((namespace) => typeof namespace === 'string')
        .map((namespace) => ({
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: {name: 'isolation', namespace},
          spec: {podSelector: {}, policyTypes: ['Ingress', 'Egress']},
        }));
      return {
        instead: [...documents.filter((each) => !inTier(each, 'Baseline')), ...isolation],
        documents: [...documents, ...isolation],
        broken: same,
      };
    },
  },
  {
    name: 'Admin decides before NetworkPolicies: an Accept of all opens, a Deny of all closes',
    trial({documents}, choose) {
      const action = choose.pick(['Accept', 'Deny']) ?? 'Deny';
      return {
        documents: [...documents, forAll('0', 'Admin', 0, [action])],
        broken: (_before, after, connection) =>
          betweenPods(() => {
            const itself = connection.from.name === connection.to.name && !connection.to.workload;
            const expected = action === 'Accept' || itself ? 'allow' : 'deny';
            return after.verdict === expected ? undefined : verdictsOf(after);
          })(after, after, connection),
      };
    },
  },
  {
    name: 'a tie of Accept and Deny is reported exactly where the other order answers otherwise',
    trial({documents}, choose) {
      const tier = choose.pick(['Admin', 'Baseline']) ?? 'Admin';
      const others = renumbered(
        documents.filter(({kind}) => kind !== 'BaselineAdminNetworkPolicy'),
        'by-name',
      );
      const priority = choose.below(8);
      const moved = others.map((each) => {
        const {priority: own} = partOf(each, 'spec');
        return isAdminPolicy(each) && isPolicy(each)
          ? {...each, spec: {...partOf(each, 'spec'), priority: 2 * Number(own)}}
          : each;
      });
      const [one, other] = choose.shuffled(['Accept', 'Deny', 'Pass']);
      const tie = 2 * priority + 1;
      const [a, b] = [[one ?? 'Accept'], [other ?? 'Deny']];
      return {
        instead: [...moved, forAll('x', tier, tie, a), forAll('y', tier, tie, b)],
        documents: [...moved, forAll('y', tier, tie, a), forAll('x', tier, tie, b)],
        broken(before, after) {
          const told = [before, after].map(({caveats}) => caveats.some(({code}) => code === 'ambiguous-priority'));
          const differs = before.verdict !== after.verdict;
          return told.every((each) => each === differs)
            ? undefined
            : `${verdictsOf(before)}, then ${verdictsOf(after)}; reported: ${told.join(', ')}`;
        },
      };
    },
  },
];
