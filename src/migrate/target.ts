import type {JsonObject} from '../base/json.ts';
import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {World} from '../ir/world.ts';
import {ownLabel} from './generated.ts';
import type {Isolation} from './isolation.ts';

/** What a target is made of. */
export interface TargetInput {
  readonly isolation: Isolation;
  readonly world: World;
  /** False where the user does without what lets nodes in. */
  readonly withNodes: boolean;
  /** A name that no policy of the user has; complains where the wanted one is taken. */
  readonly freeName: FreeName;
}

export type FreeName = (kind: string, namespace: string | undefined, wanted: string) => string;

/** The objects that isolate the projects, in the order in which they are to be applied. */
export type WriteIsolation = (input: TargetInput) => readonly JsonObject[];

/** Marks an object as generated, and for which project, so that it can be found and made again. */
export function marked(name: string, project: string, namespace?: string): JsonObject {
  return {name, ...(namespace !== undefined && {namespace}), labels: marks(project)};
}

export function marks(project: string): Readonly<Record<string, string>> {
  return {'app.kubernetes.io/managed-by': 'kubectl-netpol', [ownLabel]: project};
}

/** The projects whose namespaces may enter those of a project: itself and System. */
export function admitted(project: string, {projects: {system}}: Isolation): readonly string[] {
  return [project, ...(system ? [system.id] : [])].sort();
}

/** Names for new objects beside the policies of the user; the complaints grow while names are asked for. */
export function freeNames(
  {users}: Isolation,
  complaints: Diagnostic[],
  taken: (wanted: Taken) => Diagnostic,
): FreeName {
  const held = new Set(users.map(({id: {kind, namespace, name}}) => `${kind}/${namespace ?? ''}/${name}`));
  return (kind, namespace, wanted) => {
    const isFree = (name: string): boolean => !held.has(`${kind}/${namespace ?? ''}/${name}`);
    if (isFree(wanted)) return wanted;
    let used = `${wanted}-migrated`;
    for (let number = 2; !isFree(used); number++) used = `${wanted}-migrated-${number}`;
    complaints.push(taken({kind, wanted: namespace === undefined ? wanted : `${namespace}/${wanted}`, used}));
    return used;
  };
}

interface Taken {
  readonly kind: string;
  readonly wanted: string;
  readonly used: string;
}
