import fc from 'fast-check';
import {ID} from '../laws/vocabulary.ts';

/** Tests of labels that pods, network sets and what Calico adds carry, with every operator (calico.md 2). */
const tests = [
  "app == 'a'",
  "app != 'a'",
  "app in {'a', 'b'}",
  "app not in {'a'}",
  'has(tier)',
  "tier contains 'e'",
  "tier starts with 'w'",
  "tier ends with 'b'",
  "tier == ''",
  'all()',
  "role == 'partner'",
  "role != 'partner'",
  "projectcalico.org/namespace == 'ant'",
  "projectcalico.org/orchestrator == 'k8s'",
  "projectcalico.org/serviceaccount == 'runner'",
  "pod-template-hash == 'x1'",
  `${ID} in {'p0', 'p1'}`,
] as const;

const namespaceTests = [
  "team == 'x'",
  "team != 'y'",
  "team in {'x', 'y'}",
  'has(team)',
  "team starts with 'x'",
  "projectcalico.org/name == 'ant'",
  "kubernetes.io/metadata.name in {'bee', 'elk'}",
  'all()',
] as const;

function combined(atoms: readonly string[]): fc.Arbitrary<string> {
  const atom = fc.constantFrom(...atoms);
  return fc.oneof(
    {weight: 4, arbitrary: atom},
    {weight: 1, arbitrary: atom.map((each) => `!(${each})`)},
    {weight: 1, arbitrary: fc.tuple(atom, atom).map(([a, b]) => `${a} && ${b}`)},
    {weight: 1, arbitrary: fc.tuple(atom, atom).map(([a, b]) => `${a} || ${b}`)},
    {weight: 1, arbitrary: fc.tuple(atom, atom, atom).map(([a, b, c]) => `(${a} || !${b}) && ${c}`)},
  );
}

export const calicoSelectors = {
  pods: combined(tests),
  namespaces: combined(namespaceTests),
  accounts: fc.constantFrom("grade == 'high'", "grade != 'high'", 'has(grade)', "projectcalico.org/name == 'runner'"),
};
