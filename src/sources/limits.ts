/** How much untrusted input is taken before reading stops with an error. */
export interface Limits {
  /** Bytes of one file or of stdin. Below Node's longest string. */
  readonly fileBytes: number;
  /** Bytes of all files together. */
  readonly totalBytes: number;
  /** UTF-16 code units of one YAML document: the parser needs some sixty times that in memory (ecosystem.md 7). */
  readonly yamlDocument: number;
  /** How deep values may nest. Real objects stay far below. */
  readonly nesting: number;
  /** Directory entries looked at. */
  readonly entries: number;
}

export const usualLimits: Limits = {
  fileBytes: 500_000_000,
  totalBytes: 2_000_000_000,
  yamlDocument: 24_000_000,
  nesting: 400,
  entries: 200_000,
};
