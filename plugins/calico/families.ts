import {familiesOf, isEverything} from './nets.ts';
import {impliedFamily} from './protocols.ts';
import type {PolicyRule} from './schema.ts';

/**
 * The IP families a rule exists for. The engine renders it once a family, and leaves it out where `ipVersion` or the name
 * of the protocol says so, and where a list of nets, a negative one too, has entries but none of that family
 * (calico.md 6.1, C50).
 */
export function ruleFamilies(rule: PolicyRule): readonly (4 | 6)[] {
  const implied = impliedFamily(rule.protocol);
  return ([4, 6] as const).filter(
    (family) =>
      (rule.ipVersion ?? family) === family &&
      (implied ?? family) === family &&
      netLists(rule).every((nets) => nets.length === 0 || familiesOf(nets).has(family)) &&
      !notNetsOf(rule).some((net) => isEverything(net) && familiesOf([net]).has(family)),
  );
}

/** True when the positive nets of the rule leave no other family anyway. */
export function netsImplyFamily(rule: PolicyRule): boolean {
  return [rule.source?.nets ?? [], rule.destination?.nets ?? []].some((nets) => familiesOf(nets).size === 1);
}

/** The four lists of nets of a rule. */
export function netLists({source, destination}: PolicyRule): readonly (readonly string[])[] {
  return [source?.nets, source?.notNets, destination?.nets, destination?.notNets].map((nets) => nets ?? []);
}

function notNetsOf({source, destination}: PolicyRule): readonly string[] {
  return [...(source?.notNets ?? []), ...(destination?.notNets ?? [])];
}
