import type {Dialect} from '../dialect.ts';
import {cidrGroups} from './cidr-group.ts';
import {conflicts} from './conflicts.ts';
import {engines} from './engines.ts';
import {readHubbleFlow} from './flow.ts';
import {read} from './read.ts';
import {write} from './write.ts';

/** Cilium's own policies, `cilium.io/v2`, and its engine's reading of all policies it enforces. */
export const cilium: Dialect = {
  name: 'cilium',
  read,
  conflicts,
  write,
  writeWorld: cidrGroups,
  readFlow: readHubbleFlow,
  profiles: engines,
};
