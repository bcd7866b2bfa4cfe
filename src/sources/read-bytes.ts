import {closeSync, fstatSync, openSync, readSync} from 'node:fs';

/** The text of a file, or why there is none. */
export type ReadText =
  | {readonly text: string; readonly bytes: number}
  | {readonly problem: 'missing' | 'too-large' | 'binary' | 'zip'}
  | {readonly problem: 'unreadable'; readonly reason: string};

const smallest = 1 << 16;

/**
 * Reads a file as text. Pipes and devices (`<(...)`, `/dev/stdin`) work too, since reading goes on until the end or the
 * limit and never trusts a size. Synchronous: the modules that a Terraform file names are opened on demand.
 */
export function readFileText(path: string, limit: number): ReadText {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    return failure(error);
  }
  try {
    const status = fstatSync(file);
    if (status.isDirectory()) return {problem: 'unreadable', reason: 'it is a directory'};
    const pieceSize = Math.max(smallest, Math.min(status.size, limit) + 1);
    const pieces: Uint8Array[] = [];
    let total = 0;
    for (;;) {
      const piece = Buffer.allocUnsafe(pieceSize);
      const length = readSync(file, piece, 0, pieceSize, null);
      if (length === 0) return decode(pieces, total);
      total += length;
      if (total > limit) return {problem: 'too-large'};
      pieces.push(piece.subarray(0, length));
    }
  } catch (error) {
    return failure(error);
  } finally {
    closeSync(file);
  }
}

/** Reads a stream, such as stdin, to its end or the limit. */
export async function readStreamText(stream: AsyncIterable<Uint8Array | string>, limit: number): Promise<ReadText> {
  const pieces: Uint8Array[] = [];
  let total = 0;
  try {
    for await (const piece of stream) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      total += bytes.length;
      if (total > limit) return {problem: 'too-large'};
      pieces.push(bytes);
    }
  } catch (error) {
    return failure(error);
  }
  return decode(pieces, total);
}

/**
 * UTF-8, or UTF-16 where a byte order mark says so, as kubectl reads files; bytes that are no UTF-8 become the
 * replacement character there and here. Text never holds a zero byte.
 */
function decode(pieces: readonly Uint8Array[], total: number): ReadText {
  const bytes = Buffer.concat(pieces, total);
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === 0x504b0304) return {problem: 'zip'};
  const mark = bytes.length >= 2 ? bytes.readUInt16BE(0) : 0;
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8';
  const text = new TextDecoder(encoding).decode(bytes);
  return text.includes('\u0000') ? {problem: 'binary'} : {text, bytes: total};
}

function failure(error: unknown): ReadText {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return {problem: 'missing'};
  const reasons: Readonly<Record<string, string>> = {
    EACCES: 'permission denied',
    ELOOP: 'too many symbolic links',
    ENAMETOOLONG: 'the name is too long',
  };
  return {problem: 'unreadable', reason: reasons[code] ?? (code || 'reading failed')};
}
