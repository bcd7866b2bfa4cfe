import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {Endpoint} from '../ir/world.ts';
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
  if (bad.length > 0 || !hasWorld)
    return {problems: [...bad, ...(hasWorld ? [] : [diagnostic('world-missing', undefined)])]};
  const named = found.flatMap((each) => ('error' in each ? [] : each.endpoints));
  const endpoints = names.length > 0 ? named : world.endpoints.filter(isListed(session, flags));
  const unique = [...new Map(endpoints.map((each) => [each.name, each] as const)).values()];
  return {endpoints: unique.filter(({labels}) => fits(labels))};
}

function isListed(session: Session, flags: SelectionFlags): (endpoint: Endpoint) => boolean {
  const {input} = session;
  const live = input.names.some((name) => 'cluster' in name);
  const one = !flags['all-namespaces'] && (live || session.flags.namespace !== undefined);
  return ({kind, namespace}) => kind === 'pod' && (!one || namespace === input.namespace);
}
