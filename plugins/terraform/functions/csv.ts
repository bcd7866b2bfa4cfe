import {stringType} from '../language/type.ts';
import {failed, list, object, text, type Value} from '../language/value.ts';
import {listOfItems} from './inputs.ts';

/** `csvdecode`: a list of objects, named by the first line (RFC 4180). */
export function csvDecode(content: string): Value {
  const rows = readRows(content.replace(/^\uFEFF/, ''));
  if (!rows) return failed('a quotation mark is not closed');
  const [header, ...lines] = rows;
  if (!header) return failed('the header line is missing');
  const names = new Set<string>();
  const repeated = header.find((name) => names.size === names.add(name).size);
  if (repeated !== undefined) return failed(`the column ${JSON.stringify(repeated)} occurs twice`);
  const wrong = lines.findIndex((line) => line.length !== header.length);
  if (wrong >= 0) return failed(`line ${wrong + 2} has another number of fields`);
  const items = lines.map((line) => object(header.map((name, index) => [name, text(line[index] ?? '')])));
  return items.length === 0 ? list([], stringType) : listOfItems(items);
}

/** Lines of fields; empty lines are skipped. Undefined when a quotation never ends. */
function readRows(content: string): readonly (readonly string[])[] | undefined {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < content.length) {
    const field = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
    field.lastIndex = at;
    const found = field.exec(content);
    row.push(found?.[1]?.replaceAll('""', '"') ?? found?.[2] ?? '');
    at = field.lastIndex;
    if (content[at] === ',') {
      at++;
      if (at === content.length) row.push('');
      continue;
    }
    const end = /\r?\n|$/y;
    end.lastIndex = at;
    if (!end.test(content)) return undefined;
    at = Math.max(end.lastIndex, at + 1);
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
