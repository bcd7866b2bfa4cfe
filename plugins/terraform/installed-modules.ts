import {isObject} from '../../src/base/json.ts';
import type {TerraformModule} from '../../src/sources/document.ts';

/**
 * Where `terraform init` has put a module that is not local, relative to the root (terraform.md section 4.7). Its key
 * there is the address without instance keys: `net.inner` for `module.net["a"].module.inner`.
 */
export function installedDirectory(root: TerraformModule, address: string): string | undefined {
  const text = root.readFile('.terraform/modules/modules.json');
  if (text === undefined) return undefined;
  const key = address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, '').replace(/(^|\.)module\./g, '$1');
  return entriesOf(text).find((entry) => entry.key === key)?.directory;
}

function entriesOf(text: string): readonly {readonly key: string; readonly directory: string}[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const modules: readonly unknown[] = isObject(value) && Array.isArray(value.Modules) ? value.Modules : [];
  return modules.flatMap((entry) => {
    if (!isObject(entry) || typeof entry.Key !== 'string' || typeof entry.Dir !== 'string') return [];
    return [{key: entry.Key, directory: entry.Dir}];
  });
}
