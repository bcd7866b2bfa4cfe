import {isObject} from '../../src/base/json.ts';
import {resourceKindOf} from './json-resources.ts';
import {clusterOf} from './providers.ts';

/** Modules in modules deeper than this are not followed. */
const DEEPEST = 100;

/**
 * The provider configuration behind each address of a plan, as in the configuration it was made from (terraform.md
 * section 4.3). What the configuration no longer holds is taken to be of the only one there is, else of the default one.
 */
export function planProviders(configuration: unknown): (address: string) => string {
  const known = new Map<string, string>();
  const root = isObject(configuration) ? configuration.root_module : undefined;
  collect(root, '', 0, known);
  const all = new Set(known.values());
  const [only] = all.size === 1 ? all : [];
  return (address) => known.get(withoutKeys(address)) ?? only ?? clusterOf('');
}

function collect(module: unknown, prefix: string, depth: number, known: Map<string, string>): void {
  if (!isObject(module) || depth > DEEPEST) return;
  const resources: readonly unknown[] = Array.isArray(module.resources) ? module.resources : [];
  for (const resource of resources) {
    if (!isObject(resource)) continue;
    const {address, provider_config_key: key} = resource;
    if (typeof address !== 'string' || typeof key !== 'string') continue;
    const [type = ''] = address.split('.');
    if (resourceKindOf(type)) known.set(prefix + address, clusterOf(key));
  }
  for (const [name, call] of Object.entries(isObject(module.module_calls) ? module.module_calls : {})) {
    if (isObject(call)) collect(call.module, `${prefix}module.${name}.`, depth + 1, known);
  }
}

/** `module.m["one"].t.n["b.c"]` stands in the configuration as `module.m.t.n`. */
function withoutKeys(address: string): string {
  return address.replace(/\[(?:"(?:\\.|[^"\\])*"|\d+)\]/g, '');
}
