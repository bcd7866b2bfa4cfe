import type {JsonObject} from '../../base/json.ts';
import type {Chooser} from './chooser.ts';
import {type Input, isAdminPolicy, isNetworkPolicy, partOf, sample} from './input.ts';
import {type Law, notLess, notMore, sameVerdicts, verdictsOf} from './law.ts';
import {listOf} from './laws-of-form.ts';
import {randomAdminRule, randomRule} from './policy-documents.ts';
import {ID, NOBODY, namespaces} from './vocabulary.ts';

const directions = ['ingress', 'egress'] as const;
const typeOf = {ingress: 'Ingress', egress: 'Egress'} as const;

/** What one more or one less policy or rule can change, and what it cannot. */
export const lawsOfChange: readonly Law[] = [
  {
    name: 'a rule added to a NetworkPolicy in a direction that it isolates never denies',
    trial({documents}, choose) {
      const direction = choose.pick(directions) ?? 'ingress';
      const policy = choose.pick(documents.filter((each) => isNetworkPolicy(each) && names(each, direction)));
      if (!policy) return undefined;
      const rule = sample(randomRule(direction), choose.below(2 ** 31));
      return {documents: replaced(documents, policy, withRule(policy, direction, rule, choose)), broken: notLess};
    },
  },
  {
    name: 'an Accept added anywhere to an admin policy never denies, a Deny never allows',
    trial({documents}, choose) {
      const policy = choose.pick(documents.filter(isAdminPolicy));
      const direction = choose.pick(directions) ?? 'ingress';
      if (!policy) return undefined;
      const version = policy['kind'] === 'ClusterNetworkPolicy' ? 'v1alpha2' : 'v1alpha1';
      const accepts = choose.chance(0.5);
      const accept = version === 'v1alpha2' ? 'Accept' : 'Allow';
      const arbitrary = randomAdminRule(version, direction, [accepts ? accept : 'Deny']);
      const rule = sample(arbitrary, choose.below(2 ** 31));
      return {
        documents: replaced(documents, policy, withRule(policy, direction, rule, choose)),
        broken: accepts ? notLess : notMore,
      };
    },
  },
  {
    name: 'a NetworkPolicy without rules never allows, and taken away it never denies what was allowed',
    trial({documents}, choose) {
      const where = choose.pick(namespaces) ?? 'ant';
      const policy = isolation(where, {}, choose.pick([['Ingress'], ['Egress'], ['Ingress', 'Egress']]) ?? []);
      return {documents: [...documents, policy], broken: notMore};
    },
  },
  {
    name: 'a NetworkPolicy changes nothing but its own direction of its own pods',
    trial(input, choose) {
      const {documents} = input;
      const direction = choose.pick(directions) ?? 'ingress';
      const pod = randomId(input, choose);
      if (!pod) return undefined;
      const policy = isolation(pod.namespace, {matchLabels: {[ID]: pod.id}}, [typeOf[direction]]);
      return {
        documents: [...documents, policy],
        broken(before, after, {from, to}) {
          const own = (direction === 'ingress' ? to : from).labels[ID] === pod.id;
          if (!own) return sameVerdicts(before, after);
          const other = direction === 'ingress' ? 'egress' : 'ingress';
          return before[other]?.verdict === after[other]?.verdict ? undefined : `${other}: ${verdictsOf(after)}`;
        },
      };
    },
  },
  {
    name: 'a NetworkPolicy never reaches pods of another namespace',
    trial({documents}, choose) {
      const where = choose.pick(namespaces) ?? 'ant';
      const policy = isolation(where, {}, ['Ingress', 'Egress']);
      return {
        documents: [...documents, policy],
        broken: (before, after, {from, to}) =>
          from.namespace !== where && to.namespace !== where ? sameVerdicts(before, after) : undefined,
      };
    },
  },
  {
    name: 'a policy that selects no pod changes nothing',
    trial({documents}, choose) {
      const podSelector = {matchLabels: {[ID]: NOBODY}};
      const types = ['Ingress', 'Egress'];
      const idle = [isolation(choose.pick(namespaces) ?? 'ant', podSelector, types), adminDeny({pods: {podSelector}})];
      return {documents: [...documents, ...idle], broken: sameVerdicts};
    },
  },
  {
    name: 'an admin policy whose rules match no one changes nothing: it isolates nobody',
    trial({documents}) {
      const nobody = {pods: {podSelector: {matchLabels: {[ID]: NOBODY}}}};
      return {documents: [...documents, adminDeny({namespaces: {}}, nobody)], broken: sameVerdicts};
    },
  },
  {
    name: 'a Pass at the end of a tier changes nothing',
    trial({documents}, choose) {
      const all = {namespaces: {}};
      const networks = {networks: ['0.0.0.0/0', '::/0']};
      const spec = {
        tier: choose.pick(['Admin', 'Baseline']) ?? 'Admin',
        priority: 1000,
        subject: all,
        ingress: [{action: 'Pass', from: [all]}],
        egress: [{action: 'Pass', to: [all, networks]}],
      };
      return {documents: [...documents, clusterPolicy('zz', spec)], broken: sameVerdicts};
    },
  },
  {
    name: 'an Accept of all before all others allows egress, whatever the rest says',
    trial({documents}) {
      const all = {namespaces: {}};
      const rule = {action: 'Accept', to: [all, {networks: ['0.0.0.0/0', '::/0']}]};
      const policy = clusterPolicy('0', {tier: 'Admin', priority: 0, subject: all, egress: [rule]});
      return {
        documents: [...documents, policy],
        broken(_before, after, {to, family}) {
          const isPod = to.kind === 'pod' && !to.hostNetwork;
          const inNetworks = to.addresses.some((address) => address.includes(':') === (family === 6));
          const denied = after.egress && after.egress.verdict !== 'allow';
          return denied && (isPod || inNetworks) ? verdictsOf(after) : undefined;
        },
      };
    },
  },
];

function names(policy: JsonObject, direction: 'ingress' | 'egress'): boolean {
  const {policyTypes} = partOf(policy, 'spec');
  return Array.isArray(policyTypes) && policyTypes.includes(typeOf[direction]);
}

function replaced(documents: readonly JsonObject[], old: JsonObject, by: JsonObject): readonly JsonObject[] {
  return documents.map((each) => (each === old ? by : each));
}

function withRule(policy: JsonObject, direction: string, rule: JsonObject, choose: Chooser): JsonObject {
  const spec = partOf(policy, 'spec');
  const rules = listOf(spec[direction]);
  const at = choose.below(rules.length + 1);
  return {...policy, spec: {...spec, [direction]: [...rules.slice(0, at), rule, ...rules.slice(at)]}};
}

function isolation(namespace: string, podSelector: JsonObject, policyTypes: readonly string[]): JsonObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {name: 'isolation', namespace},
    spec: {podSelector, policyTypes},
  };
}

function clusterPolicy(name: string, spec: JsonObject): JsonObject {
  return {apiVersion: 'policy.networking.k8s.io/v1alpha2', kind: 'ClusterNetworkPolicy', metadata: {name}, spec};
}

/** Denies as strongly as can be. */
function adminDeny(subject: JsonObject, peer: JsonObject = {namespaces: {}}): JsonObject {
  return clusterPolicy('0', {
    tier: 'Admin',
    priority: 0,
    subject,
    ingress: [{action: 'Deny', from: [peer]}],
    egress: [{action: 'Deny', to: [peer]}],
  });
}

function randomId({loaded}: Input, choose: Chooser): {readonly id: string; readonly namespace: string} | undefined {
  const {labels, namespace} = choose.pick(loaded.world.endpoints.filter(({kind}) => kind === 'pod')) ?? {};
  const id = labels?.[ID];
  return id !== undefined && namespace !== undefined ? {id, namespace} : undefined;
}
