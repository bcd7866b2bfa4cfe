import {setFlagsFromString} from 'node:v8';
import type {Hcl} from './hcl.ts';

/** Below this many characters the quick compiler wins; above, the slow one that makes faster code. */
const SMALL_INPUT = 500_000;

/**
 * Loads the HCL parser. For small input V8 is told to compile WebAssembly with its quick compiler alone: one small file
 * then takes less than half the time, most of which was waiting at exit (ecosystem.md section 6).
 */
export async function loadHcl(size: number): Promise<Hcl> {
  if (size < SMALL_INPUT) setFlagsFromString('--liftoff-only');
  const {openHcl} = await import('./hcl.ts');
  return openHcl();
}
