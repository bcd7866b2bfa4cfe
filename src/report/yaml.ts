import type {Json} from '../base/json.ts';
import {escapeInQuotes, escapeUntrusted, isUnsafe} from './terminal.ts';

/** One document to print. */
export interface YamlDocument {
  readonly value: Json;
  /** Lines to stand above it, each with its `#`. */
  readonly comment?: string;
}

/**
 * Values as YAML documents, separated by `---`. kubectl reads YAML 1.1, so whatever it would not read as a string is
 * quoted (`yes`, `014`); key order is kept, nothing is folded, nothing becomes an anchor (ecosystem.md section 7).
 * What could move a terminal's cursor is written as an escape, which means the same to every YAML reader.
 */
export async function printYaml(documents: readonly YamlDocument[]): Promise<string> {
  const {Document, isScalar, visit} = await import('./yaml-package.ts');
  return documents
    .map(({value, comment}) => {
      const document = new Document(value, {compat: 'yaml-1.1', aliasDuplicateObjects: false});
      visit(document, {
        Scalar: (_, node) => {
          if (isScalar(node) && typeof node.value === 'string' && isUnsafe(node.value.replaceAll('\n', ''))) {
            node.type = 'QUOTE_DOUBLE';
          }
        },
      });
      const above = comment === undefined ? '' : `${comment.split('\n').map(commentLine).join('\n')}\n`;
      return above + escapeInQuotes(document.toString({lineWidth: 0}), 'yaml');
    })
    .join('---\n');
}

/** Whatever stands in it, a comment stays one. */
function commentLine(line: string): string {
  const safe = escapeUntrusted(line);
  return safe === '' || safe.startsWith('#') ? safe : `# ${safe}`;
}
