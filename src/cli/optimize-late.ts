import {statSync} from 'node:fs';
import {setFlagsFromString} from 'node:v8';

/** Bytes. */
const LARGE = 16 << 20;

/**
 * Lets the V8 of Node 20 run a function about five times longer before it is optimised (bytes of bytecode; its own value
 * is 67,584). An answer takes a few hundred milliseconds, of which compiling early, and again where the first guess was
 * wrong, took up to a quarter. A large file among the words of the command keeps it busy for seconds: then it is left as it
 * is. Later versions wait by themselves and have another name for the flag.
 */
export function optimizeLate(words: readonly string[]): void {
  if (!process.versions.v8.startsWith('11.')) return;
  if (words.every((word) => sizeOf(word) < LARGE)) setFlagsFromString('--interrupt-budget=300000');
}

function sizeOf(word: string): number {
  try {
    return statSync(word, {throwIfNoEntry: false})?.size ?? 0;
  } catch {
    // It is no path at all.
    return 0;
  }
}
