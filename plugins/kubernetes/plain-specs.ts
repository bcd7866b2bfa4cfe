import {isObject} from '../../src/base/json.ts';
import {label} from '../../src/ir/match.ts';
import type {Direction} from '../../src/ir/policy.ts';
import {meaningOf, type SpecMeaning} from './network-policy.ts';
import {plainPeers} from './plain-peers.ts';
import {plainPorts} from './plain-ports.ts';
import {plainRules} from './plain-rules.ts';
import {everything, plainSelectors} from './plain-selectors.ts';
import {hasOnly, type Known, numberOfFour, repeating} from './plain-values.ts';
import {policyTypes} from './policy-types.ts';

/**
 * Reads specs that the API server takes without a word and of which nothing is unknown, in one pass and each distinct
 * part once: a large cluster has a policy for each namespace and few parts that differ (design.md section 4). Equal specs
 * are one object, so that whoever judges policies may do it once for each. Undefined on any doubt: then decoding,
 * validation and `specMeaning` have their say. A test holds the two together.
 */
export type PlainSpecs = (spec: unknown) => SpecMeaning | undefined;

export function plainSpecs(): PlainSpecs {
  const known: (SpecMeaning | undefined)[] = [];
  const numberOf = numberOfFour();
  const subjects = plainSelectors(label);
  const [peers, ports] = [plainPeers(), plainPorts()];
  const ingresses = plainRules('ingress', 'from', peers, ports);
  const egresses = plainRules('egress', 'to', peers, ports);

  const read = (spec: Readonly<Record<string, unknown>>): SpecMeaning | undefined => {
    if (!hasOnly(spec, ['podSelector', 'policyTypes', 'ingress', 'egress'])) return undefined;
    const {podSelector, policyTypes: types = []} = spec;
    const subject = podSelector === undefined ? everything : subjects(podSelector);
    if (!subject || !isTypes(types)) return undefined;
    const ingress = spec['ingress'] === undefined ? noRules : ingresses(spec['ingress']);
    const egress = spec['egress'] === undefined ? noRules : egresses(spec['egress']);
    if (!ingress || !egress) return undefined;
    const number = numberOf(subject.id, numberOfTypes(types), ingress.id, egress.id);
    const before = known[number];
    if (before) return before;
    const meaning = meaningOf({
      selector: subject.value,
      types: policyTypes({policyTypes: types, egress: egress.value.rules}),
      ingress: ingress.value,
      egress: egress.value,
    });
    // Of rules that nobody enforces there is something to be said.
    const found = meaning.sure.ingress?.dormant || meaning.sure.egress?.dormant ? undefined : meaning;
    known[number] = found;
    return found;
  };

  return repeating((spec) => (isObject(spec) ? read(spec) : undefined));
}

const noRules: Known<Direction> = {id: -1, value: {isolates: true, rules: []}};

/** Equal for equal lists of at most two types. */
function numberOfTypes(types: readonly string[]): number {
  let number = 0;
  for (const type of types) number = number * 3 + (type === 'Ingress' ? 1 : 2);
  return number;
}

/** V16 and V17. */
function isTypes(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length <= 2 && value.every((each) => each === 'Ingress' || each === 'Egress');
}
