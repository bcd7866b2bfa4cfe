import {isObject, valueAt} from '../base/json.ts';

/** A kind as a test server has it. */
export interface ApiResource {
  /** `v1` or `GROUP/VERSION`. */
  readonly groupVersion: string;
  /** The plural. */
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Few, since each is one more call of kubectl; kinds of objects come on top. */
const coreKinds: Readonly<Record<string, string>> = {
  v1: 'Namespace Node Pod ConfigMap',
  'networking.k8s.io/v1': 'NetworkPolicy',
};

/** The kinds that are always there, and those of the objects. */
export function apiResources(objects: readonly unknown[]): readonly ApiResource[] {
  const resources = new Map<string, ApiResource>();
  const add = (groupVersion: string, kind: string, namespaced: boolean): void => {
    const name = kind.toLowerCase().replace(/y$/, 'ie').concat('s');
    const key = `${groupVersion} ${kind}`;
    if (!resources.has(key)) resources.set(key, {groupVersion, kind, name, namespaced});
  };
  for (const [groupVersion, kinds] of Object.entries(coreKinds)) {
    for (const kind of kinds.split(' ')) add(groupVersion, kind, kind !== 'Namespace' && kind !== 'Node');
  }
  for (const object of objects) {
    const namespaced = valueAt(object, ['metadata', 'namespace']) !== undefined;
    if (isObject(object)) add(String(object.apiVersion), String(object.kind), namespaced);
  }
  return [...resources.values()];
}

/** What a server answers to `/version`, `/api`, `/apis`, `/api/v1` and `/apis/GROUP/VERSION`; undefined elsewhere. */
export function apiDiscovery(path: readonly string[], resources: readonly ApiResource[]): unknown {
  const [root, ...rest] = path;
  const groupVersions = [...new Set(resources.map(({groupVersion}) => groupVersion))];
  if (root === 'version') return {major: '1', minor: '32', gitVersion: 'v1.32.4'};
  if (root === 'api' && rest.length === 0) return {kind: 'APIVersions', versions: ['v1']};
  if (root === 'apis' && rest.length === 0)
    return {kind: 'APIGroupList', apiVersion: 'v1', groups: groups(groupVersions)};
  const groupVersion = rest.join('/');
  if (!groupVersions.includes(groupVersion)) return undefined;
  const listed = resources
    .filter((resource) => resource.groupVersion === groupVersion)
    .map(({name, kind, namespaced}) => ({name, singularName: '', kind, namespaced, verbs: ['get', 'list']}));
  return {kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources: listed};
}

/** `networkpolicies.networking.k8s.io`; `pods` for the core group. */
export function fullName({name, groupVersion}: ApiResource): string {
  return groupVersion.includes('/') ? `${name}.${groupVersion.split('/')[0]}` : name;
}

function groups(groupVersions: readonly string[]): readonly unknown[] {
  const grouped = groupVersions.filter((each) => each.includes('/')).map((each) => each.split('/'));
  return [...new Set(grouped.map(([name]) => name))].map((name) => {
    const versions = grouped
      .filter(([group]) => group === name)
      .map(([group, version]) => ({groupVersion: `${group}/${version}`, version}));
    return {name, versions, preferredVersion: versions[0]};
  });
}
