import {unknownReason} from '../../src/base/unknown-reason.ts';
import {field, fieldsOf, flag, type Item, list, number, oneOfTexts, text} from './fields.ts';
import {readRules} from './rule-fields.ts';
import {type PolicySpec, stagedActions} from './schema.ts';
import {checkSchemaOfSpec, refuseRepeats} from './schema-rules.ts';
import {readSelector} from './selector/read.ts';
import {readTypes} from './types.ts';

const NAMESPACED = [
  'tier',
  'order',
  'selector',
  'serviceAccountSelector',
  'types',
  'ingress',
  'egress',
  'performanceHints',
];
const GLOBAL = ['namespaceSelector', 'doNotTrack', 'preDNAT', 'applyOnForward'];

export interface PolicyKind {
  readonly global: boolean;
  readonly staged: boolean;
}

/**
 * The spec of a policy, types checked. Where the carrier of the document could not know a value outside the rules, the
 * reason stands beside a spec without it.
 */
export function readPolicySpec(
  item: Item,
  {global, staged}: PolicyKind,
): {readonly spec: PolicySpec; readonly unknown: string | undefined} | undefined {
  const known = [...NAMESPACED, ...(global ? GLOBAL : []), ...(staged ? ['stagedAction'] : [])];
  const fields = fieldsOf(item, known);
  if (!fields) return undefined;
  checkSchemaOfSpec(fields);
  const {ingress, egress, ...rest} = fields.values;
  const unknown = unknownReason(rest);
  const plain = unknown === undefined ? fields : {...fields, values: {...withoutUnknown(rest), ingress, egress}};
  const at = (key: string): Item => field(plain, key);
  return {
    unknown,
    spec: {
      tier: text(at('tier')) || undefined,
      order: number(at('order')),
      selector: readSelector(at('selector')),
      namespaceSelector: global ? readSelector(at('namespaceSelector')) : undefined,
      serviceAccountSelector: readSelector(at('serviceAccountSelector')),
      types: readTypes(at('types')),
      ingress: readRules(at('ingress')),
      egress: readRules(at('egress')),
      doNotTrack: global ? flag(at('doNotTrack')) : undefined,
      preDNAT: global ? flag(at('preDNAT')) : undefined,
      applyOnForward: global ? flag(at('applyOnForward')) : undefined,
      performanceHints: readHints(at('performanceHints')),
      stagedAction: staged ? oneOfTexts(at('stagedAction'), stagedActions) : undefined,
    },
  };
}

function readHints(item: Item): readonly string[] | undefined {
  const items = list(item);
  refuseRepeats(items ?? []);
  return items?.flatMap((each) => oneOfTexts(each, ['AssumeNeededOnEveryNode']) ?? []);
}

function withoutUnknown(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => unknownReason(value) === undefined));
}
