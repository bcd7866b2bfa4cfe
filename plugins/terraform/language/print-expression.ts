import {printFraction} from './decimal.ts';
import type {Expression, ForExpression, Step, TemplatePart} from './syntax.ts';
import type {Value} from './value.ts';

/**
 * The expression as text, for people: two that may have different values have different texts, but for what they mark as
 * sensitive, which is not shown.
 */
export function printExpression(expression: Expression): string {
  switch (expression.is) {
    case 'literal':
      return printLiteral(expression.value);
    case 'template':
      return `"${expression.parts.map(printPart).join('')}"`;
    case 'wrapped':
      return printExpression(expression.of);
    case 'reference':
      return `${expression.root}${printSteps(expression.steps)}`;
    case 'steps':
      return `${printOperand(expression.of)}${printSteps(expression.steps)}`;
    case 'index':
      return `${printOperand(expression.of)}[${printExpression(expression.key)}]`;
    case 'splat':
      return `${printOperand(expression.of)}[*]${printExpression(expression.each)}`;
    case 'element':
      return '';
    case 'call':
      return printCall(expression);
    case 'conditional': {
      const [condition, yes, no] = [expression.condition, expression.yes, expression.no].map(printOperand);
      return `${condition} ? ${yes} : ${no}`;
    }
    case 'for':
      return printFor(expression);
    case 'object':
      return `{${expression.items.map(({key, value}) => `${printExpression(key)} = ${printExpression(value)}`).join(', ')}}`;
    case 'tuple':
      return `[${printAll(expression.items)}]`;
    case 'unary':
      return `${symbolOf(expression.operator)}${printOperand(expression.of)}`;
    case 'binary':
      return [printOperand(expression.left), symbolOf(expression.operator), printOperand(expression.right)].join(' ');
  }
}

/** What is marked as sensitive. */
export const HIDDEN = 'sensitive(...)';

/** Within another, so that nobody has to know which operator comes first. */
function printOperand(expression: Expression): string {
  const text = printExpression(expression);
  return expression.is === 'binary' || expression.is === 'conditional' ? `(${text})` : text;
}

function printCall({name, inputs, expands}: Extract<Expression, {readonly is: 'call'}>): string {
  if (/^(core::)?sensitive$/.test(name)) return HIDDEN;
  return `${name}(${printAll(inputs)}${expands ? '...' : ''})`;
}

/** The parser gives words for operators. */
function symbolOf(operator: string): string {
  return Object.hasOwn(symbols, operator) ? (symbols[operator] ?? operator) : operator;
}

const symbols: Readonly<Record<string, string>> = {
  ...{negate: '-', logicalNot: '!', logicalAnd: '&&', logicalOr: '||', equal: '==', notEqual: '!='},
  ...{add: '+', subtract: '-', multiply: '*', divide: '/', modulo: '%'},
  ...{greaterThan: '>', greaterThanOrEqual: '>=', lessThan: '<', lessThanOrEqual: '<='},
};

function printAll(expressions: readonly Expression[]): string {
  return expressions.map(printExpression).join(', ');
}

function printSteps(steps: readonly Step[]): string {
  return steps.map((step) => ('attribute' in step ? `.${step.attribute}` : `[${JSON.stringify(step.index)}]`)).join('');
}

function printLiteral(value: Value): string {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.value);
    case 'bool':
      return `${value.value}`;
    case 'number':
      return printFraction(value.value);
    default:
      return value.kind;
  }
}

function printFor({keyName, valueName, collection, key, value, condition, grouped}: ForExpression): string {
  const names = keyName === undefined ? valueName : `${keyName}, ${valueName}`;
  const result = `${key ? `${printExpression(key)} => ` : ''}${printExpression(value)}${grouped ? '...' : ''}`;
  const text = `for ${names} in ${printExpression(collection)} : ${result}`;
  const whole = condition ? `${text} if ${printExpression(condition)}` : text;
  return key ? `{${whole}}` : `[${whole}]`;
}

function printPart(part: TemplatePart): string {
  const of = (parts: readonly TemplatePart[]): string => parts.map(printPart).join('');
  switch (part.is) {
    case 'text':
      return JSON.stringify(part.text).slice(1, -1);
    case 'value':
      return `\${${printExpression(part.of)}}`;
    case 'if':
      return `%{ if ${printExpression(part.condition)} }${of(part.yes)}%{ else }${of(part.no)}%{ endif }`;
    case 'loop': {
      const names = part.keyName === undefined ? part.valueName : `${part.keyName}, ${part.valueName}`;
      return `%{ for ${names} in ${printExpression(part.collection)} }${of(part.body)}%{ endfor }`;
    }
  }
}
