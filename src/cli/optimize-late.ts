import {statSync} from 'node:fs';
import {setFlagsFromString} from 'node:v8';
import {fileBytes} from '../sources/file-bytes.ts';

/** Bytes. */
const LARGE = 16 << 20;

/**
 * Lets the V8 of Node 20 run a function about five times longer before it is optimised (bytes of bytecode; its own value
 * is 67,584). An answer takes a few hundred milliseconds, of which compiling early, and again where the first guess was
 * wrong, took up to a quarter. A large file among the words of the command keeps it busy for seconds: then it is left as it
 * is. Later versions wait by themselves and have another name for the flag.
 *
 * A large plan of Terraform becomes as many small objects, of which most are dropped at once. Where young objects get no
 * more room than at first, its peak is a third lower, and reading takes no longer; a large list takes longer then.
 */
export function optimizeLate(words: readonly string[]): void {
  if (!process.versions.v8.startsWith('11.')) return;
  const large = words.filter((word) => sizeOf(word) >= LARGE);
  if (large.length === 0) setFlagsFromString('--interrupt-budget=300000');
  else if (large.some(isPlan)) setFlagsFromString('--semi-space-growth-factor=1');
}

/** What is made of a plan once it is understood lives longer: young objects get the room that V8 gives by itself. */
export function endReading(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--semi-space-growth-factor=2');
}

function sizeOf(word: string): number {
  try {
    return statSync(word, {throwIfNoEntry: false})?.size ?? 0;
  } catch {
    // It is no path at all.
    return 0;
  }
}

/** As `terraform show -json` begins. */
function isPlan(file: string): boolean {
  const start = Buffer.alloc(17);
  fileBytes(file)?.read(start, 0);
  return start.toString() === '{"format_version"';
}
