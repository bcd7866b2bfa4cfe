import type {Dialect} from '../dialect.ts';
import {calicoProfile, canalProfile} from './profile.ts';
import {readCalico} from './read.ts';
import {writeCalico} from './write.ts';

/** Calico: policies of `projectcalico.org/v3` and of its storage form `crd.projectcalico.org/v1`. */
export const calico: Dialect = {
  name: 'calico',
  read: readCalico,
  write: writeCalico,
  profiles: {calico: calicoProfile, canal: canalProfile},
};
