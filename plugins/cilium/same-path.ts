import type {Path} from '../../src/base/json.ts';

/** True when both paths lead to one place. */
export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((step, index) => step === b[index]);
}
