import type {Dialect, Read} from '../dialect.ts';
import {readModule} from './read-module.ts';

/** Terraform carries objects of other dialects: what it reads goes round again (terraform.md). */
export const terraform: Dialect = {
  name: 'terraform',
  read: ({content}): Read | Promise<Read> => {
    if (content.syntax === 'terraform-module') return readModule(content.module);
    return {};
  },
  profiles: {},
};
