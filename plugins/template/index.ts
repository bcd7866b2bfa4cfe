import type {Dialect} from '../dialect.ts';
import {exampleProfile} from './profile.ts';
import {read} from './read.ts';
import {write} from './write.ts';

/** A dialect in miniature, to copy; it stands in no table. */
export const template: Dialect = {
  name: 'template',
  read,
  write,
  profiles: {example: exampleProfile},
};
