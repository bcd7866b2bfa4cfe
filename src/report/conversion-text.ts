import type {Loss} from '../../plugins/dialect.ts';
import type {Conversion} from '../convert/conversion.ts';
import {certificateText} from './certificate-text.ts';
import {type Places, placeText} from './place.ts';
import {escapeUntrusted, type Paint} from './terminal.ts';

/**
 * The report on a conversion, for stderr: one line a loss, one for the certificate, one for the witness, and where it
 * was refused how it could be had (cli.md section 3).
 */
export function conversionText(
  conversion: Conversion,
  written: boolean,
  places: Places,
  paint: Paint,
): readonly string[] {
  const {losses, certificate} = conversion;
  return [
    ...losses.map((loss) => lossText(loss, places, paint)),
    ...certificateText(certificate, NAMES, paint),
    ...(written ? [] : [`${paint.bad('not written')}: ${adviceText(conversion)}`]),
  ];
}

const NAMES = {source: 'the source', target: 'the result', hint: ' (--witness-dir DIR writes it)'};

export function lossText({code, origin, effect, message, suggestion}: Loss, places: Places, paint: Paint): string {
  const kind = effect === 'none' ? 'loss' : `loss, ${effect}`;
  const words = [message, ...(suggestion === undefined ? [] : [suggestion])].map(escapeUntrusted).join('; ');
  return `${placeText(places.locate(origin), true)}: ${paint.doubtful(kind)}: ${words} ${paint.faint(`[${code}]`)}`;
}

/** Which leave would let the result be written. */
function adviceText({losses, certificate}: Conversion): string {
  const {result} = certificate;
  const ways = new Set<string>(losses.flatMap(({effect}) => (effect === 'none' ? [] : [effect])));
  if (result === 'wider' || result === 'narrower') ways.add(result);
  const [way] = ways;
  if (ways.size === 1 && way !== undefined && (result === way || result === 'unproved')) {
    return `--allow ${way} accepts a result that allows ${way === 'wider' ? 'more' : 'less'}`;
  }
  if (ways.size === 0 && result === 'unproved') return 'a proof is required, give workloads with -f to compare on';
  return '--allow any accepts a result that errs either way';
}
