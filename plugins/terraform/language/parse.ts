import {isObject} from '../../../src/base/json.ts';
import type {Hcl} from '../hcl.ts';
import {printFraction} from './decimal.ts';
import {parseFraction} from './number.ts';
import {heredocAt} from './scan.ts';
import type {Expression, ForExpression, Step} from './syntax.ts';
import {parseTemplate, templateExpression} from './template.ts';
import {bool, failed, nothing, number, text, type Value} from './value.ts';

/** Turns expression text into an `Expression`; what cannot be read becomes a literal that failed. */
export type Parse = (text: string) => Expression;

/** Deeper nesting than this is refused. */
const DEEPEST = 300;

/** A parser that remembers: large files repeat few distinct expressions. */
export function parserOf(hcl: Hcl): Parse {
  const known = new Map<string, Expression>();
  const parse: Parse = (source) => {
    const found = known.get(source) ?? simpleLiteral(source) ?? fromPackage(hcl, source, parse);
    known.set(source, found);
    return found;
  };
  return parse;
}

/** The commonest expressions need no parser: plain strings, whole numbers, booleans. */
function simpleLiteral(source: string): Expression | undefined {
  if (/^"[^"\\$%\n]*"$/.test(source)) return literal(text(source.slice(1, -1)));
  if (source === 'true' || source === 'false') return literal(bool(source === 'true'));
  return /^\d{1,15}$/.test(source) ? literal(number(Number(source))) : undefined;
}

function fromPackage(hcl: Hcl, source: string, parse: Parse): Expression {
  const answer = hcl.expression(`${source}\n`);
  if ('message' in answer) return broken(answer.message);
  return expressionOf(answer.node, {source: Buffer.from(source), parse}, 0);
}

interface Context {
  /** UTF-8, since the package counts in bytes. */
  readonly source: Buffer;
  readonly parse: Parse;
}

/** Node types: terraform.md section 5.4. */
function expressionOf(node: unknown, context: Context, depth: number): Expression {
  if (!isObject(node) || depth > DEEPEST) return broken('the expression is nested too deeply');
  const meta = isObject(node.meta) ? node.meta : {};
  const nodes = Array.isArray(node.children) ? node.children : [];
  const child = (index: number) => expressionOf(nodes[index], context, depth + 1);
  const all = () => nodes.map((_, index) => child(index));
  switch (node.type) {
    case 'literalValue':
      return literal(literalValue(meta));
    case 'template':
    case 'templateWrap':
    case 'templateJoin':
      return templateOf(word(meta.value), context.parse);
    case 'scopeTraversal': {
      const [root, ...steps] = stepsOf(meta);
      return {is: 'reference', root: root && 'attribute' in root ? root.attribute : '', steps};
    }
    case 'relativeTraversal':
      return {is: 'steps', of: child(0), steps: stepsOf(meta)};
    case 'index':
      return {is: 'index', of: child(0), key: child(1)};
    case 'splat':
      return {is: 'splat', of: child(0), each: child(1)};
    case 'function':
      return {is: 'call', name: word(meta.name), inputs: all(), expands: meta.expandedFinalArgument === true};
    case 'conditional':
      return {is: 'conditional', condition: child(0), yes: child(1), no: child(2)};
    case 'for':
      return forOf(meta, all());
    case 'object':
      return objectOf(nodes, context, depth);
    case 'tuple':
      return {is: 'tuple', items: all()};
    case 'unaryOp':
      return {is: 'unary', operator: word(meta.operator), of: child(0)};
    case 'binaryOp':
      return {is: 'binary', operator: word(meta.operator), left: child(0), right: child(1)};
    case '':
      return nodes.length === 0 ? {is: 'element'} : child(0);
    default:
      return broken(`the HCL package gave a node of type ${JSON.stringify(node.type)}`);
  }
}

function literalValue(meta: Readonly<Record<string, unknown>>): Value {
  const value = word(meta.value);
  switch (meta.type) {
    case 'number': {
      const parsed = parseFraction(value);
      return parsed ? number(parsed) : failed(`${value} is not a number that can be used`);
    }
    case 'bool':
      return bool(value === 'true');
    case 'string':
      return text(value);
    default:
      return nothing;
  }
}

function templateOf(source: string, parse: Parse): Expression {
  const heredoc = heredocAt(`${source}\n`, 0);
  const parts = heredoc
    ? parseTemplate(heredoc.body, heredoc.indented ? 'indented' : 'heredoc', parse)
    : parseTemplate(source.slice(1, -1), 'quoted', parse);
  return templateExpression(parts);
}

function forOf(meta: Readonly<Record<string, unknown>>, inputs: readonly Expression[]): ForExpression {
  const rest = [...inputs];
  const take = () => rest.shift() ?? broken('the for expression is incomplete');
  const collection = take();
  const key = meta.keyExpression ? take() : undefined;
  const value = take();
  const condition = meta.conditionalExpression ? take() : undefined;
  return {
    is: 'for',
    ...(meta.keyVar ? {keyName: word(meta.keyVar)} : {}),
    valueName: word(meta.valVar),
    collection,
    ...(key && {key}),
    value,
    ...(condition && {condition}),
    grouped: meta.groupedValue === true,
  };
}

function objectOf(nodes: readonly unknown[], context: Context, depth: number): Expression {
  const items: {key: Expression; value: Expression}[] = [];
  for (let index = 0; index + 1 < nodes.length; index += 2) {
    const value = expressionOf(nodes[index + 1], context, depth + 1);
    items.push({key: keyOf(nodes[index], context, depth), value});
  }
  return {is: 'object', items};
}

/** A bare word is the key itself; a dotted one is refused, since Terraform cannot tell what is meant. */
function keyOf(node: unknown, context: Context, depth: number): Expression {
  if (!isObject(node)) return broken('the object key cannot be read');
  const [inner] = Array.isArray(node.children) ? node.children : [];
  if (inner === undefined) return literal(text(sourceOf(node.range, context.source)));
  const key = expressionOf(inner, context, depth + 1);
  if (isObject(inner) && inner.type === 'scopeTraversal') {
    return broken(
      `ambiguous key ${sourceOf(node.range, context.source)}; put it in quotes, or a reference in parentheses`,
    );
  }
  return key;
}

function stepsOf({traversal, value}: Readonly<Record<string, unknown>>): readonly Step[] {
  const steps: readonly unknown[] = Array.isArray(traversal) ? traversal : [];
  const words = [...word(value).matchAll(/\[\s*(true|false|null)\s*\]/g)];
  return steps.map((step) => {
    const segment = isObject(step) ? word(step.segment) : '';
    if (!isObject(step) || step.type !== 'indexTraversal') return {attribute: segment};
    if (segment.startsWith('"')) return {index: segment.slice(1, -1)};
    const number = parseFraction(segment);
    if (number) return {index: printFraction(number)};
    // The package leaves out what these words are.
    const name = words.shift()?.[1] ?? 'null';
    return {index: name === 'null' ? null : name};
  });
}

function sourceOf(range: unknown, source: Buffer): string {
  const offset = (end: unknown) => (isObject(end) && typeof end.byte === 'number' ? end.byte : 0);
  return isObject(range) ? source.subarray(offset(range.start), offset(range.end)).toString('utf8') : '';
}

function literal(value: Value): Expression {
  return {is: 'literal', value};
}

function broken(message: string): Expression {
  return literal(failed(message));
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
