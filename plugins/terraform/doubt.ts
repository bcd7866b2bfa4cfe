import {UnknownValue} from '../../src/base/unknown-value.ts';
import {isPlainArray, isPlainObject, type Plain, type PlainObject} from './plain.ts';

/**
 * The object as one that may not exist: whom a policy selects gets a condition that nobody knows. To select perhaps is the
 * same as to exist perhaps. Workloads are shown all the same; undefined for other kinds, which are left out.
 */
export function doubted(object: PlainObject, reason: string): PlainObject | undefined {
  const {apiVersion, kind, spec, specs} = object;
  if (!/Policy$/.test(String(kind))) return isWorkload(spec) ? object : undefined;
  const [group = ''] = String(apiVersion).split('/');
  const ofGroup = Object.hasOwn(doubtedSpecs, group) ? doubtedSpecs[group] : undefined;
  const change = kind === 'StagedKubernetesNetworkPolicy' ? byPodSelector : ofGroup;
  if (!change) return undefined;
  const doubt = new UnknownValue(reason);
  const changed = (each: Plain): Plain => (isPlainObject(each) ? change(each, doubt) : each);
  return {
    ...object,
    ...(isPlainArray(specs) && {specs: specs.map(changed)}),
    ...(!(spec === undefined && isPlainArray(specs)) && {spec: changed(spec ?? {})}),
  };
}

function isWorkload(spec: Plain | undefined): boolean {
  return isPlainObject(spec) && 'selector' in spec && 'template' in spec;
}

type Change = (spec: PlainObject, doubt: UnknownValue) => PlainObject;

const byPodSelector: Change = (spec, doubt) => ({...spec, podSelector: selectorWith(spec.podSelector, doubt)});
const bySelectorText: Change = (spec, doubt) => ({...spec, selector: doubt});

/** What becomes of the spec of a policy, by its API group. */
const doubtedSpecs: Readonly<Record<string, Change>> = {
  'networking.k8s.io': byPodSelector,
  extensions: byPodSelector,
  'policy.networking.k8s.io': (spec, doubt) => ({...spec, subject: subjectWith(spec.subject, doubt)}),
  'projectcalico.org': bySelectorText,
  'crd.projectcalico.org': bySelectorText,
  'cilium.io': (spec, doubt) => {
    const name = 'nodeSelector' in spec ? 'nodeSelector' : 'endpointSelector';
    return {...spec, [name]: selectorWith(spec[name], doubt)};
  },
};

function subjectWith(subject: Plain | undefined, doubt: UnknownValue): Plain {
  if (!isPlainObject(subject)) return doubt;
  const {namespaces, pods} = subject;
  if (isPlainObject(pods)) return {pods: {...pods, podSelector: selectorWith(pods.podSelector, doubt)}};
  return {namespaces: selectorWith(namespaces, doubt)};
}

function selectorWith(selector: Plain | undefined, doubt: UnknownValue): Plain {
  if (!isPlainObject(selector)) return doubt;
  const {matchExpressions} = selector;
  return {...selector, matchExpressions: [...(isPlainArray(matchExpressions) ? matchExpressions : []), doubt]};
}
