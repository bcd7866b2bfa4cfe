import type {Family} from '../base/cidr.ts';
import type {Truth} from '../base/truth.ts';
import {connectionEnd} from '../evaluate/end.ts';
import {noAssumptions} from '../evaluate/facts.ts';
import {evaluateMatch} from '../evaluate/match.ts';
import type {Match} from '../ir/match.ts';
import type {Endpoint, World} from '../ir/world.ts';

/** Two endpoints of a connection of one family. */
export interface Ends {
  readonly end: Endpoint;
  readonly other: Endpoint;
  readonly family: Family;
}

/** Whether a match, as it is written, holds for one end of a connection. */
export function holds(match: Match, {end, other, family}: Ends, world: World): Truth {
  const at = (endpoint: Endpoint) => connectionEnd(endpoint, family, world);
  return evaluateMatch(match, {end: at(end), other: at(other), world, assumptions: noAssumptions});
}
