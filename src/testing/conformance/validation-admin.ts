import type {Crds} from '../../../plugins/kubernetes/admin-schema.ts';
import {validateAdmin} from '../../../plugins/kubernetes/validate-admin.ts';
import {isObject} from '../../base/json.ts';
import {type Diagnostic, diagnostic} from '../../diagnostics/diagnostic.ts';
import type {Check} from './check.ts';
import {checkRows, type Row, readRows} from './rows.ts';
import {isRefusal, verdictDifference} from './validation.ts';

/** The CRDs of v0.1.1, which only a server that still has them knows. */
export const earlyAdmin: Check = checkRows(
  'validation/admin/early-v0.1.1',
  readRows('validation/admin/early-v0.1.1'),
  ({fields}) => verdictDifference(fields, refusals(fields, {shape: 'early', channel: 'experimental'})),
);

/** Every row as the CRDs of the standard channel answer it; the column says it where that is another answer. */
export const standardAdmin: Check = checkRows(
  'validation/admin standard channel',
  readRows('validation/admin/cases'),
  ({fields}) => {
    const recorded = isObject(fields['standard_channel']) ? fields['standard_channel'] : fields;
    return verdictDifference(recorded, refusals(fields, {shape: 'late', channel: 'standard'}));
  },
);

function refusals({document}: Row['fields'], crds: Crds): readonly Diagnostic[] {
  const origin = {file: 'case', document: 1, path: []};
  if (!isObject(document)) return [];
  const found = validateAdmin(document, origin, crds) ?? [diagnostic('api-version-unknown', origin, notServed)];
  return found.filter(isRefusal);
}

const notServed = {layer: 'api-server'} as const;
