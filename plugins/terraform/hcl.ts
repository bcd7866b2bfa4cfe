import {parse} from '@cdktf/hcl2json';
import {isObject} from '../../src/base/json.ts';
import {deepestNesting} from './language/nesting.ts';

/**
 * The only file that knows the HCL package. Import it lazily, through `load-hcl.ts`: it starts loading 1.7 MB of
 * WebAssembly at once (ecosystem.md section 6).
 *
 * The package offers promises, but what stands below them answers at once. The bridge it leaves on `globalThis`
 * (terraform.md section 5.1) is called directly, so that evaluation, where one expression needs the next, stays plain
 * functions.
 */
export interface Hcl {
  /** Undefined when the text is a correct configuration file, else its first error. */
  readonly check: (text: string) => HclError | undefined;
  /** The syntax tree of one expression as the package gives it (terraform.md section 5.4), or its error. */
  readonly expression: (text: string) => {readonly node: unknown} | HclError;
}

export interface HclError {
  readonly message: string;
  /** From 1; absent when the package names no place. */
  readonly line?: number;
  readonly column?: number;
}

/** The package's parser dies with its whole program where the stack ends, and shares it with whoever asks. */
const DEEPEST = 150;
const tooDeep: HclError = {message: 'it is nested too deeply'};

/** Letters of one expression and of all: the package needs a second for 100,000, and repeats them on every level. */
const LONGEST = 400_000;
const MOST_LETTERS = 4_000_000;
const MOST_WORK = 10_000_000;

/** Letters of all files: the package needs a second for some 700,000. */
const MOST_CHECKED = 8_000_000;

const BRIDGE = '__parse_terraform_config_wasm__';

/** Waits for the WebAssembly and opens it. */
export async function openHcl(): Promise<Hcl> {
  await parse('main.tf', '');
  const bridge: unknown = Reflect.get(globalThis, BRIDGE);
  if (!isObject(bridge)) throw new Error('the HCL package has no bridge; is its version 0.21.0?');
  let letters = 0;
  let checked = 0;
  return {
    check: (text) => {
      if (checked + text.length > MOST_CHECKED)
        return {message: `with it, all files together have more than ${MOST_CHECKED} letters`};
      checked += text.length;
      if (deepestNesting(text) > DEEPEST) return tooDeep;
      const answer = call(bridge, 'parse', text);
      return 'message' in answer ? answer : undefined;
    },
    expression: (text) => {
      const depth = deepestNesting(text);
      if (depth > DEEPEST) return tooDeep;
      letters += text.length;
      if (text.length > LONGEST || letters > MOST_LETTERS || text.length * depth > MOST_WORK) {
        return {message: 'the expression is too long to be evaluated'};
      }
      const answer = call(bridge, 'getExpressionAst', text);
      return 'message' in answer ? answer : {node: JSON.parse(answer.result)};
    },
  };
}

function call(
  bridge: Readonly<Record<string, unknown>>,
  name: 'parse' | 'getExpressionAst',
  text: string,
): HclError | {readonly result: string} {
  const run = bridge[name];
  if (typeof run !== 'function') throw new Error(`the HCL package has no ${name}; is its version 0.21.0?`);
  const answers: unknown[][] = [];
  run('main.tf', text, (...answer: unknown[]) => answers.push(answer));
  const [failure, result] = answers[0] ?? ['the HCL package gave no answer'];
  if (failure || typeof result !== 'string') return readError(String(failure ?? 'no result'));
  return {result};
}

/** `parse config: [FILE:LINE,COL-COL: Summary; Detail]`, or `LINE,COL-LINE,COL` across lines (section 5.3). */
function readError(text: string): HclError {
  const located = /^[^[]*\[(?:.+?):(\d+),(\d+)-(?:\d+,)?\d+: ([\s\S]*)\]$/.exec(text);
  if (!located) return {message: text};
  const [, line, column, message = ''] = located;
  // What follows from the first error is not told.
  const [first = ''] = message.split(/\s+main\.tf:\d+,\d+-/);
  return {message: first.replace(/\.$/, ''), line: Number(line), column: Number(column)};
}
