import {compareText} from '../base/order.ts';
import type {Policy} from '../ir/policy.ts';
import type {World} from '../ir/world.ts';
import {type GeneratedPolicy, projectLabel, projectsLetIn} from './generated.ts';

export interface Project {
  readonly id: string;
  /** Sorted. */
  readonly namespaces: readonly string[];
}

/** How the namespaces of a cluster are shared out (migration.md section 1.2). */
export interface Projects {
  /** Those that are isolated, sorted by id: all but the System project. */
  readonly isolated: readonly Project[];
  /** Its namespaces are open, and may enter every project. Absent: it could not be told. */
  readonly system?: Project;
  /** Open, yet no project lets them in. */
  readonly free: readonly string[];
}

/** Namespaces that Rancher puts into the System project, the most certain first. */
const systemNamespaces = ['kube-system', 'cattle-system', 'kube-public', 'ingress-nginx', 'cattle-fleet-system'];

/**
 * Projects by the labels of the namespaces. The System project is that of kube-system (its flag stands in Rancher's own
 * cluster); where no such namespace is given, the one that every project policy lets in beside its own.
 */
export function readProjects({namespaces}: World, generated: readonly GeneratedPolicy[]): Projects {
  const byProject = new Map<string, string[]>();
  const free: string[] = [];
  for (const {name, labels, labelsKnown} of namespaces) {
    const id = labels[projectLabel];
    if (id === undefined) {
      if (labelsKnown) free.push(name);
    } else byProject.set(id, [...(byProject.get(id) ?? []), name]);
  }
  const projects = [...byProject]
    .map(([id, names]) => ({id, namespaces: names}))
    .sort((a, b) => compareText(a.id, b.id));
  const labelled = systemNamespaces.flatMap((name) => projects.find((each) => each.namespaces.includes(name)) ?? []);
  const [id = labelled[0]?.id] = labelled.length > 0 ? [] : sharedGuests(generated, byProject);
  const system = projects.find((each) => each.id === id) ?? (id === undefined ? undefined : {id, namespaces: []});
  return {isolated: projects.filter((each) => each.id !== id), ...(system && {system}), free};
}

/** The projects that every project policy lets in although it is not of them. */
function sharedGuests(
  generated: readonly GeneratedPolicy[],
  byProject: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const lists = generated
    .filter(({role}) => role === 'project')
    .map(({policy, namespace}) => guests(policy, namespace));
  const [first = [], ...others] = lists;
  return first.filter((id) => others.every((list) => list.includes(id)));

  function guests(policy: Policy, namespace: string): readonly string[] {
    return projectsLetIn(policy).filter((id) => !byProject.get(id)?.includes(namespace));
  }
}
