import type {Certificate, CertificateResult} from '../prove/certificate.ts';
import {grantedBy} from './granted-by.ts';
import {escapeUntrusted, type Paint} from './terminal.ts';
import {connectionText} from './verdict-text.ts';

/** What the two sets are called. */
export interface SetNames {
  readonly source: string;
  readonly target: string;
  /** What to do about a witness in a cluster made for it. */
  readonly hint?: string;
}

/** A certificate for people: one line for the result with what it stands on, one for the witness. */
export function certificateText(certificate: Certificate, names: SetNames, paint: Paint): readonly string[] {
  return [`certificate: ${resultText(certificate, names, paint)}`, ...witnessText(certificate, names)];
}

function meaningOf(result: CertificateResult, {source, target}: SetNames): string {
  switch (result) {
    case 'equal':
      return `${target} allows exactly what ${source} allows`;
    case 'wider':
      return `${target} allows more than ${source}`;
    case 'narrower':
      return `${target} allows less than ${source}`;
    case 'different':
      return `${target} allows what ${source} denies, and denies what it allows`;
    case 'not-equal':
      return `${target} is not the same as ${source}; whether it errs the other way too could not be found out`;
    case 'unproved':
      return `not compared with ${source}`;
  }
}

function resultText(certificate: Certificate, names: SetNames, paint: Paint): string {
  const {result, scope, source, target} = certificate;
  const assumptions = grantedBy(certificate);
  const everywhere = result === 'equal' ? 'in every possible cluster' : 'over all possible clusters';
  const where = scope === 'this-world' ? 'for the workloads given' : everywhere;
  const engines = source.cni === target.cni ? `as ${source.cni}` : `from ${source.cni} to ${target.cni}`;
  const word = resultPaint(result, paint)(result);
  if (result === 'unproved') {
    const reasons = assumptions.map((each) => escapeUntrusted(each.replace(/^not proved: /, '')));
    return [`${word}, ${meaningOf(result, names)}`, ...reasons].join(': ');
  }
  const granted = assumptions.length > 0 ? paint.faint(` (${assumptions.map(escapeUntrusted).join('; ')})`) : '';
  return `${word} ${where}, ${escapeUntrusted(engines)}: ${meaningOf(result, names)}${granted}`;
}

function resultPaint(result: CertificateResult, paint: Paint): (text: string) => string {
  if (result === 'equal') return paint.good;
  return result === 'unproved' ? paint.doubtful : paint.bad;
}

function witnessText({witness}: Certificate, {source, target, hint = ''}: SetNames): readonly string[] {
  if (!witness) return [];
  const told = {allow: 'allowed', deny: 'denied'};
  const where = witness.world ? `, in a small cluster made for it${hint}` : '';
  return [
    `witness: ${connectionText(witness)}: ${told[witness.source]} by ${source}, ${told[witness.target]} by ${target}${where}`,
  ];
}
