import {isObject} from '../../src/base/json.ts';
import {UnknownValue} from '../../src/base/unknown-value.ts';
import type {ReadContext} from '../dialect.ts';
import {noFindings} from './decode.ts';
import {type SpecMeaning, specMeaning} from './network-policy.ts';
import * as shapes from './shapes.ts';
import {longCidrRemarks, strictCidrRemarks, validatePolicy} from './validate.ts';

/** A spec that the API server takes as it stands. */
export interface KnownSpec {
  readonly meaning: SpecMeaning;
  /** Nothing is to be said about it. */
  readonly quiet: boolean;
}

/** The specs met in one load: a large cluster has a policy for each namespace and few that differ (design.md section 4). */
interface KnownSpecs {
  readonly byIdentity: Map<object, KnownSpec | undefined>;
  readonly byText: Map<string, KnownSpec | undefined>;
}

const specsOfLoads = new WeakMap<ReadContext, KnownSpecs>();

/**
 * What a spec says, the same object for equal specs, so that whoever judges policies may do it once for each. Undefined
 * where something is wrong with it or not known: then it has to be read at its own place.
 */
export function knownSpec(spec: unknown, context: ReadContext): KnownSpec | undefined {
  if (!isObject(spec)) return undefined;
  const known = specsOfLoads.get(context) ?? {byIdentity: new Map(), byText: new Map()};
  specsOfLoads.set(context, known);
  if (known.byIdentity.has(spec)) return known.byIdentity.get(spec);
  const text = textOf(spec);
  if (text === undefined) return undefined;
  if (!known.byText.has(text)) known.byText.set(text, readSpec(spec));
  const found = known.byText.get(text);
  known.byIdentity.set(spec, found);
  return found;
}

/**
 * The same text for equal specs alone. None where a value has no text of its own: one that is not known prints as an
 * object with a reason, what is no number as null.
 */
function textOf(spec: object): string | undefined {
  const text = JSON.stringify(spec);
  return text.includes('null') || text.includes('"reason"') ? undefined : text;
}

function readSpec(value: object): KnownSpec | undefined {
  const found = noFindings();
  const spec = shapes.networkPolicySpec(value, ['spec'], found);
  const problems = found.types.length + found.fields.length + found.nulls.length;
  if (problems > 0 || spec === undefined || spec instanceof UnknownValue) return undefined;
  if (validatePolicy({name: 'a'}, spec).length > 0) return undefined;
  const meaning = specMeaning(spec);
  const dormant = meaning.sure.ingress?.dormant || meaning.sure.egress?.dormant;
  return {meaning, quiet: !dormant && strictCidrRemarks(spec).length + longCidrRemarks(spec).length === 0};
}
