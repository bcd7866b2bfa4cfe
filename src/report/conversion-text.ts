import type {Loss} from '../../plugins/dialect.ts';
import type {Conversion} from '../convert/conversion.ts';
import type {Certificate, CertificateResult} from '../prove/certificate.ts';
import {type Places, placeText} from './place.ts';
import {escapeUntrusted, type Paint} from './terminal.ts';
import {connectionText} from './verdict-text.ts';

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
    `certificate: ${certificateText(certificate, paint)}`,
    ...witnessText(certificate),
    ...(written ? [] : [`${paint.bad('not written')}: ${adviceText(conversion)}`]),
  ];
}

export function lossText({code, origin, effect, message, suggestion}: Loss, places: Places, paint: Paint): string {
  const kind = effect === 'none' ? 'loss' : `loss, ${effect}`;
  const words = [message, ...(suggestion === undefined ? [] : [suggestion])].map(escapeUntrusted).join('; ');
  return `${placeText(places.locate(origin), true)}: ${paint.doubtful(kind)}: ${words} ${paint.faint(`[${code}]`)}`;
}

const resultWords: Readonly<Record<CertificateResult, string>> = {
  equal: 'allows exactly what the source allows',
  wider: 'allows more than the source',
  narrower: 'allows less than the source',
  different: 'allows what the source denies, and denies what it allows',
  'not-equal': 'not the same as the source; whether it errs the other way too could not be found out',
  unproved: 'not compared with the source',
};

export function certificateText({result, scope, source, target, assumptions}: Certificate, paint: Paint): string {
  const where = scope === 'this-world' ? 'for the workloads given' : 'in every possible cluster';
  const engines = source.cni === target.cni ? `as ${source.cni}` : `from ${source.cni} to ${target.cni}`;
  const word = resultPaint(result, paint)(result);
  if (result === 'unproved') {
    const reasons = assumptions.map((each) => escapeUntrusted(each.replace(/^not proved: /, '')));
    return [`${word}, ${resultWords[result]}`, ...reasons].join(': ');
  }
  const granted = assumptions.length > 0 ? paint.faint(` (${assumptions.map(escapeUntrusted).join('; ')})`) : '';
  return `${word} ${where}, ${escapeUntrusted(engines)}: the result ${resultWords[result]}${granted}`;
}

function resultPaint(result: CertificateResult, paint: Paint): (text: string) => string {
  if (result === 'equal') return paint.good;
  return result === 'unproved' ? paint.doubtful : paint.bad;
}

export function witnessText({witness}: Certificate): readonly string[] {
  if (!witness) return [];
  const told = {allow: 'allowed', deny: 'denied'};
  return [
    `witness: ${connectionText(witness)}: ${told[witness.source]} by the source, ${told[witness.target]} by the result`,
  ];
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
