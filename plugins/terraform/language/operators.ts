import {convert} from './convert.ts';
import {lift} from './lift.ts';
import {add, compare, divide, type Fraction, multiply, negate, remainder} from './number.ts';
import {boolType, numberType} from './type.ts';
import {bool, failed, firstUnknown, key, number, type Value, withoutMarks} from './value.ts';

/** `-x` and `!x`. */
export function unary(operator: string, of: Value): Value {
  return lift([of], ([value]) => {
    const operand = convert(value ?? of, operator === 'negate' ? numberType : boolType);
    if (operand.kind === 'number') return number(negate(operand.value));
    if (operand.kind === 'bool') return bool(!operand.value);
    return operand.kind === 'null' ? failed('the operand must not be null') : operand;
  });
}

/** All operators with two operands, named as the syntax tree names them. */
export function binary(operator: string, left: Value, right: Value): Value {
  if (operator === 'equal' || operator === 'notEqual') return equality(operator === 'equal', left, right);
  if (operator === 'logicalAnd' || operator === 'logicalOr') return logic(operator === 'logicalOr', left, right);
  return lift([left, right], (known) => {
    const [a, b] = known.map((value) => convert(value, numberType));
    if (a?.kind === 'failed' || b?.kind === 'failed') return failed('a number is required on both sides');
    if (a?.kind !== 'number' || b?.kind !== 'number') return failed('an operand must not be null');
    return arithmetic(operator, a.value, b.value);
  });
}

function arithmetic(operator: string, a: Fraction, b: Fraction): Value {
  switch (operator) {
    case 'add':
      return definite(add(a, b));
    case 'subtract':
      return definite(add(a, negate(b)));
    case 'multiply':
      return definite(multiply(a, b));
    case 'divide':
      return definite(divide(a, b));
    case 'modulo':
      return number(remainder(a, b));
    case 'greaterThan':
      return bool(compare(a, b) > 0);
    case 'greaterThanOrEqual':
      return bool(compare(a, b) >= 0);
    case 'lessThan':
      return bool(compare(a, b) < 0);
    case 'lessThanOrEqual':
      return bool(compare(a, b) <= 0);
    default:
      return failed(`the operator ${operator} is not known`);
  }
}

function definite(result: Fraction | undefined): Value {
  return result ? number(result) : failed('the result is no number, or too large a one');
}

/** `==` compares type and value; an unknown part leaves it open unless the rest differs already. */
function equality(wanted: boolean, left: Value, right: Value): Value {
  return lift(
    [left, right],
    (known) => {
      const [a, b] = known;
      return bool((a !== undefined && b !== undefined && key(withoutMarks(a)) === key(withoutMarks(b))) === wanted);
    },
    true,
  );
}

/** Where one side decides, an unknown other side does not matter (terraform.md section 4.6). */
function logic(decisive: boolean, left: Value, right: Value): Value {
  const sides = [left, right].map((side) => convert(side, boolType));
  const failure = sides.find(({kind}) => kind === 'failed');
  if (failure) return failure;
  const open = sides.find((side) => firstUnknown(side));
  if (open && sides.some((side) => side.kind === 'bool' && side.value === decisive)) return bool(decisive);
  return lift(sides, (known) => {
    if (known.some(({kind}) => kind === 'null')) return failed('an operand must not be null');
    return bool(known.some((side) => side.kind === 'bool' && side.value === decisive) === decisive);
  });
}
