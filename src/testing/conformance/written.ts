import {isDeepStrictEqual} from 'node:util';
import {kubernetes} from '../../../plugins/kubernetes/index.ts';
import {printPolicy} from '../../ir/print.ts';
import {load} from '../../load/load.ts';
import type {Loaded} from '../../load/loaded.ts';
import type {Document} from '../../sources/document.ts';
import type {Check} from './check.ts';
import {checkRows, readRows} from './rows.ts';
import {readRow} from './validation.ts';
import {storedPolicy} from './validation-kubernetes.ts';

/**
 * What `convert --to kubernetes` writes of every accepted document: a server takes it without a word and stores it as it
 * is, it says what the server stored of the document, and it reads back as the same policy (kubernetes.md Part D).
 */
export const writtenPolicies: Check = checkRows(
  'validation/kubernetes written',
  readRows('validation/kubernetes/cases').filter(({fields}) => fields['accepted']),
  async (row) => {
    const {documents} = await readRow(row, 'kubernetes');
    const source = await load(documents, {namespace: 'default'});
    const written = kubernetes.write?.(source.policies, {allow: 'equal'});
    const object = written?.objects[0]?.object;
    if (!object || written.objects.length !== 1) return `${written?.objects.length} objects`;
    if (written.losses.length > 0) return `lost: ${written.losses.map(({message}) => message).join('; ')}`;

    const again = await read(object);
    const remarks = again.diagnostics.map(({code}) => code).filter((code) => code !== 'rules-without-type');
    if (remarks.length > 0) return `the server says ${remarks.join()} to ${JSON.stringify(object)}`;
    const stored = storedPolicy(object);
    if (!isDeepStrictEqual(stored, object['spec']))
      return `${JSON.stringify(object)}, stored ${JSON.stringify(stored)}`;
    const meaning = printed(again);
    if (meaning !== printed(source)) return `reads back as ${meaning}, not ${printed(source)}`;
    const recorded = row.fields['stored'];
    if (recorded === undefined) return undefined;
    const theirs = printed(await read({...object, spec: recorded}));
    return meaning === theirs ? undefined : `${meaning}, the server stored ${theirs}`;
  },
);

function read(value: unknown): Promise<Loaded> {
  const origin = {file: 'written', document: 1, path: []};
  const document: Document = {origin, content: {syntax: 'value', value}, locate: () => ({...origin, path: ''})};
  return load([document], {namespace: 'default'});
}

/** A generated name is not known; what is written has the part that is. */
function printed({policies}: Loaded): string {
  return policies.map((policy) => printPolicy({...policy, id: {...policy.id, name: legal(policy.id.name)}})).join('\n');
}

function legal(name: string): string {
  return name.replace(/-$/, '');
}
