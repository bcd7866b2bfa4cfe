import type {Loss} from '../../plugins/dialect.ts';
import type {Certificate} from '../prove/certificate.ts';
import type {Allow} from './conversion.ts';

type Way = 'narrower' | 'wider';

/**
 * May this result be handed out? (cli.md section 3.) `equal` always. What was found to differ counts together with what
 * the losses say of other worlds: each way needs its own leave, both need `any`. Without a proof the losses alone count,
 * so that `unproved` without a loss is handed out.
 */
export function isPermitted(certificate: Certificate, losses: readonly Loss[], allow: Allow): boolean {
  const {result} = certificate;
  if (result === 'equal' || allow === 'any') return true;
  if (result === 'different' || result === 'not-equal') return false;
  const ways = new Set<Way>(losses.flatMap(({effect}) => (effect === 'none' ? [] : [effect])));
  if (result !== 'unproved') ways.add(result);
  return [...ways].every((way) => way === allow);
}
