import {lift} from '../language/lift.ts';
import {bool, failed, firstUnknown, unknown, type Value} from '../language/value.ts';
import {collectionFunctions} from './collections.ts';
import type {FunctionContext, Functions} from './definition.ts';
import {encodingFunctions} from './encoding.ts';
import {fileFunctions} from './files.ts';
import {hashFunctions} from './hashes.ts';
import {networkFunctions} from './network.ts';
import {numberFunctions} from './numbers.ts';
import {callProvider} from './provider.ts';
import {setFunctions} from './sets.ts';
import {textFunctions} from './texts.ts';
import {timeFunctions} from './times.ts';
import {typeFunctions} from './types.ts';

const functions: Functions = {
  ...collectionFunctions,
  ...encodingFunctions,
  ...fileFunctions,
  ...hashFunctions,
  ...networkFunctions,
  ...numberFunctions,
  ...setFunctions,
  ...textFunctions,
  ...timeFunctions,
  ...typeFunctions,
};

/**
 * Calls a function by name (terraform.md section 4.6). One whose answer only Terraform has gives an unknown value. The
 * first four look at errors and marks themselves.
 */
export function callFunction(name: string, inputs: readonly Value[], context: FunctionContext): Value {
  const plainName = name.replace(/^core::/, '');
  if (plainName.startsWith('provider::')) return callProvider(plainName, inputs, context);
  if (plainName === 'try') return tryInputs(inputs);
  if (plainName === 'can') return can(inputs);
  const [first] = inputs;
  if (plainName === 'nonsensitive' && first) return first.kind === 'sensitive' ? first.value : first;
  if (plainName === 'issensitive' && first) return bool(first.kind === 'sensitive');
  if (unpredictable.has(plainName)) return unknown(`the function ${name} cannot be evaluated without Terraform`);
  const definition = Object.hasOwn(functions, plainName) ? functions[plainName] : undefined;
  if (!definition) return failed(`there is no function ${name}`);
  const {least, most = Number.POSITIVE_INFINITY, nulls, partial, run} = definition;
  if (inputs.length < least) return failed(`${name} needs ${least === most ? '' : 'at least '}${least} arguments`);
  if (inputs.length > most) return failed(`${name} takes no more than ${most} arguments`);
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

/** Functions of chance, time, secret keys, a compressor's own choices, or of the console alone. */
const unpredictable = new Set(['base64gzip', 'bcrypt', 'plantimestamp', 'rsadecrypt', 'timestamp', 'type', 'uuid']);

/** The first input without an evaluation error. What is not declared stays an error; an unknown one is the answer. */
function tryInputs(inputs: readonly Value[]): Value {
  const unsound = inputs.find((input) => input.kind === 'failed' && input.static);
  if (unsound) return unsound;
  return inputs.find(({kind}) => kind !== 'failed') ?? failed('no expression of try succeeded');
}

function can(inputs: readonly Value[]): Value {
  const [input] = inputs;
  if (!input || inputs.length > 1) return failed('can needs 1 argument');
  if (input.kind === 'failed') return input.static ? input : bool(false);
  return firstUnknown(input) ?? bool(true);
}
