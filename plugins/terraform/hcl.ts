import {parse} from '@cdktf/hcl2json';
import {isObject} from '../../src/base/json.ts';

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

const BRIDGE = '__parse_terraform_config_wasm__';

/** Waits for the WebAssembly and opens it. */
export async function openHcl(): Promise<Hcl> {
  await parse('main.tf', '');
  const bridge: unknown = Reflect.get(globalThis, BRIDGE);
  if (!isObject(bridge)) throw new Error('the HCL package has no bridge; is its version 0.21.0?');
  return {
    check: (text) => {
      const answer = call(bridge, 'parse', text);
      return 'message' in answer ? answer : undefined;
    },
    expression: (text) => {
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
  const [, line, column, message] = located;
  return {message: (message ?? '').replace(/\.$/, ''), line: Number(line), column: Number(column)};
}
