import {jsonExtent, jsonPlaces} from '../../sources/json-scan.ts';
import {usualLimits} from '../../sources/limits.ts';

/**
 * The object of a recorded row as the bytes of its request. kubectl reads a file and sends the value; these rows were
 * sent as they are, which a built-in kind can tell: Go takes `80.0` for no integer, where JavaScript has only the value.
 * So a number written with a fraction keeps one here.
 */
export function rawBody(line: string): string {
  const start = line.indexOf('{', jsonPlaces(line, 0)(['document']));
  const extent = jsonExtent(line, start, usualLimits.nesting);
  const body = line.slice(start, 'end' in extent ? extent.end : line.length);
  return body.replace(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^"|^-?\d+$/.test(token) || !Number.isInteger(Number(token)) ? token : `${Math.trunc(Number(token))}.5`,
  );
}
