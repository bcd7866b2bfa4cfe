import type {Json} from '../base/json.ts';
import {escapeInQuotes, isUnsafe} from './terminal.ts';

/**
 * Values as YAML documents, separated by `---`. kubectl reads YAML 1.1, so whatever it would not read as a string is
 * quoted (`yes`, `014`); key order is kept, nothing is folded, nothing becomes an anchor (ecosystem.md section 7).
 * What could move a terminal's cursor is written as an escape, which means the same to every YAML reader.
 */
export async function printYaml(values: readonly Json[]): Promise<string> {
  const {Document, isScalar, visit} = await import('./yaml-package.ts');
  return values
    .map((value) => {
      const document = new Document(value, {compat: 'yaml-1.1', aliasDuplicateObjects: false});
      visit(document, {
        Scalar: (_, node) => {
          if (isScalar(node) && typeof node.value === 'string' && isUnsafe(node.value.replaceAll('\n', ''))) {
            node.type = 'QUOTE_DOUBLE';
          }
        },
      });
      return escapeInQuotes(document.toString({lineWidth: 0}), 'yaml');
    })
    .join('---\n');
}
