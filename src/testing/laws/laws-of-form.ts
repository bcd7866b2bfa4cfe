import {kubernetes} from '../../../plugins/kubernetes/index.ts';
import {isObject, type JsonObject} from '../../base/json.ts';
import {isAdminPolicy, isNetworkPolicy, isPolicy, partOf} from './input.ts';
import {type Law, sameAnswers, sameVerdicts} from './law.ts';

/** How the same is written makes no difference. */
export const lawsOfForm: readonly Law[] = [
  {
    name: 'the order of documents changes nothing',
    trial: ({documents}, choose) => ({documents: choose.shuffled(documents), broken: sameAnswers}),
  },
  {
    name: 'NetworkPolicies that are written and read again say the same',
    trial({documents, loaded}) {
      const policies = loaded.applied.filter(({group}) => group.group === 'networkpolicy');
      const written = kubernetes.write?.(policies, {allow: 'equal'});
      if (policies.length === 0 || !written) return undefined;
      const {objects, losses} = written;
      const lost = losses.map(({code, message}) => `${code}: ${message}`).join('; ');
      return {
        documents: [...documents.filter((each) => !isNetworkPolicy(each)), ...objects.map(({object}) => object)],
        broken: (before, after) => (lost === '' ? sameAnswers(before, after) : `losses ${lost}`),
      };
    },
  },
  {
    name: 'a NetworkPolicy split into one for each rule, with the same pods and types, says the same',
    trial({documents}, choose) {
      const policy = choose.pick(documents.filter(isNetworkPolicy));
      if (!policy) return undefined;
      const parts = splitPolicy(policy);
      return {documents: documents.flatMap((each) => (each === policy ? parts : [each])), broken: sameVerdicts};
    },
  },
  {
    name: 'a copy of a policy behind it changes nothing',
    trial({documents}, choose) {
      const policy = choose.pick(
        documents.filter((each) => each['kind'] !== 'BaselineAdminNetworkPolicy' && isPolicy(each)),
      );
      return policy && {documents: [...documents, renamed(policy, '-copy')], broken: sameVerdicts};
    },
  },
  {
    name: 'the order of rules in a NetworkPolicy, and of peers and ports in any rule, changes nothing',
    trial: ({documents}, choose) => ({
      documents: documents.map((each) => {
        if (!isPolicy(each)) return each;
        const spec = {...partOf(each, 'spec')};
        for (const direction of ['ingress', 'egress']) {
          const rules = listOf(spec[direction]).map((rule) => mapLists(rule, choose.shuffled));
          if (rules.length > 0) spec[direction] = isNetworkPolicy(each) ? choose.shuffled(rules) : rules;
        }
        return {...each, spec};
      }),
      broken: sameVerdicts,
    }),
  },
  {
    name: 'Services are no matter of policies',
    trial: ({documents}) => ({documents: documents.filter(({kind}) => kind !== 'Service'), broken: sameAnswers}),
  },
  {
    name: 'an admin policy split in two of neighbouring names, with its first rules in the first, says the same',
    trial({documents}, choose) {
      const policy = choose.pick(
        documents.filter(({kind}) => kind === 'AdminNetworkPolicy' || kind === 'ClusterNetworkPolicy'),
      );
      if (!policy || !isAdminPolicy(policy)) return undefined;
      const spec = partOf(policy, 'spec');
      const cut = choose.below(3);
      const half = (from: number, to?: number): JsonObject => ({
        ...spec,
        ...(spec['ingress'] && {ingress: listOf(spec['ingress']).slice(from, to)}),
        ...(spec['egress'] && {egress: listOf(spec['egress']).slice(from, to)}),
      });
      const parts = [
        {...policy, spec: half(0, cut)},
        {...renamed(policy, '-rest'), spec: half(cut)},
      ];
      return {documents: documents.flatMap((each) => (each === policy ? parts : [each])), broken: sameVerdicts};
    },
  },
];

function splitPolicy(policy: JsonObject): readonly JsonObject[] {
  const {ingress, egress, ...rest} = partOf(policy, 'spec');
  const parts = [
    ...listOf(ingress).map((rule) => ({...rest, ingress: [rule]})),
    ...listOf(egress).map((rule) => ({...rest, egress: [rule]})),
    // The pods stay isolated where there is no rule.
    rest,
  ];
  return parts.map((spec, index) => ({...renamed(policy, `-${index}`), spec}));
}

/** The policy under a name that stands directly behind its own; other names here are single letters. */
export function renamed(policy: JsonObject, suffix: string): JsonObject {
  const metadata = partOf(policy, 'metadata');
  return {...policy, metadata: {...metadata, name: `${String(metadata['name'])}${suffix}`}};
}

export function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject).map((each) => each as JsonObject) : [];
}

function mapLists(rule: JsonObject, change: (items: readonly JsonObject[]) => readonly JsonObject[]): JsonObject {
  return Object.fromEntries(
    Object.entries(rule).map(([key, value]) => [key, Array.isArray(value) ? change(listOf(value)) : value]),
  );
}
