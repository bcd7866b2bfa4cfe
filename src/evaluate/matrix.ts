import type {Policy} from '../ir/policy.ts';
import type {Profile} from '../ir/profile.ts';
import type {Endpoint, World} from '../ir/world.ts';
import type {ConnectivityMatrix} from './connectivity.ts';
import {insideMatrix} from './matrix-inside.ts';
import {outsideMatrix} from './matrix-outside.ts';
import {matrixBasis, matrixParts} from './matrix-parts.ts';
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
export function connectivityMatrix(
  profile: Profile,
  world: World,
  policies: readonly Policy[],
  options: MatrixOptions = {},
): ConnectivityMatrix {
  const parts = matrixParts(matrixBasis({profile, world, policies}), options);
  return options.external ? outsideMatrix(parts) : insideMatrix(parts);
}
