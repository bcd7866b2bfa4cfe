import type {Diagnostic} from '../diagnostics/diagnostic.ts';
import type {Origin, Source} from '../diagnostics/origin.ts';
import {lineAndColumn, lineTable, type Position} from '../diagnostics/position.ts';
import {placeInside} from './place-inside.ts';
import {escapeUntrusted} from './terminal.ts';

/** How reports find out where something was written. */
export interface Places {
  readonly locate: (origin: Origin) => Source;
  /** The text of an input file, for snippets; undefined where there is none, as for a live cluster. */
  readonly text: (file: string) => string | undefined;
}

/**
 * Where a diagnostic points: as another parser said, by its offset, else by the path of its origin; for a mistake in a
 * selector to the character, where the value is written so that it can be found.
 */
export function diagnosticSource(diagnostic: Diagnostic, places: Places): Source | undefined {
  const {origin, position, offset} = diagnostic;
  if (!origin) return undefined;
  const source = places.locate(origin);
  const text = places.text(origin.file);
  const found = position ?? positionOf(offset, text) ?? positionInValue(diagnostic, source, text);
  return found ? {...source, ...found} : source;
}

function positionOf(offset: number | undefined, text: string | undefined): Position | undefined {
  return offset === undefined || text === undefined ? undefined : lineAndColumn(lineTable(text), offset);
}

function positionInValue({code, arguments: said}: Diagnostic, source: Source, text = ''): Position | undefined {
  const {line, column} = source;
  const {selector, offset} = said;
  if (code !== 'selector-invalid' || line === undefined || column === undefined) return undefined;
  if (typeof selector !== 'string' || typeof offset !== 'number') return undefined;
  return placeInside(text, {line, column}, selector, offset);
}

/** `policies.yaml:12`, with the resource where a file holds objects that have no lines of their own. */
export function placeText(source: Source, column = false): string {
  const {file, line, resource} = source;
  const at = line === undefined ? '' : `:${line}${column && source.column !== undefined ? `:${source.column}` : ''}`;
  return escapeUntrusted(`${file}${at}${resource === undefined ? '' : ` ${resource}`}`);
}
