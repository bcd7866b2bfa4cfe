import {type Origin, within} from '../../src/diagnostics/origin.ts';
import {misleading, type Problems} from './fields.ts';

/** Labels of sets and host endpoints are not stripped, so that they can imitate those of a namespace (calico.md 4, C68). */
export function warnOfImitations(labels: Readonly<Record<string, string>>, object: Origin, problems: Problems): void {
  for (const key of Object.keys(labels)) {
    if (!key.startsWith('pcns.') && !key.startsWith('pcsa.')) continue;
    const at = {origin: within(object, 'metadata', 'labels', key), problems};
    misleading(at, 'the engine takes it for a label of a namespace or service account, which it imitates');
  }
}
