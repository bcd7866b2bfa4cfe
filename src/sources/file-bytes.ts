import {closeSync, fstatSync, openSync, readSync} from 'node:fs';
import type {ByteSource} from './byte-window.ts';

/**
 * A regular file that is read in pieces; undefined for anything else. It is opened again for each question, so that no
 * file stays open while an answer is made. A file that is gone by then has no bytes.
 */
export function fileBytes(path: string): ByteSource | undefined {
  const size = withFile(path, (file) => {
    const status = fstatSync(file);
    return status.isFile() ? status.size : undefined;
  });
  if (size === undefined) return undefined;
  const read = (target: Uint8Array, offset: number): number =>
    withFile(path, (file) => {
      let length = 0;
      for (let more = 1; more > 0 && length < target.length; length += more) {
        more = readSync(file, target, length, target.length - length, offset + length);
      }
      return length;
    }) ?? 0;
  return {size, read};
}

function withFile<T>(path: string, use: (file: number) => T): T | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      return use(file);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}
