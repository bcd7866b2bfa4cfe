import {isObject} from '../../base/json.ts';
import {readShared} from '../shared.ts';
import type {Check} from './check.ts';

/** One recorded row with the line it was read from. */
export interface Row {
  readonly line: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function readRows(file: string): readonly Row[] {
  const lines = readShared(`conformance/${file}.jsonl`)
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => {
    const row: unknown = JSON.parse(line);
    return {line, fields: isObject(row) ? row : {}};
  });
}

/** Asks each row what differs; undefined where it holds. */
export function checkRows(
  name: string,
  rows: readonly Row[],
  difference: (row: Row) => string | undefined | Promise<string | undefined>,
): Check {
  return async function* () {
    const wrong: {row: string; why: string}[] = [];
    for (const row of rows) {
      const why = await difference(row);
      if (why !== undefined) wrong.push({row: String(row.fields['id']), why});
    }
    yield {name, total: rows.length, wrong};
  };
}

/** The field paths of recorded causes, sorted. */
export function recordedFields(errors: unknown): readonly string[] {
  const causes: readonly unknown[] = Array.isArray(errors) ? errors : [];
  return [...new Set(causes.flatMap((each) => (isObject(each) ? [fieldOf(each)] : [])))].sort();
}

/** Where a schema says anyOf, oneOf or allOf, the server tells the cause once more without a path, but names it in its words. */
function fieldOf({field, detail}: Readonly<Record<string, unknown>>): string {
  const named = /"([^"]+)" must validate (at least one schema|one and only one schema|all the schemas) /.exec(
    String(detail),
  );
  return field === '' && named?.[1] !== undefined ? named[1] : String(field);
}
