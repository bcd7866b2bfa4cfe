import {type Policy, printPolicyId} from '../ir/policy.ts';
import type {Loaded} from '../load/loaded.ts';
import {type GeneratedPolicy, generatedPolicies, isOurs, ownLabel, projectsLetIn} from './generated.ts';
import {type NodeSources, nodeSources} from './node-sources.ts';
import {type Projects, readProjects} from './projects.ts';

/** What was found of Rancher's project isolation in an input (migration.md section 2). */
export interface Isolation {
  /**
   * `on`: Rancher's controller keeps it; `mixed`: Rancher's policies stand beside ours, or nothing isolates some namespace
   * of a project; `moved`: only ours are left; `off`: neither.
   */
  readonly state: 'on' | 'mixed' | 'moved' | 'off';
  readonly projects: Projects;
  readonly generated: readonly GeneratedPolicy[];
  /** What an earlier run of this tool wrote. */
  readonly ours: readonly Policy[];
  /** All other policies: the users' own. */
  readonly users: readonly Policy[];
  readonly nodes: NodeSources;
  /**
   * Namespaces of projects without Rancher's project policy, without its policy for nodes, and without a policy of either
   * Rancher or this tool that isolates them.
   */
  readonly without: {
    readonly project: readonly string[];
    readonly nodes: readonly string[];
    readonly any: readonly string[];
  };
}

/** Reads what is there; an input without any of it is `off`, which is an answer too. */
export function readIsolation({applied, world}: Pick<Loaded, 'applied' | 'world'>): Isolation {
  const ours = applied.filter(isOurs);
  const generated = generatedPolicies(applied.filter((policy) => !isOurs(policy)));
  const made = new Set([...ours, ...generated.map(({policy}) => policy)]);
  const projects = readProjects(world, generated);
  const isolated = projects.isolated.flatMap(({namespaces}) => namespaces).sort();
  const lacking = (role: GeneratedPolicy['role']): readonly string[] => {
    const having = new Set(generated.filter((each) => each.role === role).map(({namespace}) => namespace));
    return isolated.filter((name) => !having.has(name));
  };
  const bare = new Set(
    projects.isolated.flatMap(({id, namespaces}) => namespaces.filter((name) => !isolates(ours, id, name))),
  );
  const project = lacking('project');
  const without = {project, nodes: lacking('nodes'), any: project.filter((name) => bare.has(name))};
  const isOn = generated.some(({role}) => role === 'project');
  const isMixed = without.any.length > 0 || (ours.length > 0 && generated.length > 0);
  const state = isOn || ours.length > 0 ? (isMixed ? 'mixed' : isOn ? 'on' : 'moved') : 'off';
  return {
    state,
    projects,
    generated,
    ours,
    users: applied.filter((policy) => !made.has(policy)),
    nodes: nodeSources(world, generated),
    without,
  };
}

/** Whether one of our own policies lets the project into this namespace of it, and so closes it to others. */
function isolates(ours: readonly Policy[], project: string, namespace: string): boolean {
  return ours.some(
    (policy) =>
      projectsLetIn(policy).includes(project) &&
      policy.labels[ownLabel] === project &&
      (policy.id.namespace === undefined || policy.id.namespace === namespace),
  );
}

/** Rancher's policies that are still there although others took their place, by name. */
export function leftovers({generated, ours}: Isolation): readonly string[] {
  return ours.length === 0 ? [] : generated.map(({policy}) => printPolicyId(policy.id)).sort();
}

/** The same policies as those of a plain Canal cluster: Rancher's are the users' own like all others. */
export function withoutRancher({ours, generated, users, nodes}: Isolation): Isolation {
  return {
    state: 'off',
    projects: {isolated: [], free: []},
    generated: [],
    ours,
    users: [...users, ...generated.map(({policy}) => policy)],
    nodes: {...nodes, stale: [], missing: []},
    without: {project: [], nodes: [], any: []},
  };
}
