import {evaluate} from './expressions.ts';
import type {Attribute} from './language/body.ts';
import {unknown, type Value} from './language/value.ts';
import type {ModuleContext} from './module-context.ts';

/** The value of a local or an output. Its error is reported where it stands; what uses it is unknown. */
export function declaredValue(context: ModuleContext, attribute: Attribute, what: string): Value {
  const {workspace} = context;
  const value = evaluate(workspace.parse(attribute.written), workspace.scopeOf(context));
  if (value.kind !== 'failed') return value;
  workspace.report('terraform-evaluation', attribute.place, {
    arguments: {what: `${context.prefix}${what}`, reason: value.message},
  });
  return value.static ? value : unknown(`${context.prefix}${what} cannot be evaluated`);
}
