/** Where reading stands. A zero byte follows the text, as `json-bytes.ts` asks for. */
export interface Cursor {
  bytes: Buffer;
  /** The same bytes, for those who look at several at once. */
  view: DataView;
  /** How many bytes there are: a view takes long to tell. */
  size: number;
  /** Behind what was read; `doubt` when reading gave up. */
  at: number;
  /** Bytes of the values that were kept, those that share an object counted once. */
  kept: number;
}

/** Reads the value at the cursor and moves behind it. */
export type ValueReader = (cursor: Cursor) => unknown;
