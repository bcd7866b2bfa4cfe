import type {Loss} from '../../plugins/dialect.ts';
import type {Origin} from '../diagnostics/origin.ts';
import type {Policy} from '../ir/policy.ts';
import {hasAtom} from '../ir/rewrite.ts';
import type {Certificate} from '../prove/certificate.ts';
import type {JudgedSet} from '../prove/this-world.ts';

/**
 * A world that happens to lack the difference, or what no comparison looks at (DNS names, SNI, nodes while nobody governs
 * them, host endpoints that are taken not to be there), must not turn a known widening into `equal`. What is proved of all clusters stands against a loss that speaks of
 * nothing else than was compared.
 */
export function heeding(certificate: Certificate, losses: readonly Loss[], source: JudgedSet): Certificate {
  if (certificate.result !== 'equal') return certificate;
  const everywhere = certificate.scope === 'all-worlds';
  const heeded = losses.filter(({effect, code, origin}) => {
    if (effect !== 'wider') return false;
    if (!everywhere || code === 'refused') return true;
    return source.policies.some((policy) => standsIn(origin, policy.origin) && saysMore(policy, source));
  });
  if (heeded.length === 0) return certificate;
  const where = everywhere ? 'in any cluster' : 'on the workloads given';
  const seen = `not proved: no difference shows ${where}, but a loss says what they cannot show`;
  return {...certificate, result: 'unproved', assumptions: [...certificate.assumptions, seen]};
}

function standsIn(loss: Origin, policy: Origin): boolean {
  return loss.file === policy.file && loss.document === policy.document;
}

/** Something of the policy decides, or would under other options of its engine, where no comparison looks. */
function saysMore({group, remainder, subject, ingress, egress}: Policy, {profile, world}: JudgedSet): boolean {
  const subjects = profile.underSettings?.(profile.settings(world)).subjects ?? profile.subjects;
  const rules = [...(ingress?.rules ?? []), ...(egress?.rules ?? [])];
  return (
    remainder.some(({effect}) => effect !== 'none') ||
    (group.group === 'tier' && group.list !== undefined) ||
    rules.some(({application}) => application?.shown !== undefined) ||
    hasAtom(subject, (atom) => atom.is === 'cluster' || (atom.is === 'kind' && !subjects.includes(atom.kind)))
  );
}
