import {isObject, type Path} from '../../src/base/json.ts';
import {diagnostic} from '../../src/diagnostics/diagnostic.ts';
import {within} from '../../src/diagnostics/origin.ts';
import type {Document} from '../../src/sources/document.ts';
import type {Read, ReadContext} from '../dialect.ts';
import {printKey} from './instances.ts';
import {clusterFindings, type JsonResource, readJsonResources} from './json-resources.ts';
import {clusterOf} from './providers.ts';

/** Modules in modules deeper than this are not followed. */
const DEEPEST = 100;

type StateContext = Pick<ReadContext, 'providers' | 'secrets'>;

/** A state as `terraform show -json` prints it (terraform.md section 7). */
export function readState(document: Document, state: Readonly<Record<string, unknown>>, context: StateContext): Read {
  const version = state.format_version;
  if (typeof version !== 'string' || !version.startsWith('1.')) {
    const args = {version: String(version), what: 'a state'};
    const origin = within(document.origin, 'format_version');
    return {diagnostics: [diagnostic('terraform-plan-version', origin, {arguments: args})]};
  }
  return readAll(document, stateResources(state, []), context);
}

function readAll(document: Document, resources: readonly JsonResource[], {providers, secrets}: StateContext): Read {
  const clusters = {of: ({provider = clusterOf('')}) => provider, ...(providers && {wanted: providers})};
  const {diagnostics = [], ...read} = readJsonResources(document, resources, clusters, secrets);
  return {...read, diagnostics: [...clusterFindings(document, resources, clusters), ...diagnostics]};
}

/** The resources of a state, or of the `prior_state` of a plan. */
export function stateResources(state: unknown, path: Path): readonly JsonResource[] {
  const values = isObject(state) && isObject(state.values) ? state.values : {};
  return moduleResources(values.root_module, [...path, 'values', 'root_module'], 0);
}

function moduleResources(module: unknown, path: Path, depth: number): readonly JsonResource[] {
  if (!isObject(module) || depth > DEEPEST) return [];
  const own: readonly unknown[] = Array.isArray(module.resources) ? module.resources : [];
  const children: readonly unknown[] = Array.isArray(module.child_modules) ? module.child_modules : [];
  return [
    ...own.flatMap((resource, index) => {
      if (!isObject(resource) || resource.mode !== 'managed') return [];
      const {address, type, values, sensitive_values: sensitives} = resource;
      if (typeof address !== 'string' || typeof type !== 'string') return [];
      return [{address, type, values, sensitives, path: [...path, 'resources', index, 'values']}];
    }),
    ...children.flatMap((child, index) => moduleResources(child, [...path, 'child_modules', index], depth + 1)),
  ];
}

/** The file that Terraform itself keeps, `terraform.tfstate` of version 4. */
export function readStateFile(
  document: Document,
  state: Readonly<Record<string, unknown>>,
  context: StateContext,
): Read {
  if (state.version !== 4) {
    const args = {version: String(state.version), what: 'a state file'};
    const origin = within(document.origin, 'version');
    return {diagnostics: [diagnostic('terraform-plan-version', origin, {arguments: args})]};
  }
  const resources: readonly unknown[] = Array.isArray(state.resources) ? state.resources : [];
  return readAll(document, resources.flatMap(storedInstances), context);
}

function storedInstances(resource: unknown, index: number): readonly JsonResource[] {
  if (!isObject(resource) || resource.mode !== 'managed') return [];
  const {type, name, module, instances} = resource;
  if (typeof type !== 'string' || typeof name !== 'string') return [];
  const prefix = typeof module === 'string' ? `${module}.` : '';
  const stored: readonly unknown[] = Array.isArray(instances) ? instances : [];
  return stored.flatMap((instance, number) => {
    if (!isObject(instance)) return [];
    const key = instance.index_key;
    const printed = typeof key === 'string' || typeof key === 'number' ? printKey(key) : '';
    return [
      {
        address: `${prefix}${type}.${name}${printed}`,
        type,
        provider: storedProvider(resource.provider),
        values: withoutTypes(instance.attributes),
        sensitives: maskOf(instance.sensitive_attributes),
        path: ['resources', index, 'instances', number, 'attributes'],
      },
    ];
  });
}

/** `provider["registry.example/hashicorp/kubernetes"].second` is `kubernetes.second`. */
function storedProvider(provider: unknown): string {
  const [, type, alias] = /\/([^/"]+)"\]\.(\w[\w-]*)$/.exec(String(provider)) ?? [];
  return clusterOf(alias === undefined ? '' : `${type}.${alias}`);
}

/** A value of any type is kept with its type beside it: `{"value": ..., "type": [...]}`. */
function withoutTypes(attributes: unknown): unknown {
  if (!isObject(attributes) || !isObject(attributes.manifest)) return attributes;
  const {manifest} = attributes;
  return 'value' in manifest && 'type' in manifest ? {...attributes, manifest: manifest.value} : attributes;
}

/** Turns the paths of sensitive attributes into a mask of the shape that plans have. */
function maskOf(paths: unknown): unknown {
  const listed: readonly unknown[] = Array.isArray(paths) ? paths : [];
  return listed.reduce<unknown>((mask, path) => masked(mask, Array.isArray(path) ? path.map(stepOf) : []), {});
}

function masked(mask: unknown, path: Path): unknown {
  const [step, ...rest] = path;
  if (step === undefined || mask === true) return true;
  if (typeof step === 'number') {
    const items: unknown[] = Array.isArray(mask) ? [...mask] : [];
    items[step] = masked(items[step], rest);
    return items;
  }
  const entries = isObject(mask) ? mask : {};
  return {...entries, [step]: masked(Object.hasOwn(entries, step) ? entries[step] : undefined, rest)};
}

/** `{"type": "get_attr", "value": "spec"}` or `{"type": "index", "value": {"value": 0, "type": "number"}}`. */
function stepOf(step: unknown): string | number {
  const value = isObject(step) ? step.value : undefined;
  const inner = isObject(value) ? value.value : value;
  return typeof inner === 'number' && inner >= 0 && inner < 100_000 ? inner : String(inner);
}
