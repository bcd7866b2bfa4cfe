import type {Dialect} from '../dialect.ts';
import {flannel, none, spec} from './profile.ts';
import {read} from './read.ts';
import {write} from './write.ts';

/** Kubernetes' own policies, and what exists in a cluster. */
export const kubernetes: Dialect = {
  name: 'kubernetes',
  read,
  write,
  profiles: {spec, none, flannel},
};
