import type {Loss} from '../../plugins/dialect.ts';
import {type JsonObject, printPath} from '../base/json.ts';
import type {Conversion} from '../convert/conversion.ts';
import {certificateJson} from './certificate-json.ts';
import {originJson} from './json.ts';
import type {Places} from './place.ts';

/** The body of a `Conversion` (cli.md section 3). What was refused holds no documents. */
export function conversionJson(
  {objects, text, losses, certificate}: Conversion,
  written: boolean,
  places: Places,
): JsonObject {
  const documents = written ? objects.map(({object}) => object) : [];
  return {
    ...(written && text !== undefined ? {hcl: text} : {documents}),
    losses: losses.map((loss) => lossJson(loss, places)),
    certificate: certificateJson(certificate),
  };
}

export function lossJson({code, origin, effect, message, suggestion}: Loss, places: Places): JsonObject {
  return {
    code,
    path: printPath(origin.path),
    source: originJson(origin, places),
    effect,
    message,
    ...(suggestion !== undefined && {suggestion}),
  };
}
