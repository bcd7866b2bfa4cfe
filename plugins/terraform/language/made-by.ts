import {createHash} from 'node:crypto';
import {HIDDEN, printExpression} from './print-expression.ts';
import type {Expression} from './syntax.ts';
import {type Unknown, unknown} from './value.ts';

/**
 * What an expression makes of something unknown: unknown too, and another fact than that, unless the expression only
 * names it. Two unknowns are the same fact when their reasons are the same text.
 */
export function madeBy(expression: Expression, value: Unknown): Unknown {
  if (namesOnly(expression)) return value;
  const text = textOf(expression);
  if (expression.is === 'reference' && value.reason.includes(text)) return value;
  return unknown(shortened(`${reasonBeside(text, value)}, in ${text}`, LONGEST_REASON));
}

/** Without what the text says too, or what it does not show. */
function reasonBeside(text: string, {reason}: Unknown): string {
  const [first = reason] = reason.split(', in ');
  if (text === HIDDEN) return first;
  const [, why = reason, inner = ''] = /^(.*), in (.*)$/s.exec(reason) ?? [];
  return inner !== '' && text.includes(inner) ? why : reason;
}

/** The value of a name as such: of a variable or local, of an output of a module, of an element that is walked over. */
function namesOnly(expression: Expression): boolean {
  if (expression.is !== 'reference') return expression.is === 'element' || expression.is === 'wrapped';
  return expression.steps.length <= (stepsToName[expression.root] ?? 0);
}

const stepsToName: Readonly<Record<string, number>> = {var: 1, local: 1, module: 2};

const LONGEST_EXPRESSION = 120;
const LONGEST_REASON = 500;

const texts = new WeakMap<Expression, string>();

/** Printed once, since a loop may ask over and over. */
function textOf(expression: Expression): string {
  const text = texts.get(expression) ?? shortened(printExpression(expression), LONGEST_EXPRESSION);
  texts.set(expression, text);
  return text;
}

/** What was cut off tells texts apart still. */
function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 20)}... (${createHash('sha256').update(text).digest('hex').slice(0, 12)})`;
}
