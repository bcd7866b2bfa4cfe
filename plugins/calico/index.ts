import type {Dialect} from '../dialect.ts';
import {engines} from './engines.ts';
import {readGoldmaneFlow} from './flow.ts';
import {readCalico} from './read.ts';
import {writeCalico} from './write.ts';
import {networkSets} from './write-world.ts';

/** Calico: policies of `projectcalico.org/v3` and of its storage form `crd.projectcalico.org/v1`. */
export const calico: Dialect = {
  name: 'calico',
  read: readCalico,
  write: writeCalico,
  writeWorld: networkSets,
  readFlow: readGoldmaneFlow,
  profiles: engines,
};
