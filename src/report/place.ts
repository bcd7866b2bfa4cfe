import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {Origin, Source} from '../diagnostics/origin.ts';
import {lineAndColumn, lineTable, type Position} from '../diagnostics/position.ts';
import {escapeUntrusted} from './terminal.ts';

/** How reports find out where something was written. */
export interface Places {
  readonly locate: (origin: Origin) => Source;
  /** The text of an input file, for snippets; undefined where there is none, as for a live cluster. */
  readonly text: (file: string) => string | undefined;
}

/** Where a diagnostic points: as another parser said, by its offset, else by the path of its origin. */
export function diagnosticSource({origin, position, offset}: Diagnostic, places: Places): Source | undefined {
  if (!origin) return undefined;
  const source = places.locate(origin);
  const found = position ?? positionOf(offset, places.text(origin.file));
  return found ? {...source, ...found} : source;
}

function positionOf(offset: number | undefined, text: string | undefined): Position | undefined {
  return offset === undefined || text === undefined ? undefined : lineAndColumn(lineTable(text), offset);
}

/** `policies.yaml:12`, with the resource where a file holds objects that have no lines of their own. */
export function placeText(source: Source, column = false): string {
  const {file, line, resource} = source;
  const at = line === undefined ? '' : `:${line}${column && source.column !== undefined ? `:${source.column}` : ''}`;
  return escapeUntrusted(`${file}${at}${resource === undefined ? '' : ` ${resource}`}`);
}
