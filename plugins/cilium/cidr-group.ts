import {parseCidr} from '../../src/base/cidr.ts';
import type {JsonObject} from '../../src/base/json.ts';
import {type Diagnostic, diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {type Origin, within} from '../../src/diagnostics/origin.ts';
import type {World} from '../../src/ir/world.ts';
import type {Read} from '../dialect.ts';
import {canonicalCidr, groupNameKey} from './cidr.ts';
import {decode} from './decode.ts';
import {typeProblems} from './problems.ts';
import {cidrGroupDocument, objectMeta} from './schema.ts';

export const CIDR_GROUP_KIND = 'CiliumCIDRGroup';

const topLevel: readonly string[] = ['apiVersion', 'kind', 'metadata', 'spec'];

/** A `CiliumCIDRGroup` as an address set. It carries its own name as a label, as in the engine. */
export function readCidrGroup(value: Readonly<Record<string, unknown>>, origin: Origin): Read {
  const meta = decode(objectMeta, value['metadata'], ['metadata']);
  const body = decode(cidrGroupDocument, {spec: value['spec']}, []);
  const {name = '', labels = {}} = meta.value ?? {};
  const written = body.value?.spec?.externalCIDRs;
  const unknownFields = Object.keys(value).flatMap((key) => (topLevel.includes(key) ? [] : [{path: [key]}]));
  const unread = [...meta.open, ...body.open, ...body.wrongTypes].length > 0;
  const diagnostics = [
    ...typeProblems(body, origin),
    ...typeProblems({...meta, unknownFields}, origin),
    ...(written ?? []).flatMap((text, index) => blockProblem(text, index, origin)),
    ...(name ? [] : [fieldMissing('metadata.name', origin)]),
    ...(written || unread ? [] : [fieldMissing(body.value?.spec ? 'spec.externalCIDRs' : 'spec', origin)]),
  ];
  const cidrs = (written ?? []).flatMap((text) => canonicalCidr(text) ?? []);
  const set = {kind: CIDR_GROUP_KIND, name, labels: {...labels, [groupNameKey(name)]: ''}, cidrs};
  // A block that nobody knows may be any: what hangs on groups is unknown then.
  const open = body.open.length > 0 && {missingKinds: ['ciliumcidrgroups.cilium.io']};
  return {...(name && {world: {addressSets: [set], ...open}}), diagnostics};
}

/** The schema takes leading zeros, which the agent cannot read (cilium.md 4, V08). */
function blockProblem(text: string, index: number, origin: Origin): readonly Diagnostic[] {
  const isBlock = text.includes('/') && parseCidr(text) !== undefined;
  if (isBlock && canonicalCidr(text) !== undefined) return [];
  const path = `spec.externalCIDRs[${index}]`;
  return [
    diagnostic('value-invalid', within(origin, 'spec', 'externalCIDRs', index), {
      layer: isBlock ? 'engine' : 'api-server',
      arguments: {path, value: text, reason: 'this is no CIDR'},
    }),
  ];
}

function fieldMissing(path: string, origin: Origin): Diagnostic {
  return diagnostic('field-missing', origin, {layer: 'api-server', arguments: {path}});
}

/** The CIDR groups of a world. Its own name is a label that the engine adds. */
export function cidrGroups({addressSets}: World): readonly JsonObject[] {
  return addressSets
    .filter(({kind}) => kind === CIDR_GROUP_KIND)
    .map(({name, labels, cidrs}) => ({
      apiVersion: 'cilium.io/v2',
      kind: CIDR_GROUP_KIND,
      metadata: {
        name,
        labels: Object.fromEntries(Object.entries(labels).filter(([key]) => key !== groupNameKey(name))),
      },
      spec: {externalCIDRs: cidrs},
    }));
}
