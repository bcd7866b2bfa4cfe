import {isObject, type Json, type JsonObject} from '../../src/base/json.ts';
import type {CarryOptions, Loss} from '../dialect.ts';
import {type HclBlock, HclReference, printFile} from './hcl-text.ts';
import {policyBlock} from './write-policy.ts';

/** Filled in by the server; never part of a configuration (terraform.md section 10.1). */
const serverMetadata = ['creationTimestamp', 'generation', 'managedFields', 'resourceVersion', 'selfLink', 'uid'];
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Objects of any dialect as a configuration: a NetworkPolicy as the resource of its own, whatever that cannot hold and
 * every other kind as `kubernetes_manifest` with the object as it is. Nothing is lost.
 */
export function carry(
  objects: readonly JsonObject[],
  {imports = false}: CarryOptions = {},
): {readonly text: string; readonly losses: readonly Loss[]} {
  const taken = new Set<string>();
  const blocks = objects.flatMap((object): readonly HclBlock[] => {
    const clean = withoutServerFields(object);
    const policy = policyBlock(clean);
    const type = policy ? 'kubernetes_network_policy_v1' : 'kubernetes_manifest';
    const name = uniqueName(type, clean, taken);
    const resource = {type: 'resource', labels: [type, name], body: policy ?? [{name: 'manifest', value: clean}]};
    const id = imports ? importId(type, clean) : undefined;
    return id === undefined ? [resource] : [importBlock(`${type}.${name}`, id), resource];
  });
  return {text: printFile(blocks), losses: []};
}

/** How Terraform adopts an object that exists (section 10.3); it needs Terraform 1.5. */
function importBlock(address: string, id: string): HclBlock {
  return {
    type: 'import',
    body: [
      {name: 'to', value: new HclReference(address)},
      {name: 'id', value: id},
    ],
  };
}

/** What the provider calls an object; undefined for one whose name the server makes, which names none that exists. */
function importId(type: string, {apiVersion, kind, metadata}: JsonObject): string | undefined {
  const {name, namespace} = isObject(metadata) ? metadata : {};
  if (typeof name !== 'string' || name === '') return undefined;
  const place = textOr(namespace, '');
  if (type !== 'kubernetes_manifest') return `${place === '' ? 'default' : place}/${name}`;
  const parts = [`apiVersion=${apiVersion}`, `kind=${kind}`, ...(place === '' ? [] : [`namespace=${place}`])];
  return [...parts, `name=${name}`].join();
}

/** The object's own name in HCL's letters; clashes get the namespace, then a number (section 10.1). */
function uniqueName(type: string, object: JsonObject, taken: Set<string>): string {
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const own = asName(textOr(metadata.name, textOr(metadata.generateName, 'policy')));
  const placed = `${own}_${asName(textOr(metadata.namespace, 'default'))}`;
  let name = taken.has(`${type}.${own}`) ? placed : own;
  for (let number = 2; taken.has(`${type}.${name}`); number++) name = `${placed}_${number}`;
  taken.add(`${type}.${name}`);
  return name;
}

function asName(text: string): string {
  const name = text.toLowerCase().replace(/[^a-z0-9_]/g, '_');
  return /^[a-z_]/.test(name) ? name : `_${name}`;
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function withoutServerFields(object: JsonObject): JsonObject {
  const {metadata} = object;
  const kept = Object.entries(object).filter(([key]) => key !== 'status');
  return Object.fromEntries(kept.map(([key, value]) => [key, key === 'metadata' ? cleanMetadata(metadata) : value]));
}

function cleanMetadata(metadata: Json | undefined): Json {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return metadata ?? null;
  const entries: [string, Json][] = Object.entries(metadata);
  return Object.fromEntries(
    entries.flatMap(([key, value]): [string, Json][] => {
      if (serverMetadata.includes(key)) return [];
      return [[key, key === 'annotations' ? withoutLastApplied(value) : value]];
    }),
  );
}

function withoutLastApplied(annotations: Json): Json {
  if (typeof annotations !== 'object' || annotations === null || Array.isArray(annotations)) return annotations;
  const entries: [string, Json][] = Object.entries(annotations);
  return Object.fromEntries(entries.filter(([key]) => key !== lastApplied));
}
