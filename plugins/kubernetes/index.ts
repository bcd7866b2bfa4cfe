import type {Dialect} from '../dialect.ts';
import {writeAdmin} from './admin/write.ts';
import {engines} from './engines.ts';
import {none, spec} from './profile.ts';
import {read} from './read.ts';
import {write} from './write.ts';
import {writeCluster} from './write-cluster.ts';

/** Kubernetes' own policies, and what exists in a cluster. */
export const kubernetes: Dialect = {
  name: 'kubernetes',
  read,
  write,
  writeWorld: writeCluster,
  forms: {admin: {write: writeAdmin, holds: ({group}) => group.group === 'admin'}},
  profiles: {spec, none, ...engines},
};
