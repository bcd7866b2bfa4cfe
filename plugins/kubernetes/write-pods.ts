import type {JsonObject} from '../../src/base/json.ts';
import type {Conjunction, Fact} from '../../src/ir/conjunctions.ts';
import {printMatch} from '../../src/ir/match.ts';
import type {Problem} from './write-losses.ts';
import {exactly, nobody, type PeerContext, type WrittenPeers} from './write-peers.ts';
import {type Requirement, writeSelector} from './write-selector.ts';
import {mayBePod, podsOf} from './write-world.ts';

/** Pods by their own labels and those of their namespace. The conditions are read on a pod. */
export function writePods(all: Conjunction, {namespace, family, world}: PeerContext): WrittenPeers {
  const own: Requirement[] = [];
  const ofNamespace: Requirement[] = [];
  const unsayable: Fact[] = [];
  let sameOnly = false;
  for (const {holds, fact} of all) {
    if (fact.is === 'label') own.push({key: fact.key, test: fact.value, holds});
    else if (fact.is === 'namespaceLabel') ofNamespace.push({key: fact.key, test: fact.value, holds});
    else if (fact.is === 'namespace') ofNamespace.push({key: NAME_LABEL, test: fact.value, holds});
    else if (fact.is === 'sameNamespace' && holds) sameOnly = true;
    else if (fact.is === 'sameNamespace') ofNamespace.push({key: NAME_LABEL, test: oneName(namespace), holds: false});
    else if (fact.is !== 'role') unsayable.push(fact);
    // Pods play such roles for other engines alone; none does where Kubernetes policies hold.
    else if (holds) return exactly([]);
  }
  const spaces = sameOnly && ofNamespace.length > 0 ? [...ofNamespace, isNamed(namespace)] : ofNamespace;
  const podSelector = writeSelector(own);
  const namespaceSelector = writeSelector(spaces.filter((each) => !isAnyNamespace(each)));
  if (podSelector === 'never' || namespaceSelector === 'never') return exactly([]);
  if (!podSelector || !namespaceSelector) return nobody({...substringProblem, wider: undefined});
  const item: JsonObject =
    sameOnly && ofNamespace.length === 0
      ? {podSelector}
      : {namespaceSelector, ...(Object.keys(podSelector).length > 0 && {podSelector})};
  const [first] = unsayable;
  if (first && world && podsOf(world).length > 0 && !mayBePod(all, world)) return exactly([], [nobodyHere]);
  if (first) return nobody({...factProblem(first), wider: [item]});
  return family ? nobody({...familyProblem, wider: [item]}) : exactly([item]);
}

const nobodyHere: Problem = {
  code: 'pod-snapshot',
  message: 'a part of the peer that cannot be said fits none of the pods given and is left out',
};

const NAME_LABEL = 'kubernetes.io/metadata.name';

function oneName(name: string) {
  return {test: 'in', values: [name]} as const;
}

function isNamed(name: string): Requirement {
  return {key: NAME_LABEL, test: oneName(name), holds: true};
}

/** Every pod has a namespace with a name: no condition. */
function isAnyNamespace({key, test, holds}: Requirement): boolean {
  return key === NAME_LABEL && test.test === 'exists' && holds;
}

const substringProblem: Problem = {code: 'substring', message: 'a label selector cannot test parts of a value'};
const familyProblem: Problem = {
  code: 'ip-family',
  message: 'a NetworkPolicy cannot select pods for one IP family alone',
};

const factNames: Readonly<Record<string, string>> = {
  serviceAccount: 'service accounts',
  serviceAccountLabel: 'labels of service accounts',
  sameNamespaceLabel: 'equal labels of two namespaces',
  sameNode: 'whether two parties share a node',
  sameEndpoint: 'a pod itself',
  role: 'special parties such as the API server',
  cluster: 'other clusters',
  address: 'labels and addresses of one peer together',
  backendOf: 'the backends of a Service',
  domain: 'domain names',
  label: 'labels of nodes',
};

/** Why a condition cannot be said, in the words of the API. */
export function factProblem(fact: Fact): Problem {
  if (fact.is === 'unknown') return {code: 'unknown', message: `the rule hangs on something open: ${fact.reason}`};
  if (fact.is === 'some') {
    return {
      code: 'address-set',
      message: `a NetworkPolicy cannot look up a set of addresses by ${printMatch(fact.of)}`,
      suggestion: 'give the sets and workloads with -f, so that the addresses can be written out',
    };
  }
  return {
    code: fact.is.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    message: `a NetworkPolicy cannot test ${factNames[fact.is] ?? fact.is}`,
  };
}
