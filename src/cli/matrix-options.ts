import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {MatrixOptions} from '../evaluate/matrix.ts';
import type {Endpoint} from '../ir/world.ts';
import {listedNamespace, type SelectionFlags} from './selection.ts';
import {readSelector} from './selector.ts';
import type {Session} from './session.ts';
import {UsageError} from './usage-error.ts';

/** What `matrix` is asked about. */
export interface MatrixFlags extends SelectionFlags {
  readonly from?: readonly string[] | undefined;
  readonly to?: readonly string[] | undefined;
  readonly focus?: readonly string[] | undefined;
  readonly port?: string | undefined;
  readonly external: boolean;
}

export type AskedMatrix = {readonly options: MatrixOptions} | {readonly problems: readonly Diagnostic[]};

type Found = readonly Endpoint[] | undefined;

/**
 * Reads the flags of `matrix`. `-n`, the namespace of a live cluster and `-l` say what is in focus where no names do;
 * whoever names something outside asks about the outside.
 */
export async function matrixOptions(session: Session, flags: MatrixFlags): Promise<AskedMatrix> {
  const problems: Diagnostic[] = session.input.loaded.hasWorld ? [] : [diagnostic('world-missing', undefined)];
  if (problems.length > 0) return {problems};
  const resolve = async (names: readonly string[] | undefined, domains: boolean): Promise<Found> => {
    const found = await Promise.all((names ?? []).map((name) => endpointsOf(session, name, domains)));
    problems.push(...found.flatMap((each) => ('error' in each ? [each.error] : [])));
    return names && found.flatMap((each) => ('error' in each ? [] : each.endpoints));
  };
  const from = await resolve(flags.from, false);
  const to = await resolve(flags.to, true);
  const named = await resolve(flags.focus, false);
  const question = await readPort(flags.port);
  if (question && 'error' in question) problems.push(question.error);
  if (problems.length > 0) return {problems};
  const external = flags.external || [from, to, named].some((ends) => ends?.some(isOutside));
  if (external) refuseMixedEnds(from, to);
  const focus = inFocus(session, flags, named, from !== undefined || to !== undefined);
  return {
    options: {
      ...(from && {from}),
      ...(to && {to}),
      ...(focus && {focus}),
      ...(question && !('error' in question) && {question}),
      ...(external && {external}),
    },
  };
}

async function endpointsOf(
  {input}: Session,
  name: string,
  domains: boolean,
): Promise<{readonly endpoints: readonly Endpoint[]} | {readonly error: Diagnostic}> {
  const {namespaceTarget} = await import('../evaluate/namespace-target.ts');
  const {targetOrError} = await import('../evaluate/batch.ts');
  const {world, applied} = input.loaded;
  const whole = namespaceTarget(world, name);
  if (!whole) return targetOrError(world, name, applied, input.namespace, domains);
  if (!('bad' in whole)) return whole;
  return {error: diagnostic('target-unknown', undefined, {arguments: {text: whole.text, near: whole.near}})};
}

async function readPort(text: string | undefined) {
  if (text === undefined) return undefined;
  const {readQuestion, splitQuestion} = await import('../evaluate/question.ts');
  const question = readQuestion(...splitQuestion(text));
  if (!('bad' in question)) return question;
  return {error: diagnostic('question-invalid', undefined, {arguments: {...question}})};
}

/** Named ends, of which `-l` keeps some; without any name what a list of kubectl would hold. */
function inFocus(session: Session, flags: MatrixFlags, named: Found, endsNamed: boolean): Found {
  const fits = readSelector(flags.selector ?? '');
  const namespace = named || endsNamed ? undefined : listedNamespace(session, flags);
  if (!named && namespace === undefined && flags.selector === undefined) return undefined;
  const {endpoints} = session.input.loaded.world;
  const listed = named ?? endpoints.filter((each) => namespace === undefined || each.namespace === namespace);
  return listed.filter(({labels}) => fits(labels));
}

function isOutside({kind}: Endpoint): boolean {
  return kind === 'external';
}

/** One end of what is asked is outside then, and the other is not. */
function refuseMixedEnds(from: Found, to: Found): void {
  for (const [flag, ends] of Object.entries({from, to})) {
    if (ends?.some(isOutside) && !ends.every(isOutside)) {
      throw new UsageError(`--${flag} names workloads and what is outside the cluster: ask for one of them at a time`);
    }
  }
  if (from && to && from.some(isOutside) === to.some(isOutside)) {
    const both = from.some(isOutside) ? 'outside the cluster, where nothing is judged' : 'inside the cluster';
    throw new UsageError(`--from and --to are both ${both}: with the outside in question one of them is outside`);
  }
}
