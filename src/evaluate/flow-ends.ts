import type {FlowEnd} from '../ir/flow.ts';
import type {Endpoint, World} from '../ir/world.ts';
import {endpointsAt, endpointsNamed} from './lookup.ts';
import {outside} from './outside.ts';

/** Why an end of a flow stands for nobody. */
export type EndProblem = 'hidden' | 'missing' | 'many';

/** More are not looked at: what holds for some may not hold for all. */
const MOST_CANDIDATES = 64;

/**
 * Who an end of a recorded flow can be: the pod of that name; where it is gone or the name stands for several, the pods
 * with that beginning, else those of the same namespace with the recorded labels (migration.md section 8).
 */
export function flowCandidates(end: FlowEnd, world: World): readonly Endpoint[] | EndProblem {
  switch (end.is) {
    case 'hidden':
      return 'hidden';
    case 'address': {
      const known = endpointsAt(world, end.address);
      return known.length > 0 ? known : [outside(end.address, {addresses: [end.address]})];
    }
    case 'node': {
      const named = end.name === undefined ? [] : endpointsNamed(world, `node/${end.name}`);
      const found = named.length > 0 || end.address === undefined ? named : endpointsAt(world, end.address);
      const nodes = found.filter(({kind}) => kind === 'host');
      return nodes.length > 0 ? nodes : 'missing';
    }
    case 'pod':
      return podCandidates(end, world);
  }
}

function podCandidates(end: Extract<FlowEnd, {is: 'pod'}>, world: World): readonly Endpoint[] | EndProblem {
  const {namespace, name} = end;
  const isPattern = name.endsWith('*');
  const exact = isPattern ? [] : endpointsNamed(world, `${namespace}/${name}`);
  if (exact.length > 0) return exact;
  const labels = labelsOf(end.labels);
  const start = `${namespace}/${name.slice(0, -1)}`;
  const found = world.endpoints.filter(
    (each) =>
      each.namespace === namespace &&
      (isPattern ? each.name.startsWith(start) || each.owner?.name.startsWith(name.slice(0, -1)) : labels.length > 0) &&
      labels.every(([key, value]) => each.labels[key] === value),
  );
  if (found.length === 0) return 'missing';
  return found.length > MOST_CANDIDATES ? 'many' : found;
}

/** Labels of the pod itself, without those that the recorder or a controller adds. */
function labelsOf(texts: readonly unknown[]): readonly (readonly [string, string])[] {
  return texts.flatMap((text) => {
    if (typeof text !== 'string') return [];
    const [, key = '', value = ''] = /^(?:k8s:)?([^=]+)=(.*)$/.exec(text) ?? [];
    const isOwn = key !== '' && !/^io\.(cilium|kubernetes)\.|^(reserved|cni):|^projectcalico\.org\//.test(key);
    return isOwn && key !== 'pod-template-hash' ? [[key, value] as const] : [];
  });
}
