import {evaluate} from './expressions.ts';
import type {Block} from './language/body.ts';
import {literalScope} from './language/constraint.ts';
import {convert} from './language/convert.ts';
import {boolType} from './language/type.ts';
import type {ModuleContext} from './module-context.ts';
import {addressOf} from './resource-values.ts';

const literals = new Set(['create_before_destroy', 'prevent_destroy']);

/** Reports what Terraform refuses in the `lifecycle` block of a resource: some of it decides before anything is evaluated. */
export function checkLifecycle(context: ModuleContext, block: Block): void {
  const {workspace} = context;
  const lifecycle = block.body.blocks.filter(({type}) => type === 'lifecycle').flatMap(({body}) => body.attributes);
  for (const {name, written, place} of lifecycle.filter((attribute) => literals.has(attribute.name))) {
    const value = convert(evaluate(workspace.parse(written), literalScope), boolType);
    if (value.kind === 'bool') continue;
    const reason = `lifecycle.${name} must be true or false as it stands: ${value.kind === 'failed' ? value.message : 'it is not'}`;
    workspace.report('terraform-block-invalid', place, {arguments: {reason}, resource: addressOf(context, block)});
  }
}
