import type {Path} from '../../../src/base/json.ts';
import {UnknownValue} from '../../../src/base/unknown-value.ts';
import {anyType} from '../language/type.ts';
import {argument, isPlainArray, isPlainObject, type Plain, type PlainObject, toPlain} from '../plain.ts';
import {decodeYaml} from '../yaml.ts';
import type {CarriedObject, ResourceContext, ResourceKind} from './resource.ts';
import {type BlockSchema, textArgument} from './schema.ts';

const manifestSchema: BlockSchema = {arguments: {manifest: {type: anyType, required: true}}, blocks: {}, open: true};

/**
 * `kubernetes_manifest`: the object as it was written, never `object`, which the provider forces into the server's
 * schema so that absent and empty look alike (terraform.md section 3.1). Null fields are absent.
 */
export const kubernetesManifest: ResourceKind = {
  schema: manifestSchema,
  objects: (values, context) => {
    const manifest = argument(values, 'manifest');
    if (manifest instanceof UnknownValue) return unseen(manifest.reason, context);
    if (!isPlainObject(manifest)) {
      context.report('terraform-block-invalid', ['manifest'], {reason: 'manifest: an object is required'});
      return [];
    }
    return [{value: withoutNulls(manifest), inResource: (path) => ['manifest', ...path]}];
  },
};

const kubectlSchema: BlockSchema = {
  arguments: {yaml_body: {...textArgument, required: true}, override_namespace: textArgument},
  blocks: {},
  open: true,
};

/** `kubectl_manifest`: one YAML document as text (section 3.1). Its provider marks the text sensitive, always. */
export const kubectlManifest: ResourceKind = {
  schema: kubectlSchema,
  masksAll: true,
  objects: (values, context) => {
    const shown = argument(values, 'yaml_body_parsed');
    const body = typeof shown === 'string' && shown !== '' ? shown : argument(values, 'yaml_body');
    if (typeof body !== 'string') {
      return unseen(body instanceof UnknownValue ? body.reason : 'it has no text', context);
    }
    const decoded = decodeYaml(body);
    if (decoded.kind === 'failed') {
      context.report('terraform-evaluation', ['yaml_body'], {
        what: `${context.address}.yaml_body`,
        reason: decoded.message,
      });
      return [];
    }
    const object = toPlain(decoded, context.address);
    if (!isPlainObject(object)) return [];
    const value = inNamespace(withoutNulls(object), argument(values, 'override_namespace'));
    return [{value, inResource: () => ['yaml_body']}];
  },
};

function unseen(reason: string, context: ResourceContext): readonly CarriedObject[] {
  const at: Path = [];
  context.report('terraform-resource-unseen', at, {address: context.address, reason});
  return [];
}

function inNamespace(object: PlainObject, namespace: Plain): PlainObject {
  if (namespace === null || namespace === '') return object;
  const metadata = isPlainObject(object.metadata) ? object.metadata : {};
  return {...object, metadata: {...metadata, namespace}};
}

function withoutNulls(value: PlainObject): PlainObject {
  const entries = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(entries.map(([key, each]) => [key, cleaned(each)]));
}

function cleaned(value: Plain): Plain {
  if (isPlainArray(value)) return value.map(cleaned);
  return isPlainObject(value) ? withoutNulls(value) : value;
}
