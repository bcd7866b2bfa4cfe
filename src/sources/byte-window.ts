import {isUtf8} from 'node:buffer';

/** Bytes that can be read from anywhere in them: a file on disk, or what came through a pipe. */
export interface ByteSource {
  readonly size: number;
  /** Fills the target from an offset on; fewer bytes only at the end. */
  readonly read: (target: Uint8Array, offset: number) => number;
}

/** The part of a source that is in memory. A zero byte follows it, as `json-bytes.ts` asks for. */
export interface ByteWindow {
  bytes: Buffer;
  /** The offset in the source of the first byte. */
  start: number;
  /** How many bytes there are. */
  length: number;
  /** False once bytes went by that are no UTF-8. */
  utf8: boolean;
}

export function openWindow(source: ByteSource, pieceSize: number): ByteWindow {
  const window = {bytes: Buffer.alloc(pieceSize + 1), start: 0, length: 0, utf8: true};
  fill(window, source);
  return window;
}

export function atEnd({start, length}: ByteWindow, {size}: ByteSource): boolean {
  return start + length >= size;
}

/** Whether all bytes so far are UTF-8, those in memory too. */
export function allUtf8({utf8, bytes, length}: ByteWindow): boolean {
  return utf8 && isUtf8(bytes.subarray(0, length));
}

/** Lets go of the bytes before `from` and reads on; `from` is the first byte then. */
export function moveOn(window: ByteWindow, source: ByteSource, from: number): void {
  if (window.utf8) window.utf8 = isUtf8(window.bytes.subarray(0, from));
  window.bytes.copyWithin(0, from, window.length);
  window.start += from;
  window.length -= from;
  fill(window, source);
}

/** Makes room for twice as much and reads on. */
export function grow(window: ByteWindow, source: ByteSource): void {
  const larger = Buffer.alloc(2 * (window.bytes.length - 1) + 1);
  window.bytes.copy(larger, 0, 0, window.length);
  window.bytes = larger;
  fill(window, source);
}

function fill(window: ByteWindow, source: ByteSource): void {
  const {bytes, start, length} = window;
  window.length += source.read(bytes.subarray(length, bytes.length - 1), start + length);
  bytes[window.length] = 0;
}
