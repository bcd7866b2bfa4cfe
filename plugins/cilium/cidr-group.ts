import {diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import type {Read} from '../dialect.ts';
import {canonicalCidr, groupNameKey} from './cidr.ts';
import {decode} from './decode.ts';
import {typeProblems} from './problems.ts';
import {cidrGroupDocument, objectMeta} from './schema.ts';

export const CIDR_GROUP_KIND = 'CiliumCIDRGroup';

/** A `CiliumCIDRGroup` as an address set. It carries its own name as a label, as in the engine. */
export function readCidrGroup(value: Readonly<Record<string, unknown>>, origin: Origin): Read {
  const meta = decode(objectMeta, value['metadata'], ['metadata']);
  const body = decode(cidrGroupDocument, {spec: value['spec']}, []);
  const {name = '', labels = {}} = meta.value ?? {};
  const entries = [...(body.value?.spec?.externalCIDRs ?? []).entries()];
  const wrong = entries.filter(([, text]) => canonicalCidr(text) === undefined || !text.includes('/'));
  const diagnostics = [
    ...typeProblems(body, origin),
    ...typeProblems({...meta, unknownFields: []}, origin),
    ...wrong.map(([index, text]) => {
      const path = `spec.externalCIDRs[${index}]`;
      return diagnostic('value-invalid', within(origin, 'spec', 'externalCIDRs', index), {
        layer: 'api-server',
        arguments: {path, value: text, reason: 'this is no CIDR'},
      });
    }),
    ...(name ? [] : [diagnostic('field-missing', origin, {layer: 'api-server', arguments: {path: 'metadata.name'}})]),
  ];
  const cidrs = entries.flatMap(([, text]) => canonicalCidr(text) ?? []);
  const set = {kind: CIDR_GROUP_KIND, name, labels: {...labels, [groupNameKey(name)]: ''}, cidrs};
  return {...(name && {world: {addressSets: [set]}}), diagnostics};
}
