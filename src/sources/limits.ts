/** How much untrusted input is taken before reading stops with an error. */
export interface Limits {
  /** Bytes of one file or of stdin. Below Node's longest string. */
  readonly fileBytes: number;
  /**
   * Bytes of one file of JSON lists, which is read in pieces: of what is kept there may be as much as `fileBytes`. Reading
   * takes some three seconds for each thousand million.
   */
  readonly listBytes: number;
  /** Bytes of all files together that are read as a text. */
  readonly totalBytes: number;
  /**
   * UTF-16 code units of one YAML document that is not plain: the full parser needs a second for two million of them and
   * some sixty times that in memory (ecosystem.md section 7).
   */
  readonly yamlDocument: number;
  /** How deep values may nest. Real objects stay far below. */
  readonly nesting: number;
  /** Directory entries looked at. */
  readonly entries: number;
}

export const usualLimits: Limits = {
  fileBytes: 500_000_000,
  listBytes: 20_000_000_000,
  totalBytes: 2_000_000_000,
  yamlDocument: 12_000_000,
  nesting: 400,
  entries: 200_000,
};
