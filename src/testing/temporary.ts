import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** A new directory for one test file, and how to take it away. */
export function temporaryDirectory(): {readonly path: string; readonly remove: () => void} {
  const path = mkdtempSync(join(tmpdir(), 'netpol-'));
  return {path, remove: () => rmSync(path, {recursive: true, force: true})};
}
