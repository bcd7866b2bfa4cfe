import {join} from 'node:path';
import type {TerraformModule} from '../../src/sources/document.ts';
import {evaluate} from './expressions.ts';
import type {Attribute, Block, Place} from './language/body.ts';
import {literalScope, typeConstraint} from './language/constraint.ts';
import {convert} from './language/convert.ts';
import {anyType, type Type} from './language/type.ts';
import {type Failed, marked, nothing, text, unknown, type Value} from './language/value.ts';
import {literalExpression} from './language/written.ts';
import {readBody, variableFiles} from './module-files.ts';
import {argumentOf} from './module-index.ts';
import type {Workspace} from './workspace.ts';

/** Where a variable's value comes from: an expression, or text of the command line. */
type Given = {readonly attribute: Attribute} | {readonly text: string; readonly place: Place};

/**
 * The values that the root module's variables are given, by name: variable files, then `--var` and `--var-file` in
 * their order; the last wins (terraform.md section 4.2).
 */
export function givenVariables(module: TerraformModule, workspace: Workspace): ReadonlyMap<string, Given> {
  const given = new Map<string, Given>();
  const take = (file: string, content: string) => {
    const read = readBody(file, content, workspace.hcl);
    if ('problem' in read) workspace.add([read.problem]);
    else for (const attribute of read.body.attributes) given.set(attribute.name, {attribute});
  };
  for (const {name, text: content} of variableFiles(module)) take(join(module.directory, name), content);
  for (const input of module.variables) {
    if (input.from === 'file') take(input.file, input.text);
    else given.set(input.name, {text: input.text, place: {file: `--var ${input.name}`, offset: 0}});
  }
  return given;
}

/** The value of a variable of the root module: what is given, else its default, else unknown. */
export function rootVariable(name: string, block: Block, given: Given | undefined, workspace: Workspace): Value {
  const type = typeOfVariable(block, workspace);
  if (!given) return declaredDefault(name, block, type, workspace);
  const value =
    'attribute' in given ? literalValue(given.attribute, workspace) : textValue(given.text, type, workspace);
  return accepted(name, block, type, value, 'attribute' in given ? given.attribute.place : given.place, workspace);
}

/** The value of a variable of a called module, where `input` is what the call gives, if it does. */
export function moduleVariable(
  name: string,
  block: Block,
  input: {readonly value: Value; readonly place: Place} | undefined,
  workspace: Workspace,
): Value {
  const type = typeOfVariable(block, workspace);
  if (!input) return declaredDefault(name, block, type, workspace);
  return accepted(name, block, type, input.value, input.place, workspace);
}

function declaredDefault(name: string, block: Block, type: Type, workspace: Workspace): Value {
  const attribute = argumentOf(block, 'default');
  if (attribute) return accepted(name, block, type, literalValue(attribute, workspace), attribute.place, workspace);
  workspace.report('terraform-variable-missing', block.place, {arguments: {name}});
  return unknown(`the variable ${name} has no value`);
}

/**
 * Converts to the declared type; null gives way to the default where the variable is not nullable. A sensitive value is
 * marked from the first, and nothing points to where it was written.
 */
function accepted(name: string, block: Block, type: Type, value: Value, place: Place, workspace: Workspace): Value {
  const mark = isSet(block, 'sensitive', true, workspace) ? `sensitive value of var.${name}` : undefined;
  const converted = convert(value, type);
  if (converted.kind === 'failed') {
    const reason = mark === undefined ? converted.message : 'its sensitive value does not fit its type';
    const at = mark === undefined ? place : block.place;
    workspace.report('terraform-evaluation', at, {arguments: {what: `var.${name}`, reason}});
    return unknown(`the value of the variable ${name} does not fit its type`);
  }
  const fallback = argumentOf(block, 'default');
  const isDefault = converted.kind === 'null' && fallback && isSet(block, 'nullable', false, workspace);
  return marked(isDefault ? convert(literalValue(fallback, workspace), type) : converted, mark);
}

function typeOfVariable(block: Block, workspace: Workspace): Type {
  const attribute = argumentOf(block, 'type');
  if (!attribute) return anyType;
  const {written} = attribute;
  const source = written.syntax === 'hcl' ? written.text : String(written.value);
  const type = typeConstraint(workspace.parseText(source));
  if (type) return type;
  workspace.report('terraform-block-invalid', attribute.place, {arguments: {reason: `${source} is no type`}});
  return anyType;
}

/** Text of the command line: taken as it is for a primitive type, read as an expression for any other. */
function textValue(source: string, type: Type, workspace: Workspace): Value {
  const primitive = type.is === 'string' || type.is === 'number' || type.is === 'bool';
  return primitive ? text(source) : evaluate(workspace.parseText(source), literalScope);
}

function literalValue({written}: Attribute, workspace: Workspace): Value {
  return evaluate(literalExpression(written, workspace.parseText), literalScope);
}

function isSet(block: Block, name: string, wanted: boolean, workspace: Workspace): boolean {
  const attribute = argumentOf(block, name);
  const value: Value | Failed = attribute ? literalValue(attribute, workspace) : nothing;
  return value.kind === 'bool' && value.value === wanted;
}
