import {evaluate} from './expressions.ts';
import {countInstances, eachInstances, type Instances, singleInstance} from './instances.ts';
import type {Block} from './language/body.ts';
import type {ModuleContext} from './module-context.ts';
import {argumentOf} from './module-index.ts';

/** The instances that `count` or `for_each` of a block ask for; an error in them is reported (section 4.4). */
export function declaredInstances(context: ModuleContext, block: Block, address: string): Instances {
  const {workspace} = context;
  const count = argumentOf(block, 'count');
  const forEach = argumentOf(block, 'for_each');
  const attribute = count ?? forEach;
  if (!attribute) return singleInstance;
  const value = evaluate(workspace.parse(attribute.written), workspace.scopeOf(context));
  const found = count && forEach ? bothGiven : count ? countInstances(value) : eachInstances(value);
  if (found.kind !== 'failed') return found;
  const args = {what: `${address}.${attribute.name}`, reason: found.message};
  workspace.report('terraform-evaluation', attribute.place, {arguments: args, resource: address});
  return {kind: 'unknown', reason: `${attribute.name} of ${address} cannot be evaluated`};
}

const bothGiven: Instances = {kind: 'failed', message: 'count and for_each cannot both be given'};
