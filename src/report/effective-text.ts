import {message} from '../diagnostics/message.ts';
import type {VerdictName} from '../evaluate/answer.ts';
import type {EffectiveDirection, EffectivePolicy} from '../evaluate/effective.ts';
import type {EffectiveRule} from '../evaluate/effective-rules.ts';
import type {ReplicaGroup} from '../evaluate/replicas.ts';
import type {Action} from '../ir/policy.ts';
import type {Endpoint} from '../ir/world.ts';
import {outsideLines, serviceLines} from './exposure-text.ts';
import {applicationText} from './http-text.ts';
import {peersText} from './peers-text.ts';
import {type DirectionName, policyText, type ReportContext, ruleName, ruleText} from './reference-text.ts';
import {escapeUntrusted, type Paint} from './terminal.ts';
import {trafficText} from './traffic-text.ts';

/**
 * What holds for one endpoint, for people. Every direction says in words what happens to traffic that no rule names, so
 * that "isolated, nothing allowed" and "not affected" never look alike (kubectl describe prints "<none>" for both).
 */
export function effectiveText({effective, replicas}: ReplicaGroup, context: ReportContext, cni?: string): string {
  const {endpoint, exempt, ingress, egress, exposure, caveats} = effective;
  const engine = cni === undefined ? '' : `, as ${cni} judges`;
  const head = `${context.paint.strong(escapeUntrusted(nameText(endpoint, replicas)))}${kindText(endpoint, replicas)}${engine}`;
  if (exempt) return [head, `  ${exemptWords[exempt]}`, ...(exposure ? serviceLines(exposure) : [])].join('\n');
  return [
    head,
    ...directionText('ingress', ingress, context),
    ...directionText('egress', egress, context),
    ...(exposure ? [...outsideLines(exposure), ...serviceLines(exposure)] : []),
    ...caveats.map((each) => `  note: ${escapeUntrusted(message(each))}`),
  ].join('\n');
}

const exemptWords: Readonly<Record<NonNullable<EffectivePolicy['exempt']>, string>> = {
  'not-a-subject': 'no policy holds for it: it is not under policy here, all traffic is allowed on its side',
  'not-enforced': 'no policy holds for it: this engine enforces none, all traffic is allowed',
};

/** Several pods of one owner go by its name. */
function nameText({name, namespace, owner}: Endpoint, replicas: number | undefined): string {
  return owner && namespace !== undefined && replicas !== 1 ? `${namespace}/${owner.name}` : name;
}

function kindText({kind, workload, owner}: Endpoint, replicas: number | undefined): string {
  const of = workload ?? owner;
  const count = replicas === undefined ? '' : `${replicas} ${replicas === 1 ? 'pod' : 'pods'}`;
  if (!of) return kind === 'pod' ? '' : ` (${kind === 'host' ? 'node' : 'outside the cluster'})`;
  const name = workload || replicas !== 1 ? of.kind : `${of.kind} ${of.name}`;
  return ` (${[escapeUntrusted(name), ...(count === '' ? [] : [count])].join(', ')})`;
}

function directionText(name: DirectionName, direction: EffectiveDirection, context: ReportContext): readonly string[] {
  const {isolated, isolatedBy, rules, stages, uncertain} = direction;
  const title = name === 'ingress' ? 'Ingress' : 'Egress';
  const isolating = [...new Set(isolatedBy.map((each) => policyText(each, context)))];
  return [
    ...(isolated ? isolationText(title, isolating) : [`  ${title}: no policy isolates it`]),
    ...stages.flatMap((stage) => {
      const own = rules.filter((rule) => rule.stage === stage.name);
      const mark = stages.length > 1 ? context.paint.faint(` [end of stage ${escapeUntrusted(stage.name)}]`) : '';
      const end = `    ${context.paint.bad('deny')} everything${own.length > 0 ? ' else' : ''}${mark}`;
      return [
        ...own.flatMap((rule) => ruleLines(name, rule, stages.length > 1, context)),
        ...(stage.atEnd === 'deny' ? [end] : []),
      ];
    }),
    ...uncertain.map(
      ({policy, unknowns}) =>
        `    perhaps also ${policyText(policy, context)}, not known: ${unknowns.map(escapeUntrusted).join('; ')}`,
    ),
    ...lastText(direction, context.paint),
  ];
}

/** What becomes of traffic that gets through all stages undecided. */
function lastText({stages, rules, otherwise, passedOn}: EffectiveDirection, paint: Paint): readonly string[] {
  const closed = stages.some(({atEnd}) => atEnd === 'deny');
  if (closed) return passedOn === undefined ? [] : [`    ${restText(passedOn, 'what was passed on', paint)}`];
  return [`    ${restText(otherwise, rules.length > 0 ? 'everything else' : 'everything', paint)}`];
}

function isolationText(title: string, policies: readonly string[]): readonly string[] {
  if (policies.length === 1) return [`  ${title}: isolated by ${policies.join('')}`];
  return [`  ${title}: isolated by`, ...policies.map((policy) => `      ${policy}`)];
}

function restText(verdict: VerdictName, what: string, paint: Paint): string {
  if (verdict === 'unknown') return `not known for ${what}: a policy may isolate it`;
  return `${actionPaint(verdict, paint)(verdict)} ${what}`;
}

function ruleLines(
  direction: DirectionName,
  rule: EffectiveRule,
  withStage: boolean,
  context: ReportContext,
): readonly string[] {
  const {action, peer, self, traffic, application, shadowedBy, by, stage} = rule;
  const namespace = by[0]?.id.namespace;
  const peerContext = namespace === undefined ? {} : {namespace};
  const preposition = direction === 'ingress' ? 'from' : 'to';
  const restricted = application && applicationText(application);
  const words = [
    `${trafficText(traffic)} ${preposition} ${peersText(peer, peerContext).join(`, ${preposition} `)}`,
    ...(restricted === undefined ? [] : [restricted]),
    ...(self ? [`if it is one of ${peersText(self, peerContext).join(' or ')}`] : []),
  ].join(', ');
  const marks = [
    ...(withStage ? [`stage ${escapeUntrusted(stage)}`] : []),
    ...(shadowedBy ? [`never reached: ${shadowText(shadowedBy)}`] : []),
  ];
  const tail = marks.length > 0 ? ` ${context.paint.faint(`[${marks.join('; ')}]`)}` : '';
  return [
    `    ${actionPaint(action, context.paint)(action)} ${words}${tail}`,
    ...by.map((each) => `      ${ruleText(each, context)}`),
  ];
}

/** Who comes first: the only rule, the first of several, the end of a stage. */
function shadowText({rules, ends}: NonNullable<EffectiveRule['shadowedBy']>): string {
  const [first, ...more] = rules;
  const words = [
    ...(first ? [ruleName(first)] : []),
    ...(more.length > 0 ? [`${more.length} more ${more.length === 1 ? 'rule' : 'rules'}`] : []),
    ...ends.map((name) => `the end of stage ${escapeUntrusted(name)}`),
  ];
  return words.length === 1 ? `${words.join('')} decides it first` : `${words.join(' and ')} decide it first`;
}

function actionPaint(action: Action, paint: Paint): (text: string) => string {
  if (action === 'allow') return paint.good;
  return action === 'deny' ? paint.bad : paint.doubtful;
}
