import {isObject} from '../../../src/base/json.ts';
import {fromPlain} from '../plain.ts';
import type {Written} from './body.ts';
import type {Parse} from './parse.ts';
import type {Expression} from './syntax.ts';
import {parseTemplate, templateExpression} from './template.ts';
import {text} from './value.ts';

/** The expression that was written, in either syntax. In JSON every text is a template (terraform.md section 4.10). */
export function expressionOf(written: Written, parse: Parse): Expression {
  return written.syntax === 'hcl' ? parse(written.text) : jsonExpression(written.value, parse);
}

/** The same where nothing is evaluated, as in variable defaults and variable files: JSON texts stand for themselves. */
export function literalExpression(written: Written, parse: Parse): Expression {
  return written.syntax === 'hcl' ? parse(written.text) : {is: 'literal', value: fromPlain(written.value)};
}

function jsonExpression(value: unknown, parse: Parse): Expression {
  if (typeof value === 'string') return templateExpressionOf(value, parse);
  if (Array.isArray(value)) return {is: 'tuple', items: value.map((item) => jsonExpression(item, parse))};
  if (!isObject(value)) return {is: 'literal', value: fromPlain(value)};
  const entries = Object.entries(value).filter(([key]) => key !== '//');
  const items = entries.map(([key, each]) => ({
    key: templateExpressionOf(key, parse),
    value: jsonExpression(each, parse),
  }));
  return {is: 'object', items};
}

function templateExpressionOf(source: string, parse: Parse): Expression {
  if (!/[$%]\{/.test(source)) return {is: 'literal', value: text(source)};
  return templateExpression(parseTemplate(source, 'heredoc', parse));
}
