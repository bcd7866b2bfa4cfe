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
  /** How many specs had the text of another one. */
  repeated: number;
}

const specsOfLoads = new WeakMap<ReadContext, KnownSpecs>();

/**
 * What a spec says, the same object for equal specs, so that whoever judges policies may do it once for each. Undefined
 * where something is wrong with it or not known: then it has to be read at its own place.
 */
export function knownSpec(spec: unknown, context: ReadContext): KnownSpec | undefined {
  if (!isObject(spec)) return undefined;
  const known = specsOfLoads.get(context) ?? {byIdentity: new Map(), byText: new Map(), repeated: 0};
  specsOfLoads.set(context, known);
  if (known.byIdentity.has(spec)) return known.byIdentity.get(spec);
  const found = isPlain(spec) ? specLike(spec, known) : undefined;
  known.byIdentity.set(spec, found);
  return found;
}

/** Different specs after which it is plain whether their texts repeat. */
const fairTrial = 1000;

/** A reader may have made one object of equal specs already: then each text comes once, and none is worth printing. */
function specLike(spec: object, known: KnownSpecs): KnownSpec | undefined {
  const {byText} = known;
  if (byText.size > fairTrial && known.repeated < byText.size) return readSpec(spec);
  const text = JSON.stringify(spec);
  if (byText.has(text)) known.repeated++;
  else byText.set(text, readSpec(spec));
  return byText.get(text);
}

/** Whether equal texts mean the same: what is not known and what is null has no text of its own. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return true;
  if (value === null || value instanceof UnknownValue) return false;
  for (const key in value) if (!isPlain(Reflect.get(value, key))) return false;
  return true;
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
