import type {DiffItem} from '../evaluate/connectivity.ts';
import {connectivityDiff} from '../evaluate/difference.ts';
import type {JudgedWorld} from '../evaluate/matrix-parts.ts';
import type {Profile} from '../ir/profile.ts';
import type {Certificate} from '../prove/certificate.ts';
import {compareEverywhere} from '../prove/everywhere/compare-everywhere.ts';
import {compareInWorld} from '../prove/this-world.ts';
import {type Intention, intention, type Move} from './intended.ts';
import {type ProjectProof, proveProjects} from './prove-projects.ts';
import {ofFamily} from './verified-world.ts';

/** One pair that differs. */
export interface ChangedPair {
  readonly item: DiffItem;
  readonly family: 4 | 6;
}

/** With what is meant of it. */
export type Difference = ChangedPair & Intention;

/** What a move changes on the workloads given. */
export interface Verification {
  /** By family, then by the names of both ends. */
  readonly differences: readonly Difference[];
  /** About how many pairs of parties were compared. */
  readonly compared: number;
  /** What opens while the engine moves and nothing is enforced; absent: it does not move. */
  readonly window?: readonly ChangedPair[];
  readonly certificate: Certificate;
  /** Of each isolated project. */
  readonly projects: readonly ProjectProof[];
  /** The cluster after the move. */
  readonly result: JudgedWorld;
}

/**
 * Compares the cluster before and after the move, inside and with the outside, each IP family apart so that each
 * difference has one reason (migration.md section 7, M01).
 */
export function verify(before: JudgedWorld, after: JudgedWorld, move: Move): Verification {
  let compared = 0;
  const differences: Difference[] = [];
  for (const family of [4, 6] as const) {
    const [left, right] = [before, after].map((side) => {
      const world = ofFamily(side.world, family);
      return world && {...side, world, profile: withoutDrops(side.profile)};
    });
    if (!left || !right) continue;
    // Nodes take part only where they are named.
    for (const options of [{focus: left.world.endpoints}, {external: true}]) {
      const diff = connectivityDiff(left, right, options);
      compared += diff.compared;
      for (const item of diff.items()) {
        differences.push({item, family, ...intention(item, family, move)});
      }
    }
  }
  const moves = move.byIdentity && before.profile.name !== after.profile.name;
  const certificate = certifyMove(before, after);
  const projects = proveProjects(before, after, move.isolation, move.byIdentity);
  return {differences, compared, ...(moves && {window: openMeanwhile(before)}), certificate, projects, result: after};
}

/** Connections of the cluster that nothing keeps apart any more while no policy is enforced, by family. */
function openMeanwhile(before: JudgedWorld): readonly ChangedPair[] {
  return ([4, 6] as const).flatMap((family) => {
    const world = ofFamily(before.world, family);
    if (!world) return [];
    const side = {...before, world, profile: withoutDrops(before.profile)};
    return [...connectivityDiff(side, {...side, policies: []}).items()].map((item) => ({item, family}));
  });
}

/** What an engine drops before any policy looks at it is no work of policies, and pods hardly ever send it. */
function withoutDrops({builtIn, ...profile}: Profile): Profile {
  return {...profile, builtIn: builtIn.filter(({when, action}) => when !== 'before-stages' || action !== 'deny')};
}

/** For every possible cluster where it can be had, else for this one. */
function certifyMove(before: JudgedWorld, after: JudgedWorld): Certificate {
  const everywhere = compareEverywhere(before, after);
  return everywhere.result === 'equal' ? everywhere : compareInWorld(before, after);
}
