/** A stretch of a file that holds at most one YAML document. */
export interface Chunk {
  readonly text: string;
  /** Offset of the chunk in the file. */
  readonly start: number;
}

export interface BadSeparator {
  readonly offset: number;
  /** What stands behind the dashes. */
  readonly text: string;
}

/**
 * Cuts a text at the lines that begin with `---`, as kubectl does before any YAML is parsed: also inside a block scalar
 * or a quoted string. Behind the dashes only a comment may stand; anything else is reported, and the line still cuts.
 * (kubernetes/apimachinery pkg/util/yaml/decoder.go; conformance kubernetes/yaml-documents.tsv.)
 */
export function splitDocuments(
  text: string,
  from = 0,
): {readonly chunks: readonly Chunk[]; readonly bad: readonly BadSeparator[]} {
  const chunks: Chunk[] = [];
  const bad: BadSeparator[] = [];
  let start = from;
  for (let line = nextSeparator(text, from); line >= 0; line = nextSeparator(text, start)) {
    if (line > start) chunks.push({text: text.slice(start, line), start});
    const end = text.indexOf('\n', line);
    const behind = text.slice(line + 3, end < 0 ? text.length : end).trim();
    if (behind !== '' && !behind.startsWith('#')) bad.push({offset: line, text: behind});
    start = end < 0 ? text.length : end + 1;
  }
  if (start < text.length) chunks.push({text: text.slice(start), start});
  return {chunks, bad};
}

/** The next line start at or behind `from` (itself a line start) where `---` stands; -1 when there is none. */
function nextSeparator(text: string, from: number): number {
  if (text.startsWith('---', from)) return from;
  const found = text.indexOf('\n---', from);
  return found < 0 ? -1 : found + 1;
}
