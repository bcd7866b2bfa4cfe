import fc from 'fast-check';
import {
  addressIn,
  and,
  exists,
  hasNamespace,
  label,
  type Match,
  namespaceIs,
  namespaceLabel,
  not,
  oneOf,
  or,
  someIdentity,
} from '../ir/match.ts';
import type {Endpoint, World} from '../ir/world.ts';
import {pod, worldOf} from './small-world.ts';

const keys = ['app', 'tier', 'hash'] as const;
const values = ['a', 'b', 'c', ''] as const;
const value = fc.oneof(
  fc.subarray([...values], {minLength: 1, maxLength: 2}).map(oneOf),
  fc.constantFrom(exists, {test: 'startsWith', text: 'a'} as const),
);

const atom: fc.Arbitrary<Match> = fc.oneof(
  {weight: 6, arbitrary: fc.tuple(fc.constantFrom(...keys), value).map(([key, test]) => label(key, test))},
  {weight: 2, arbitrary: fc.constantFrom('ant', 'bee', 'cat').map((name) => namespaceIs(name))},
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('team', 'kubernetes.io/metadata.name'), fc.constantFrom(oneOf(['x', 'ant']), exists))
      .map(([key, test]) => namespaceLabel(key, test)),
  },
  {weight: 1, arbitrary: fc.constantFrom(hasNamespace, addressIn('10.0.0.0/24'))},
);

/** Matches on labels, namespaces and addresses, some of them on the sets that contain an address. */
export const {match: randomMatch} = fc.letrec<{match: Match}>((tie) => ({
  match: fc.oneof(
    {maxDepth: 2, depthSize: 'small'},
    {weight: 3, arbitrary: atom},
    {weight: 2, arbitrary: fc.array(tie('match'), {minLength: 1, maxLength: 3}).map((all) => and(...all))},
    {weight: 1, arbitrary: fc.array(tie('match'), {minLength: 1, maxLength: 2}).map((all) => or(...all))},
    {weight: 1, arbitrary: tie('match').map(not)},
    {weight: 1, arbitrary: tie('match').map((each) => someIdentity(['pod', 'addressSet'], each))},
  ),
}));

/** Pods of namespaces with and without labels and objects, some or all of their own labels open, or inside a named set. */
export const randomPod: fc.Arbitrary<Endpoint> = fc
  .record({
    labels: fc.dictionary(fc.constantFrom(...keys), fc.constantFrom(...values)),
    openLabels: fc.subarray(['hash', 'app']),
    labelsUnknown: fc.option(fc.constant<true>(true), {freq: 6, nil: undefined}),
    namespace: fc.constantFrom('ant', 'bee', 'cat', 'elk'),
    addresses: fc.constantFrom<string[]>(['10.0.0.1'], ['10.0.1.1'], []),
  })
  .map(({labels, labelsUnknown, ...parts}) => pod('p', labels, {...parts, ...(labelsUnknown && {labelsUnknown})}));

/** Their world: nobody knows the labels of `elk`. */
export function randomPodWorld(pods: readonly Endpoint[]): World {
  const named = (name: string, labels: Record<string, string>, labelsKnown = true) => ({name, labels, labelsKnown});
  return {
    ...worldOf(...pods),
    namespaces: [named('ant', {team: 'x'}), named('bee', {team: 'y'}), named('cat', {}), named('elk', {}, false)],
    addressSets: [{kind: 'NetworkSet', namespace: 'bee', name: 's', labels: {app: 'a'}, cidrs: ['10.0.0.0/24']}],
  };
}
