import {isObject} from '../../src/base/json.ts';
import type {Dialect, Read} from '../dialect.ts';
import {isPlan, readPlan, refusalOf} from './plan.ts';
import {plannedChanges} from './planned-changes.ts';
import {readModule} from './read-module.ts';
import {readState, readStateFile} from './state.ts';
import {carry} from './write.ts';

/** Terraform carries objects of other dialects: what it reads goes round again (terraform.md). */
export const terraform: Dialect = {
  name: 'terraform',
  read: (document, context): Read | Promise<Read> => {
    const {content} = document;
    if (content.syntax === 'terraform-module') return readModule(content.module, context);
    const value = content.syntax === 'value' ? content.value : undefined;
    if (isPlan(value)) return readPlan(document, value, context);
    if (!isObject(value)) return {};
    return 'format_version' in value ? readState(document, value, context) : readStateFile(document, value, context);
  },
  planned: (document, {providers, allowsErrored}) => {
    const {content} = document;
    const value = content.syntax === 'value' ? content.value : undefined;
    return isPlan(value) && !refusalOf(document, value, allowsErrored)
      ? plannedChanges(document, value, providers)
      : undefined;
  },
  carry,
  profiles: {},
};
