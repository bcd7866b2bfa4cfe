import type {Certificate} from '../prove/certificate.ts';

/** Everything that a certificate takes for granted, what its witnesses do included. */
export function grantedBy({assumptions, witness, opposite}: Certificate): readonly string[] {
  return [...new Set([...assumptions, ...(witness?.taken ?? []), ...(opposite?.taken ?? [])])];
}
