import {within} from '../../src/diagnostics/origin.ts';
import {type Fields, field, fieldsOf} from './fields.ts';
import {type Metadata, readLabels} from './metadata.ts';
import {readRules} from './rule-fields.ts';
import type {ProfileFields} from './schema.ts';
import {validateRule} from './validate.ts';

/** A Profile, types checked (calico.md 3.3). Undefined where there is no spec to read. */
export function readProfile(object: Fields, metadata: Metadata): ProfileFields | undefined {
  const at = field(object, 'spec');
  const fields = fieldsOf(at, ['ingress', 'egress', 'labelsToApply']);
  if (!fields) return undefined;
  const [ingress = [], egress = []] = (['ingress', 'egress'] as const).map((direction) => {
    const entries = readRules(field(fields, direction)) ?? [];
    entries.forEach((entry, index) => {
      const place = {origin: within(at.origin, direction, index), problems: at.problems};
      if (!('unknown' in entry)) validateRule(entry, {direction, global: true}, place);
    });
    return entries;
  });
  return {name: metadata.name, labelsToApply: readLabels(field(fields, 'labelsToApply'), 'engine'), ingress, egress};
}
