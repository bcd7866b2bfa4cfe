import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Endpoint} from '../ir/world.ts';
import type {Loaded} from '../load/loaded.ts';
import {readSelector} from './selector.ts';
import type {Session} from './session.ts';

export interface SelectionFlags {
  readonly 'all-namespaces': boolean;
  readonly selector?: string | undefined;
}

export type Chosen = {readonly endpoints: readonly Endpoint[]} | {readonly problems: readonly Diagnostic[]};

/**
 * The endpoints of the named targets; without names every pod, of one namespace where one was given or a cluster is
 * read, as kubectl lists. `-l` keeps those with the labels.
 */
export async function chooseTargets(
  session: Session,
  names: readonly string[],
  flags: SelectionFlags,
): Promise<Chosen> {
  const fits = readSelector(flags.selector ?? '');
  const {world, hasWorld, applied} = session.input.loaded;
  const {targetOrError} = await import('../evaluate/batch.ts');
  const found = names.map((name) => targetOrError(world, name, applied, session.input.namespace, false));
  const bad = found.flatMap((each) => ('error' in each ? [each.error] : []));
  if (!hasWorld) return {problems: [diagnostic('world-missing', undefined)]};
  if (bad.length > 0) return {problems: bad};
  const named = found.flatMap((each) => ('error' in each ? [] : each.endpoints));
  const endpoints = names.length > 0 ? named : world.endpoints.filter(isListed(session, flags));
  const unique = [...new Map(endpoints.map((each) => [each.name, each] as const)).values()];
  return {endpoints: unique.filter(({labels}) => fits(labels))};
}

function isListed(session: Session, flags: SelectionFlags): (endpoint: Endpoint) => boolean {
  const wanted = listedNamespace(session, flags);
  return ({kind, namespace}) => kind === 'pod' && (wanted === undefined || namespace === wanted);
}

/** The one namespace that is meant where no names are given; undefined: all of them. */
export function listedNamespace(session: Session, flags: SelectionFlags): string | undefined {
  const one = !flags['all-namespaces'] && (isLive(session) || session.flags.namespace !== undefined);
  return one ? session.input.namespace : undefined;
}

/**
 * The policies to work on: of a cluster those of one namespace unless all are asked for, as kubectl lists; of files all
 * that were given. `-l` keeps those with the labels.
 */
export function selectPolicies(session: Session, flags: SelectionFlags): Loaded {
  const {loaded, namespace} = session.input;
  const fits = readSelector(flags.selector ?? '');
  const one = !flags['all-namespaces'] && isLive(session);
  const wanted = ({id, labels}: Loaded['policies'][number]): boolean =>
    fits(labels) && (!one || id.namespace === namespace);
  return {...loaded, policies: loaded.policies.filter(wanted), applied: loaded.applied.filter(wanted)};
}

function isLive({input}: Session): boolean {
  return input.names.some((name) => 'cluster' in name);
}
