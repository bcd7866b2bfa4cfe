import type {Family} from '../base/cidr.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {HttpRequest, Verdict, VerdictName} from '../evaluate/answer.ts';
import type {AskOptions} from '../evaluate/ask.ts';
import type {ExitCode} from './exit-code.ts';
import {judgedWorld} from './judged-world.ts';
import type {Session} from './session.ts';

/** How `can` asks, from its flags. */
export interface QuestionFlags {
  readonly http?: string | undefined;
  readonly 'source-port'?: number | undefined;
  readonly family?: '4' | '6' | undefined;
  readonly unknown?: 'allow' | 'deny' | undefined;
}

export interface JudgedVerdict {
  /** The engine that judged. */
  readonly cni: string;
  readonly verdict: Verdict;
}

export interface AskedOne {
  readonly items: readonly JudgedVerdict[];
  readonly problems: readonly Diagnostic[];
  /** What deserves a remark beside the verdicts. */
  readonly findings: readonly Diagnostic[];
}

/** Asks one question of every engine; what keeps it from being asked is a problem. */
export async function askOne(
  {input, profiles}: Session,
  words: {readonly from: string; readonly to: string; readonly port: string},
  flags: QuestionFlags,
): Promise<AskedOne> {
  const failed = (...problems: readonly Diagnostic[]): AskedOne => ({items: [], problems, findings: []});
  const {world, applied, hasWorld} = input.loaded;
  // Without a world no address is known to be a pod's: "allowed" would mean nothing.
  if (!hasWorld) return failed(diagnostic('world-missing', undefined));
  const {readQuestion, splitQuestion} = await import('../evaluate/question.ts');
  const {targetOrError} = await import('../evaluate/batch.ts');
  const from = targetOrError(world, words.from, applied, input.namespace, false);
  const to = targetOrError(world, words.to, applied, input.namespace, true);
  const [protocol, port] = splitQuestion(words.port);
  const question = readQuestion(protocol, port);
  const options = await askOptions(flags);
  if ('error' in from || 'error' in to || 'bad' in question || 'error' in options) {
    const unnamed = [from, to].flatMap((each) => ('error' in each ? [each.error] : []));
    return failed(
      ...unnamed,
      ...('error' in options ? [options.error] : []),
      ...('bad' in question ? [diagnostic('question-invalid', undefined, {arguments: {...question}})] : []),
    );
  }
  const {judgingEvaluator} = await import('../evaluate/judging-evaluator.ts');
  const {ask} = await import('../evaluate/ask.ts');
  const {departureCaveats} = await import('../evaluate/departures.ts');
  const items = profiles.flatMap((profile) => {
    const departures = departureCaveats(profile, world, applied);
    return ask(judgingEvaluator(judgedWorld(input.loaded, profile)), from, to, question, options).map((verdict) => ({
      cni: profile.name,
      verdict: {...verdict, caveats: [...verdict.caveats, ...departures(verdict)]},
    }));
  });
  const {addressFindings} = await import('../evaluate/address-findings.ts');
  const asked = {words: [words.from, words.to], endpoints: [...from.endpoints, ...to.endpoints]};
  if (items.length > 0) return {items, problems: [], findings: addressFindings(world, applied, asked)};
  const details = {arguments: {service: words.to, protocol: protocol === '' ? 'TCP' : protocol, port}};
  return failed(diagnostic('service-port-unknown', undefined, details));
}

/** What the flags say about a connection beside its ends and its port. */
export async function askOptions(flags: QuestionFlags): Promise<AskOptions | {readonly error: Diagnostic}> {
  const {readHttpRequest} = await import('../evaluate/http-request.ts');
  const http = readHttpRequest(flags.http ?? '');
  if (http === undefined) {
    return {error: diagnostic('http-invalid', undefined, {arguments: {found: flags.http ?? ''}})};
  }
  return {...connectionOptions(flags), ...requestOption(http)};
}

function connectionOptions({'source-port': sourcePort, family}: QuestionFlags): AskOptions {
  const wanted: Family | undefined = family === undefined ? undefined : family === '4' ? 4 : 6;
  return {...(sourcePort !== undefined && {sourcePort}), ...(wanted && {family: wanted})};
}

function requestOption(http: HttpRequest | 'none'): AskOptions {
  return http === 'none' ? {} : {http};
}

/** Denied is "no"; unknown cannot be answered unless the user says how it counts (cli.md section 4). */
export function verdictCode(verdicts: readonly VerdictName[], unknown: QuestionFlags['unknown']): ExitCode {
  const counted = verdicts.map((each) => (each === 'unknown' ? (unknown ?? each) : each));
  if (counted.includes('deny')) return 1;
  return counted.includes('unknown') ? 2 : 0;
}
