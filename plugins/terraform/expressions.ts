import {follow, indexOf, splatItems} from './language/access.ts';
import {convert, plainText} from './language/convert.ts';
import {lift} from './language/lift.ts';
import {madeBy} from './language/made-by.ts';
import {binary, unary} from './language/operators.ts';
import {bounded, sizeOf} from './language/size.ts';
import type {Expression, ForExpression, Step, TemplatePart} from './language/syntax.ts';
import {joinParts} from './language/template-text.ts';
import {boolType, type Type, typeOf, unify} from './language/type.ts';
import {
  failed,
  firstUnknown,
  isMapping,
  isSequence,
  key,
  list,
  marked,
  number,
  object,
  text,
  tuple,
  type Value,
} from './language/value.ts';

/** What names stand for where an expression is evaluated. */
export interface Scope {
  /** The value of a reference: all of its steps, or an error that says what is not declared. */
  readonly resolve: (root: string, steps: readonly Step[]) => Value;
  /** Calls a function; `try` and `can` get their inputs as they are, failed ones included. */
  readonly call: (name: string, inputs: readonly Value[]) => Value;
  /** Takes some steps, one if not said otherwise. False when no sensible configuration needs so many in all. */
  readonly spend: (steps?: number) => boolean;
  /** Computes what the value at hand needs; an error instead where the stack would not bear it. */
  readonly deeper: (compute: () => Value, levels?: number) => Value;
  /** The element of the splat that is being evaluated. */
  readonly element?: Value;
}

/** The scope with a few more names, such as those of a `for` or the iterator of a `dynamic` block. */
export function withNames(scope: Scope, names: Readonly<Record<string, Value>>): Scope {
  return {
    ...scope,
    resolve: (root, steps) => {
      const own = Object.hasOwn(names, root) ? names[root] : undefined;
      return own ? follow(own, steps) : scope.resolve(root, steps);
    },
  };
}

/**
 * The value of an expression (terraform.md section 4.6). Never throws: an evaluation error is a `failed` value, what
 * cannot be known an `unknown` one with its reason.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  if (!scope.spend()) return tooMuch;
  if (expression.is === 'literal') return expression.value;
  const value = computedOf(expression, scope);
  return value.kind === 'unknown' ? madeBy(expression, value) : value;
}

function computedOf(expression: Computed | Reference, scope: Scope): Value {
  if (expression.is === 'reference') return scope.resolve(expression.root, expression.steps);
  const value = scope.deeper(() => bounded(compute(expression, scope)));
  return scope.spend(sizeOf(value).weight / STEP) ? value : tooMuch;
}

const tooMuch = failed('the configuration takes too long to evaluate');

/** Parts of values that are walked in the time of a step. */
const STEP = 8;

type Reference = Extract<Expression, {readonly is: 'reference'}>;
type Computed = Exclude<Expression, {readonly is: 'literal' | 'reference'}>;

function compute(expression: Computed, scope: Scope): Value {
  switch (expression.is) {
    case 'template':
      return joinParts(partValues(expression.parts, scope));
    case 'wrapped':
      return evaluate(expression.of, scope);
    case 'steps':
      return follow(evaluate(expression.of, scope), expression.steps);
    case 'index':
      return indexOf(evaluate(expression.of, scope), evaluate(expression.key, scope));
    case 'splat':
      return splat(evaluate(expression.of, scope), expression.each, scope);
    case 'element':
      return scope.element ?? failed('a splat symbol stands alone');
    case 'call':
      return call(expression, scope);
    case 'conditional':
      return conditional(expression, scope);
    case 'for':
      return forValue(expression, scope);
    case 'object':
      return objectValue(expression.items, scope);
    case 'tuple':
      return whole(tuple(expression.items.map((item) => evaluate(item, scope))));
    case 'unary':
      return unary(expression.operator, evaluate(expression.of, scope));
    case 'binary':
      return walked([expression.left, expression.right], scope, ([left, right]) =>
        left && right ? binary(expression.operator, left, right) : tooMuch,
      );
  }
}

/** Applies what walks all parts of the values of some expressions. */
function walked(inputs: readonly Expression[], scope: Scope, apply: (values: readonly Value[]) => Value): Value {
  const values = inputs.map((input) => evaluate(input, scope));
  const weight = values.reduce((sum, value) => sum + sizeOf(value).weight, 0);
  return scope.spend(weight / STEP) ? apply(values) : tooMuch;
}

/** A collection with a failed element has failed. */
function whole(value: Value): Value {
  const elements = isSequence(value) ? value.items : isMapping(value) ? [...value.entries.values()] : [];
  return elements.find(({kind}) => kind === 'failed') ?? value;
}

function partValues(parts: readonly TemplatePart[], scope: Scope): readonly Value[] {
  return parts.map((part) => partValue(part, scope));
}

function partValue(part: TemplatePart, scope: Scope): Value {
  switch (part.is) {
    case 'text':
      return text(part.text);
    case 'value':
      return evaluate(part.of, scope);
    case 'if':
      return lift([convert(evaluate(part.condition, scope), boolType)], ([condition]) =>
        condition?.kind === 'bool'
          ? joinParts(partValues(condition.value ? part.yes : part.no, scope))
          : failed('the condition of a template must not be null'),
      );
    case 'loop':
      return lift([evaluate(part.collection, scope)], ([collection]) => {
        const pairs = collection && pairsOf(collection);
        if (!pairs) return failed('a template can only loop over a collection');
        const rounds = pairs.map(([itemKey, item]) => {
          if (!scope.spend()) return tooMuch;
          const names = {...(part.keyName !== undefined && {[part.keyName]: itemKey}), [part.valueName]: item};
          return joinParts(partValues(part.body, withNames(scope, names)));
        });
        return joinParts(rounds);
      });
  }
}

/** Keys and values of a collection in the order Terraform walks them; undefined for what is none. */
export function pairsOf(value: Value): readonly (readonly [Value, Value])[] | undefined {
  if (isMapping(value)) return [...value.entries].map(([name, each]) => [text(name), each]);
  if (value.kind === 'set') return value.items.map((item) => [item, item]);
  return isSequence(value) ? value.items.map((item, index) => [number(index), item]) : undefined;
}

function splat(source: Value, each: Expression, scope: Scope): Value {
  return lift([source], ([value]) => {
    if (!value) return source;
    const items = splatItems(value).map((element) => evaluate(each, {...scope, element}));
    const isList = value.kind === 'list' || value.kind === 'set';
    const element: Type | undefined = isList ? unify(items.map(typeOf)) : undefined;
    return whole(element ? list(items, element) : tuple(items));
  });
}

function call({name, inputs, expands}: Extract<Expression, {readonly is: 'call'}>, scope: Scope): Value {
  if (/^(core::)?templatestring$/.test(name) && inputs[0]?.is !== 'reference') {
    return failed(`the template of ${name} must be a reference`);
  }
  return walked(inputs, scope, (values) => {
    const last = values.at(-1);
    if (!expands || !last) return scope.call(name, values);
    return lift([last], ([final]) => {
      if (!final || !isSequence(final)) return failed(`the last argument of ${name} must be a list before "..."`);
      return scope.call(name, [...values.slice(0, -1), ...final.items]);
    });
  });
}

/** Both arms must be sound, only the chosen one free of errors; the result has the type they share. */
function conditional({condition, yes, no}: Extract<Expression, {readonly is: 'conditional'}>, scope: Scope): Value {
  const test = convert(evaluate(condition, scope), boolType);
  const arms = [evaluate(yes, scope), evaluate(no, scope)] as const;
  if (!scope.spend((sizeOf(arms[0]).weight + sizeOf(arms[1]).weight) / STEP)) return tooMuch;
  const unsound = arms.find((arm) => arm.kind === 'failed' && arm.static);
  if (unsound) return unsound;
  if (test.kind === 'unknown') return key(arms[0]) === key(arms[1]) ? arms[0] : test;
  return lift([test], ([known]) => {
    if (known?.kind !== 'bool') return failed('the condition must not be null');
    const [chosen, other] = known.value ? arms : [arms[1], arms[0]];
    if (chosen.kind === 'failed' || firstUnknown(chosen) || other.kind === 'failed' || firstUnknown(other))
      return chosen;
    const type = unify([typeOf(chosen), typeOf(other)]);
    return type ? convert(chosen, type) : failed('the two results of the conditional must have one type');
  });
}

/** `{...}`: an unknown key leaves the whole object open; a repeated key takes the last value. */
function objectValue(items: Extract<Expression, {readonly is: 'object'}>['items'], scope: Scope): Value {
  const entries = new Map<string, Value>();
  for (const item of items) {
    const name = evaluate(item.key, scope);
    const plain = keyText(name);
    if (typeof plain !== 'string') return plain;
    entries.set(plain, evaluate(item.value, scope));
  }
  return whole(object(entries));
}

/** The text of an object key, or the value that stands in its way. */
function keyText(name: Value): string | Value {
  if (name.kind === 'unknown' || name.kind === 'failed') return name;
  if (name.kind === 'sensitive') return failed('a sensitive value cannot be a key');
  if (name.kind === 'null') return failed('a key must not be null');
  return plainText(name) ?? failed(`a ${name.kind} cannot be a key`);
}

function forValue(expression: ForExpression, scope: Scope): Value {
  return lift([evaluate(expression.collection, scope)], ([collection]) => {
    const pairs = collection && pairsOf(collection);
    if (!pairs) return failed('a for expression needs a list, set, tuple, map or object');
    const rows: {readonly name?: string; readonly value: Value}[] = [];
    let mark: string | undefined;
    for (const [itemKey, item] of pairs) {
      const names = {
        ...(expression.keyName !== undefined && {[expression.keyName]: itemKey}),
        [expression.valueName]: item,
      };
      const inner = withNames(scope, names);
      const test = expression.condition ? convert(evaluate(expression.condition, inner), boolType) : undefined;
      if (test?.kind === 'sensitive') mark = test.reason;
      const kept = test?.kind === 'sensitive' ? test.value : test;
      if (kept && kept.kind !== 'bool') {
        return kept.kind === 'null' ? failed('the condition of a for must not be null') : kept;
      }
      if (kept && !kept.value) continue;
      const name = expression.key ? keyText(evaluate(expression.key, inner)) : undefined;
      if (typeof name === 'object') return name;
      rows.push({...(name !== undefined && {name}), value: evaluate(expression.value, inner)});
    }
    return marked(
      whole(expression.key ? gathered(rows, expression.grouped) : tuple(rows.map(({value}) => value))),
      mark,
    );
  });
}

function gathered(rows: readonly {readonly name?: string; readonly value: Value}[], grouped: boolean): Value {
  const entries = new Map<string, Value[]>();
  for (const {name = '', value} of rows) {
    const known = entries.get(name);
    if (known && !grouped) return failed(`the for expression gives the key ${JSON.stringify(name)} twice`);
    if (known) known.push(value);
    else entries.set(name, [value]);
  }
  return object([...entries].map(([name, values]) => [name, grouped ? tuple(values) : (values[0] ?? tuple([]))]));
}
