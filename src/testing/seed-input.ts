import {readFileSync} from 'node:fs';
import {isObject, valueAt} from '../base/json.ts';
import type {Document} from '../sources/document.ts';
import {usualLimits} from '../sources/limits.ts';
import {readText} from '../sources/text-documents.ts';
import {projectDirectory, readShared} from './shared.ts';

/** A seed's own annotation (`step` or `part`) tells which documents belong together. */
export type Only = string | undefined;

/** Documents of one seed file, those whose annotation `step` or `part` is another left out. */
export async function seedDocuments(seed: string, file: string, only: Only): Promise<readonly Document[]> {
  // `policies-address.yaml` is the Rancher seed's file with its placeholder filled in, as expect.md does.
  const text =
    file === 'policies-address.yaml'
      ? readShared(`testdata/seeds/${seed}/policies.yaml`).replaceAll('X.X.X.X/32', '192.0.2.11/32')
      : readShared(`testdata/seeds/${seed}/${file}`);
  const {documents} = await readText(`${seed}/${file}`, text, usualLimits);
  return documents.filter((document) => belongs(document, only));
}

/** The few objects that the expectations speak of and the seed does not print. */
export async function extraDocuments(seed: string): Promise<readonly Document[]> {
  const name = `testdata/expectations/${seed}.extra.yaml`;
  return (await readText(name, readFileSync(projectDirectory + name, 'utf8'), usualLimits)).documents;
}

function belongs({content}: Document, only: Only): boolean {
  if (only === undefined || content.syntax !== 'value' || !isObject(content.value)) return true;
  const annotations = valueAt(content.value, ['metadata', 'annotations']);
  const mark = isObject(annotations) ? (annotations['step'] ?? annotations['part']) : undefined;
  return mark === undefined || mark === only;
}
