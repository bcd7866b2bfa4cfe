import fc from 'fast-check';
import {calicoProfile} from '../../../plugins/calico/profile.ts';
import {ciliumProfile} from '../../../plugins/cilium/profile.ts';
import {spec} from '../../../plugins/kubernetes/profile.ts';
import type {JsonObject} from '../../base/json.ts';
import type {Profile} from '../../ir/profile.ts';
import type {WorldPart} from '../../ir/world.ts';
import {load} from '../../load/load.ts';
import {sample} from '../laws/input.ts';
import {policyDocuments} from '../laws/policy-documents.ts';
import {ipBlock, namespaceSelector, podSelector, portNames} from '../laws/vocabulary.ts';
import {worldDocuments} from '../laws/world-documents.ts';
import {networkPolicy} from '../random-network-policy.ts';
import {valueDocuments} from '../value-documents.ts';
import {calicoDocuments} from './calico-documents.ts';
import {ciliumDocuments} from './cilium-documents.ts';
import {clusterDocuments, edgePorts, spaces} from './cluster-documents.ts';
import {outsideWorld} from './outside-world.ts';

/** A world to try evaluators on. */
export interface Trial {
  readonly engine: EngineName;
  readonly seed: number;
  readonly documents: readonly JsonObject[];
  readonly known: WorldPart;
}

export const engines = {spec, calico: calicoProfile, cilium: ciliumProfile} as const satisfies Record<string, Profile>;
export type EngineName = keyof typeof engines;

/** A NetworkPolicy with ports at the edges, also for the namespace that has no object. */
const edgePolicy = networkPolicy({
  names: fc.constantFrom('e', 'f'),
  namespaces: fc.constantFrom(...spaces),
  podSelector,
  namespaceSelector,
  ipBlock,
  port: fc.oneof(
    fc.constantFrom(...edgePorts).map((port): JsonObject => ({port})),
    fc.constantFrom(...portNames).map((port): JsonObject => ({port, protocol: 'UDP'})),
    fc.constantFrom<JsonObject>({port: 1, endPort: 65535}, {port: 65534, endPort: 65535}, {port: 80, endPort: 81}, {}),
  ),
});

const ownDocuments: Readonly<Record<EngineName, fc.Arbitrary<JsonObject>>> = {
  spec: edgePolicy,
  calico: calicoDocuments,
  cilium: ciliumDocuments,
};

function documentsFor(engine: EngineName): fc.Arbitrary<readonly JsonObject[]> {
  const own = fc.uniqueArray(ownDocuments[engine], {
    minLength: engine === 'spec' ? 1 : 4,
    maxLength: engine === 'spec' ? 5 : 10,
    size: 'max',
    selector: ({kind, metadata}) => JSON.stringify([kind, metadata]),
  });
  return fc
    .tuple(worldDocuments, clusterDocuments, policyDocuments, own)
    .map(([world, more, policies, ...rest]) => [
      ...world,
      ...more,
      ...(engine === 'spec' ? policies : policies.slice(0, 2)),
      ...rest.flat(),
    ]);
}

/** The world of a seed. What the readers refuse is left out: both evaluators are asked about legal input. */
export async function trialOf(engine: EngineName, seed: number): Promise<Trial> {
  const [documents, known] = sample(fc.tuple(documentsFor(engine), outsideWorld), seed);
  return {engine, seed, documents: await legal(documents), known};
}

async function legal(documents: readonly JsonObject[]): Promise<readonly JsonObject[]> {
  const {diagnostics} = await load(valueDocuments(documents), {namespace: 'default'});
  const refused = new Set(
    diagnostics.flatMap(({severity, origin}) => (severity === 'error' ? [origin?.document] : [])),
  );
  return documents.filter((_, index) => !refused.has(index + 1));
}
