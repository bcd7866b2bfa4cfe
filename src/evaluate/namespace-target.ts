import {nearest} from '../base/near.ts';
import {sortedUnique} from '../base/order.ts';
import type {Endpoint, World} from '../ir/world.ts';
import type {BadTarget} from './target.ts';

/**
 * Resolves a whole namespace, `ns/NAME`, `namespace/NAME` or `NAME/*`, to its pods and workloads. Undefined: the text
 * has not this form. A namespace called `ns` needs the form of three parts for what is in it, as those called like a kind.
 */
export function namespaceTarget(
  world: World,
  text: string,
): {readonly text: string; readonly endpoints: readonly Endpoint[]} | BadTarget | undefined {
  const name = (/^(?:ns|namespaces?)\/([^/]+)$/i.exec(text) ?? /^([^/]+)\/\*$/.exec(text))?.[1];
  if (name === undefined) return undefined;
  const endpoints = world.endpoints.filter(({namespace}) => namespace === name);
  if (endpoints.length > 0 || world.namespaces.some((each) => each.name === name)) return {text, endpoints};
  const names = sortedUnique([
    ...world.namespaces.map((each) => each.name),
    ...world.endpoints.flatMap(({namespace}) => namespace ?? []),
  ]);
  return {bad: 'unknown', text, near: nearest(name, names).map((each) => `ns/${each}`)};
}
