import type {Endpoint} from '../ir/world.ts';
import type {ConnectivityMatrix} from './connectivity.ts';
import {basisLayers, both, layeredMatrix, partsLayers, regionsOf, sharedGroups} from './matrix-layers.ts';
import type {JudgedWorld} from './matrix-parts.ts';
import type {Question} from './question.ts';

export interface MatrixOptions {
  /** Only what these send, or take; `focus`: either. Absent: all. Nodes take part only where they are named. */
  readonly from?: readonly Endpoint[];
  readonly to?: readonly Endpoint[];
  readonly focus?: readonly Endpoint[];
  /** Only this protocol and port. */
  readonly question?: Question;
  /** Between workloads and the outside only, instead of between workloads. */
  readonly external?: boolean;
}

/**
 * Who may talk to whom (cli.md section 1, `matrix`), by owners: a pod is never listed where its owner says the same. Only
 * counted at first; the items are made while they are read.
 */
export function connectivityMatrix(judged: JudgedWorld, options: MatrixOptions = {}): ConnectivityMatrix {
  const layers = basisLayers(judged);
  if (!layers.clear) return layeredMatrix(partsLayers(layers, options));
  const parts = partsLayers(layers, options, sharedGroups(both(layers)));
  return layeredMatrix(parts, options.external ? regionsOf([parts]) : undefined);
}
