import {printPath} from '../base/json.ts';
import type {Reference} from '../evaluate/answer.ts';
import type {Policy, PolicyId, Rule} from '../ir/policy.ts';
import type {World} from '../ir/world.ts';
import {applicationText} from './http-text.ts';
import {peersText} from './peers-text.ts';
import {type Places, placeText} from './place.ts';
import {escapeUntrusted, type Paint} from './terminal.ts';
import {trafficText} from './traffic-text.ts';

/** What the texts about a verdict need beside the verdict. */
export interface ReportContext extends Places {
  /** As written: the words of a rule are its author's, whatever an engine makes of them. */
  readonly policies: readonly Policy[];
  readonly paint: Paint;
  readonly world?: World;
}

export type DirectionName = 'ingress' | 'egress';

/** `NetworkPolicy shop/db`, with the kind as its API spells it. */
export function policyName({kind, namespace, name}: PolicyId): string {
  return escapeUntrusted(`${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`);
}

/** `NetworkPolicy shop/db (policies.yaml:3)`. */
export function policyText({id, origin}: Pick<Reference, 'id' | 'origin'>, context: ReportContext): string {
  return `${policyName(id)} ${context.paint.faint(`(${placeText(context.locate(origin))})`)}`;
}

/** `NetworkPolicy shop/db, spec.ingress[0] (policies.yaml:12)`. */
export function ruleText(reference: Reference, context: ReportContext): string {
  return `${ruleName(reference)} ${context.paint.faint(`(${placeText(context.locate(reference.origin))})`)}`;
}

/** The same without the place. */
export function ruleName({id, origin}: Pick<Reference, 'id' | 'origin'>): string {
  const path = printPath(withinObject(origin.path));
  return `${policyName(id)}${path === '' ? '' : `, ${escapeUntrusted(path)}`}`;
}

/** The path inside the object itself, for one that stands in a list or a plan. */
function withinObject(path: readonly (string | number)[]): readonly (string | number)[] {
  const spec = path.findLastIndex((step) => step === 'spec' || step === 'specs');
  return spec < 0 ? path : path.slice(spec);
}

/** What a rule says: `from pods with app=web in namespace shop, TCP 80`. Undefined where the policy is not at hand. */
export function ruleWords(reference: Reference, direction: DirectionName, context: ReportContext): string | undefined {
  const rule = ruleOf(reference, direction, context);
  return rule && peersAndTraffic(rule, direction, reference.id.namespace, reference);
}

function ruleOf({id, rule}: Reference, direction: DirectionName, {policies}: ReportContext): Rule | undefined {
  const key = JSON.stringify(id);
  const policy = policies.findLast((each) => JSON.stringify(each.id) === key);
  return policy?.[direction]?.rules.find(({index}) => index === rule);
}

/** The matched peer and port alone where they are known, since they are why. */
function peersAndTraffic(
  rule: Rule,
  direction: DirectionName,
  namespace: string | undefined,
  {peer, port}: Reference,
): string {
  const context = namespace === undefined ? {} : {namespace};
  const written = rule.peers.find(({path}) => lastNumber(path) === peer);
  const ports = rule.ports.find(({path}) => lastNumber(path) === port);
  const peers = peersText(peer !== undefined && written ? written.value : rule.peer, context);
  const traffic = trafficText(port !== undefined && ports ? ports.value : rule.traffic);
  const self = rule.self ? ` (only for ${peersText(rule.self, context).join(' or ')})` : '';
  const application = rule.application && applicationText(rule.application);
  const preposition = direction === 'ingress' ? 'from' : 'to';
  return `${preposition} ${peers.join(' or ')}, ${traffic}${application ? `, ${application}` : ''}${self}`;
}

function lastNumber(path: readonly (string | number)[]): number | undefined {
  const last = path.findLast((step) => typeof step === 'number');
  return typeof last === 'number' ? last : undefined;
}
