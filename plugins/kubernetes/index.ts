import type {Dialect} from '../dialect.ts';
import {flannel, none, spec} from './profile.ts';
import {read} from './read.ts';

/** Kubernetes' own policies, and what exists in a cluster. */
export const kubernetes: Dialect = {
  name: 'kubernetes',
  read,
  profiles: {spec, none, flannel},
};
