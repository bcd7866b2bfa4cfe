import {isObject} from '../base/json.ts';
import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {PlannedInput} from '../load/planned.ts';
import type {Document} from '../sources/document.ts';
import {type ComparedInputs, comparisonOf} from './compared-inputs.ts';
import {
  type Input,
  type InputOptions,
  inputOptions,
  namespaceOf,
  type RawToken,
  type Read,
  readDocuments,
  readersIn,
  readNames,
  understand,
} from './input.ts';
import {withProgress} from './progress.ts';
import {clustersIn, type SessionFlags} from './session.ts';
import {UsageError} from './usage-error.ts';

/** A plan as two worlds, and what it changes from the one to the other. */
export interface ReviewedPlan extends ComparedInputs {
  readonly planned: PlannedInput;
  /** False: only what the plan manages is known. */
  readonly hasSnapshot: boolean;
  /** The provider configuration that is judged, where the plan has several, each a cluster of its own. */
  readonly cluster?: string;
}

interface ReviewNames {
  readonly plan: string;
  readonly more?: string | undefined;
}

/** What was read for a review, and is understood once for each cluster. */
interface ReviewInputs {
  readonly plan: Read;
  readonly rest: readonly Read[];
  readonly domains: readonly Read[];
}

/**
 * Reads a plan as what exists before and after it. What `-f` and `more` name (`cluster`: the live one) is the rest of the
 * cluster on both sides; for what the plan manages the plan counts (terraform.md section 6.8). Several provider
 * configurations are clusters that are judged apart; the rest of a cluster belongs to one of them, which must be named.
 */
export async function openReviews(
  flags: SessionFlags,
  raw: readonly RawToken[],
  names: ReviewNames,
): Promise<readonly ReviewedPlan[]> {
  const options = inputOptions(flags, raw);
  const inputs = {
    ...(await withProgress('reading', () => readInputs(options, names))),
    domains: await readNames(options),
  };
  const whole = await reviewOf(inputs, flags, options, names.plan);
  const {input} = whole.session;
  const told = input.diagnostics.filter(({code}) => code === 'terraform-providers');
  const clusters = whole.hasSnapshot ? [] : clustersIn(input);
  if (clusters.length === 0) return [whole];
  const found: ReviewedPlan[] = [];
  for (const cluster of clusters) {
    const review = await reviewOf(inputs, flags, {...options, providers: [cluster]}, names.plan);
    const diagnostics = [...(found.length === 0 ? told : []), ...review.session.input.diagnostics];
    const session = {...review.session, input: {...review.session.input, diagnostics}};
    found.push({...review, session, cluster});
  }
  return found;
}

async function reviewOf(
  {plan, rest, domains}: ReviewInputs,
  flags: SessionFlags,
  options: InputOptions,
  file: string,
): Promise<ReviewedPlan> {
  const {plannedIn} = await import('../load/planned.ts');
  const namespace = namespaceOf([plan, ...rest]);
  const planned = await plannedIn(plan.documents, {namespace, ...readersIn(options)});
  const sideOf = async (side: 'before' | 'after'): Promise<Input> => {
    const without = (document: Document): boolean =>
      document.origin.file !== file && planned?.answersFor(side, document) === true;
    const input = await understand([...rest, plan, ...domains], {
      ...readersIn(options),
      ...{namespace, side},
      ...(rest.length > 0 && {without}),
    });
    return {...input, empty: plan.documents.length === 0};
  };
  const compared = await comparisonOf(flags, await sideOf('before'), await sideOf('after'));
  const hasSnapshot = rest.length > 0;
  if (planned) return {...compared, planned, hasSnapshot};
  const isRefused = compared.session.input.diagnostics.some(({code}) => refusals.has(code));
  const missing = plan.documents.slice(0, isRefused ? 0 : 1).map((document) => noPlan(document, file));
  const session = {...compared.session, ready: false, obstacles: [...compared.session.obstacles, ...missing]};
  return {...compared, session, planned: {changes: [], findings: [], answersFor: () => false}, hasSnapshot};
}

/** A plan that is one, but says nothing that could be relied upon. */
const refusals: ReadonlySet<Diagnostic['code']> = new Set<Diagnostic['code']>([
  'terraform-plan-errored',
  'terraform-plan-version',
]);

async function readInputs(options: InputOptions, {plan, more}: ReviewNames): Promise<Omit<ReviewInputs, 'domains'>> {
  const live = more === 'cluster';
  const filenames = [...options.filenames, ...(more === undefined || live ? [] : [more])];
  if ([plan, ...filenames].filter((name) => name === '-').length > 1) {
    throw new UsageError('standard input is named twice: it can be read only once');
  }
  const read = (names: readonly string[]): Promise<Read> => readDocuments({...options, filenames: names});
  const own = await read([plan]);
  return {
    plan: own,
    rest: [...(filenames.length > 0 ? [await read(filenames)] : []), ...(live ? [await read([])] : [])],
  };
}

function noPlan({content}: Document, file: string): Diagnostic {
  const value = content.syntax === 'value' && isObject(content.value) ? content.value : {};
  const isState = 'format_version' in value || 'terraform_version' in value;
  const found = content.syntax === 'terraform-module' ? 'configuration' : isState ? 'a state' : undefined;
  return diagnostic('plan-missing', undefined, {arguments: {file, ...(found !== undefined && {found})}});
}
