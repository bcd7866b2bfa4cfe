import {lift} from '../language/lift.ts';
import {
  bool,
  failed,
  firstMark,
  firstUnknown,
  staticError,
  unknown,
  type Value,
  withoutMarks,
} from '../language/value.ts';
import {collectionFunctions} from './collections.ts';
import type {FunctionContext, Functions} from './definition.ts';
import {encodingFunctions} from './encoding.ts';
import {fileFunctions} from './files.ts';
import {networkFunctions} from './network.ts';
import {numberFunctions} from './numbers.ts';
import {setFunctions} from './sets.ts';
import {textFunctions} from './texts.ts';
import {typeFunctions} from './types.ts';

const functions: Functions = {
  ...collectionFunctions,
  ...encodingFunctions,
  ...fileFunctions,
  ...networkFunctions,
  ...numberFunctions,
  ...setFunctions,
  ...textFunctions,
  ...typeFunctions,
};

/**
 * Calls a function by name (terraform.md section 4.6). One that is not supported here gives an unknown value. The first
 * four look at errors and marks themselves.
 */
export function callFunction(name: string, inputs: readonly Value[], context: FunctionContext): Value {
  const plainName = name.replace(/^core::/, '');
  if (plainName === 'try') return tryInputs(inputs);
  if (plainName === 'can') return can(inputs);
  const [first] = inputs;
  if (plainName === 'nonsensitive' && first) return withoutMarks(first);
  if (plainName === 'issensitive' && first) return bool(firstMark(first) !== undefined);
  const definition = Object.hasOwn(functions, plainName) ? functions[plainName] : undefined;
  if (!definition) return unknown(`the function ${name} is not supported`);
  const {least, most = Number.POSITIVE_INFINITY, nulls, partial, run} = definition;
  if (inputs.length < least) return staticError(`${name} needs ${least === most ? '' : 'at least '}${least} arguments`);
  if (inputs.length > most) return staticError(`${name} takes no more than ${most} arguments`);
  const result = lift(
    inputs,
    (known) => {
      if (!nulls && known.some(({kind}) => kind === 'null')) return failed('an argument must not be null');
      return run(known, context);
    },
    !partial,
  );
  return result.kind === 'failed' && !inputs.includes(result)
    ? {...result, message: `${name}: ${result.message}`}
    : result;
}

/** The first input without an evaluation error. What is not declared stays an error; an unknown one is the answer. */
function tryInputs(inputs: readonly Value[]): Value {
  const unsound = inputs.find((input) => input.kind === 'failed' && input.static);
  if (unsound) return unsound;
  return inputs.find(({kind}) => kind !== 'failed') ?? failed('no expression of try succeeded');
}

function can(inputs: readonly Value[]): Value {
  const [input] = inputs;
  if (!input || inputs.length > 1) return staticError('can needs 1 argument');
  if (input.kind === 'failed') return input.static ? input : bool(false);
  return firstUnknown(input) ?? bool(true);
}
