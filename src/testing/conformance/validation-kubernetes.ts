import {noFindings} from '../../../plugins/kubernetes/decode.ts';
import type {NetworkPolicy} from '../../../plugins/kubernetes/schema.ts';
import * as shapes from '../../../plugins/kubernetes/shapes.ts';
import {storedSpec} from '../../../plugins/kubernetes/stored.ts';
import {
  longCidrRemarks,
  type Refusal,
  strictCidrRemarks,
  validatePolicy,
} from '../../../plugins/kubernetes/validate.ts';
import {validateUpdate} from '../../../plugins/kubernetes/validate-update.ts';
import {isObject, printPath} from '../../base/json.ts';
import {UnknownValue} from '../../base/unknown-value.ts';
import type {Check} from './check.ts';
import {checkRows, type Row, readRows, recordedFields} from './rows.ts';
import {readRow} from './validation.ts';

const cases = readRows('validation/kubernetes/cases').filter(({fields: {status}}) => status !== 404);

/** The answer of a server with strict CIDRs, as from 1.36; the column says it where that is another answer. */
export const strictCidrs: Check = checkRows('validation/kubernetes strict CIDRs', cases, async (row) => {
  const policy = await decoded(row, 'strict');
  const recorded = isObject(row.fields['strict_cidr']) ? row.fields['strict_cidr'] : row.fields;
  return policyDifference(recorded, policy && [...broken(policy), ...strictCidrRemarks(specOf(policy))]);
});

/** What is kept when unknown fields are ignored: defaulted, without what says nothing, label values as text. */
export const storedForms: Check = checkRows(
  'validation/kubernetes stored',
  cases.filter(({fields}) => fields['accepted_lenient'] ?? fields['accepted']),
  async (row) => {
    const policy = await decoded(row, 'lenient');
    if (!policy) return 'we refuse it';
    const sent = isObject(row.fields['document']) ? row.fields['document']['spec'] : undefined;
    const theirs = row.fields['stored'] ?? sent;
    const ours = storedSpec(specOf(policy));
    if (theirs !== undefined && sorted(ours) !== sorted(theirs)) return `${sorted(ours)}, recorded ${sorted(theirs)}`;
    const labels = row.fields['stored_labels'];
    const metadata = metadataOf(policy);
    return labels === undefined || sorted(metadata.labels) === sorted(labels) ? undefined : sorted(metadata.labels);
  },
);

/** Whether the lenient server takes it, and what it warns of. */
export const lenientAnswers: Check = checkRows('validation/kubernetes lenient', cases, async (row) => {
  const {accepted, accepted_lenient: lenient = accepted, errors, lenient: then, warnings} = row.fields;
  const policy = await decoded(row, 'lenient');
  const causes = isObject(then) ? then['errors'] : errors;
  const why = policyDifference({accepted: lenient, errors: causes}, policy && broken(policy));
  return why ?? (lenient && policy ? warningsDifference(warnings, policy) : undefined);
});

/** Changes of objects that an older server had taken. */
export const updates: Check = checkRows(
  'validation/kubernetes updates-1.36',
  readRows('validation/kubernetes/updates-1.36'),
  ({fields}) => {
    const [old, updated] = [asPolicy(fields['old']), asPolicy(fields['new'])];
    const why = policyDifference(fields, validateUpdate(old, updated));
    return why ?? (fields['accepted'] ? warningsDifference(fields['warnings'], updated) : undefined);
  },
);

function warningsDifference(warnings: unknown, policy: NetworkPolicy): string | undefined {
  const texts: readonly unknown[] = Array.isArray(warnings) ? warnings : [];
  const theirs = texts.map((each) => String(each).split(': ', 1)[0]).sort();
  const spec = specOf(policy);
  const ours = [...strictCidrRemarks(spec), ...longCidrRemarks(spec)].map(({path}) => printPath(path)).sort();
  return ours.join() === theirs.join() ? undefined : `we warn of ${ours.join(' ')}, the server of ${theirs.join(' ')}`;
}

/** The object as the server decodes it; undefined where it refuses to. */
async function decoded(row: Row, how: 'strict' | 'lenient'): Promise<NetworkPolicy | undefined> {
  const {documents, diagnostics} = await readRow(row, 'kubernetes');
  const content = documents[0]?.content;
  const value = content?.syntax === 'value' ? content.value : undefined;
  const refused = diagnostics.some(
    ({severity, code}) => severity === 'error' || (how === 'strict' && code === 'key-repeated'),
  );
  if (refused || !isObject(value) || value['kind'] !== 'NetworkPolicy') return undefined;
  const found = noFindings();
  const policy = shapes.networkPolicy(value, [], found);
  const bad = found.types.length > 0 || (how === 'strict' && found.fields.length > 0);
  return bad || policy instanceof UnknownValue ? undefined : policy;
}

function asPolicy(value: unknown): NetworkPolicy {
  const policy = shapes.networkPolicy(value, [], noFindings());
  return policy === undefined || policy instanceof UnknownValue ? {} : policy;
}

/** The spec of a plain object as the server stores it. */
export function storedPolicy(object: unknown): unknown {
  return storedSpec(specOf(asPolicy(object)));
}

function broken(policy: NetworkPolicy): readonly Refusal[] {
  return validatePolicy(metadataOf(policy), specOf(policy));
}

function specOf({spec}: NetworkPolicy): Exclude<NonNullable<NetworkPolicy['spec']>, UnknownValue> {
  return spec === undefined || spec instanceof UnknownValue ? {} : spec;
}

function metadataOf({metadata}: NetworkPolicy): Exclude<NonNullable<NetworkPolicy['metadata']>, UnknownValue> {
  return metadata === undefined || metadata instanceof UnknownValue ? {} : metadata;
}

/** Undefined refusals: it does not decode, of which no fields are recorded. */
function policyDifference(
  recorded: Readonly<Record<string, unknown>>,
  refusals: readonly Refusal[] | undefined,
): string | undefined {
  const ours = [...new Set(refusals?.map(({path}) => printPath(path)))].sort();
  const accepted = refusals !== undefined && ours.length === 0;
  if (accepted !== recorded['accepted']) return accepted ? 'we accept' : `we refuse ${ours.join(' ')}`;
  const theirs = recordedFields(recorded['errors']);
  return theirs.length === 0 || ours.join() === theirs.join()
    ? undefined
    : `${ours.join(' ')}, not ${theirs.join(' ')}`;
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    isObject(each) ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1))) : each,
  );
}
