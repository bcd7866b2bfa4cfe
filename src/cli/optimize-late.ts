import {setFlagsFromString} from 'node:v8';

/**
 * Lets the V8 of Node 20 run a function about five times longer before it is optimised (bytes of bytecode; its own value
 * is 67,584). An answer takes a few hundred milliseconds, of which compiling early, and again where the first guess was
 * wrong, took a quarter; inputs that keep it busy for seconds lose a hundredth or two. Later versions wait by themselves
 * and have another name for the flag.
 */
export function optimizeLate(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=300000');
}
