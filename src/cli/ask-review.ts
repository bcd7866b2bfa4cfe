import {type Diagnostic, diagnostic} from '../diagnostics/diagnostic.ts';
import type {ConnectionChange} from '../evaluate/connection-change.ts';
import type {Policy} from '../ir/policy.ts';
import type {Certificate, CertificateResult} from '../prove/certificate.ts';
import {judgedDiffItems, noCounts} from '../report/diff-answer.ts';
import {partyKey} from '../report/party-text.ts';
import {
  type PlannedChange,
  type ReviewAnswer,
  type ReviewedConnection,
  type ReviewVerdict,
  reviewCounts,
} from '../report/review-answer.ts';
import {judgeBoth} from './ask-diff.ts';
import {askStandIns, standInRisks} from './ask-stand-ins.ts';
import {judgedWorld} from './judged-world.ts';
import {diffAnswer} from './present-diff.ts';
import {planCauses} from './review-causes.ts';
import type {ReviewedPlan} from './reviewed-plan.ts';

/** What reading a plan says that belongs into its review. */
const told: ReadonlySet<Diagnostic['code']> = new Set<Diagnostic['code']>([
  'terraform-forgotten',
  'terraform-plan-partial',
  'terraform-resource-unseen',
]);

export interface FoundReview {
  readonly answer: ReviewAnswer;
  /** What stands beside the review: of reading and of asking, without what the review tells itself. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What a plan does to connections, and what of it deserves a second look. */
export async function askReview(reviewed: ReviewedPlan, plan: string): Promise<FoundReview> {
  const {before, after, session, planned, hasSnapshot, engines, cluster} = reviewed;
  const isJudged = before.loaded.hasWorld || after.loaded.hasWorld;
  const acting = planned.changes.filter(({actions}) => !actions.includes('no-op'));
  const changed = new Set(acting.map(({address}) => address));
  const made = isJudged ? undefined : await askStandIns(reviewed, acting);
  const found = made ?? (await judgeBoth(reviewed));
  const certificate = made?.certificate;
  const diff = {...(await diffAnswer(reviewed, found.judged)), ...(certificate && {certificate})};
  const {connectionChange} = await import('../evaluate/connection-change.ts');
  const {reviewRisks} = await import('../evaluate/review-risks.ts');
  const causesOf = planCauses(planned.changes);
  const connections = withoutRepeats(
    [...judgedDiffItems(diff, noCounts())]
      .map(({item, cni}) => ({...connectionChange(item), cni, causes: causesOf(item)}))
      .filter(changesSomething),
  );
  const concerns = ({origin}: Policy): boolean => origin.resource !== undefined && changed.has(origin.resource);
  const risks = made
    ? standInRisks(made.worlds, (sides) => reviewRisks(sides.before, sides.after, connections, () => false))
    : engines
        .slice(0, 1)
        .flatMap((pair) =>
          reviewRisks(
            judgedWorld(before.loaded, pair.before),
            judgedWorld(after.loaded, pair.after),
            connections,
            concerns,
          ),
        );
  const {diagnostics} = session.input;
  const answer = {
    ...{plan, connections, diff, changes: planned.changes},
    ...(cluster !== undefined && {cluster}),
    risks: [
      ...risks,
      ...windows(reviewed),
      ...hiddenValues(reviewed, isJudged),
      ...moves(reviewed),
      ...planned.findings,
      ...diagnostics.filter(({code}) => told.has(code)),
      ...(made && changed.size > 0 ? [diagnostic('review-stand-ins', undefined, {arguments: {left: made.left}})] : []),
      ...(hasSnapshot ? [] : [diagnostic('plan-unmanaged-unseen', undefined)]),
    ],
    verdict: certificate ? standInVerdict(certificate, connections, acting) : verdictOf({connections}),
  };
  const rest = diagnostics.filter(({code}) => !told.has(code));
  return {answer, diagnostics: [...rest, ...found.diagnostics]};
}

function changesSomething({opened, closed, unknown}: ConnectionChange): boolean {
  return opened.length + closed.length + unknown.length > 0;
}

/** Small clusters often show the same. */
function withoutRepeats(found: readonly ReviewedConnection[]): readonly ReviewedConnection[] {
  const key = ({item, opened, closed, unknown, cni}: ReviewedConnection): string =>
    JSON.stringify([cni, partyKey(item.from), partyKey(item.to), opened, closed, unknown]);
  return [...new Map(found.map((each) => [key(each), each])).values()];
}

/** What holds in every cluster. A difference may hang on what nobody knows yet: only what is shown is sure then. */
function standInVerdict(
  {result}: Certificate,
  connections: readonly ReviewedConnection[],
  acting: readonly PlannedChange[],
): ReviewVerdict {
  const {opened, closed, unknown} = reviewCounts({connections});
  const isOpen = unknown > 0 || acting.some((change) => change.unknown.length + change.sensitive.length > 0);
  if (!isOpen || result === 'equal') return verdicts[result];
  return opened > 0 && closed > 0 ? 'mixed' : 'unknown';
}

const verdicts: Readonly<Record<CertificateResult, ReviewVerdict>> = {
  equal: 'no-change',
  narrower: 'narrower',
  wider: 'wider',
  different: 'mixed',
  'not-equal': 'unknown',
  unproved: 'unknown',
};

function verdictOf(answer: Pick<ReviewAnswer, 'connections'>): ReviewVerdict {
  const {opened, closed, unknown} = reviewCounts(answer);
  if (opened > 0 && closed > 0) return 'mixed';
  if (unknown > 0) return 'unknown';
  if (opened > 0) return 'wider';
  return closed > 0 ? 'narrower' : 'no-change';
}

/** Policies that are gone for a moment while they are replaced (terraform.md section 6.3). */
function windows({before, planned}: ReviewedPlan): readonly Diagnostic[] {
  const replaced = planned.changes.filter(({actions: [first, second]}) => first === 'delete' && second === 'create');
  return replaced.flatMap(({address, origin}) =>
    before.loaded.applied
      .filter((policy) => policy.origin.resource === address && isolates(policy))
      .map(({id}) => {
        const policy = `${id.kind} ${id.namespace === undefined ? id.name : `${id.namespace}/${id.name}`}`;
        return diagnostic('plan-window', origin, {arguments: {address, policy}});
      }),
  );
}

function isolates({ingress, egress}: Policy): boolean {
  return ingress?.isolates === true || egress?.isolates === true;
}

/** Sensitive values that change. `used`: known workloads show what they decide; pods made for the purpose do not. */
function hiddenValues({planned}: ReviewedPlan, used: boolean): readonly Diagnostic[] {
  return planned.changes.flatMap(({address, attributes, sensitive, origin}) => {
    const hidden = attributes.filter((each) => sensitive.includes(each));
    return hidden.length === 0
      ? []
      : [diagnostic('plan-value-hidden', origin, {arguments: {address, attributes: hidden, used}})];
  });
}

/** One object that goes at one address and comes at another: which happens last is left open. */
function moves({planned}: ReviewedPlan): readonly Diagnostic[] {
  const name = (object: {readonly kind: string; readonly namespace?: string; readonly name: string}): string =>
    `${object.kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`;
  const deleted = new Map(
    planned.changes
      .filter(({actions}) => actions.includes('delete'))
      .flatMap(({before, address}) => before.map((object) => [name(object), address] as const)),
  );
  return planned.changes
    .filter(({actions}) => actions.includes('create'))
    .flatMap(({after, address, origin}) =>
      after.flatMap((object) => {
        const other = deleted.get(name(object));
        if (other === undefined || other === address) return [];
        const args = {object: name(object), deleted: other, created: address};
        return [diagnostic('plan-object-twice', origin, {arguments: args})];
      }),
    );
}
