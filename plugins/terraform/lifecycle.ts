import {evaluate} from './expressions.ts';
import type {Block} from './language/body.ts';
import {literalScope} from './language/constraint.ts';
import {convert} from './language/convert.ts';
import {boolType} from './language/type.ts';
import type {ModuleContext} from './module-context.ts';
import {addressOf} from './resource-values.ts';

const literals = new Set(['create_before_destroy', 'prevent_destroy']);

/**
 * Reports what Terraform refuses in the `lifecycle` block of a resource, since some of it decides before anything is
 * evaluated, and that it leaves alone what others change: then the live object may differ (terraform.md section 4.3).
 * `isObject`: the resource is an object of the cluster.
 */
export function checkLifecycle(context: ModuleContext, block: Block, isObject: boolean): void {
  const {workspace} = context;
  const resource = addressOf(context, block);
  const lifecycle = block.body.blocks.filter(({type}) => type === 'lifecycle').flatMap(({body}) => body.attributes);
  for (const {name, written, place} of lifecycle.filter((attribute) => literals.has(attribute.name))) {
    const value = convert(evaluate(workspace.parse(written), literalScope), boolType);
    if (value.kind === 'bool') continue;
    const reason = `lifecycle.${name} must be true or false as it stands: ${value.kind === 'failed' ? value.message : 'it is not'}`;
    workspace.report('terraform-block-invalid', place, {arguments: {reason}, resource});
  }
  const ignoring = isObject && lifecycle.find(({name}) => name === 'ignore_changes');
  if (ignoring)
    workspace.report('terraform-changes-ignored', ignoring.place, {arguments: {address: resource}, resource});
}
